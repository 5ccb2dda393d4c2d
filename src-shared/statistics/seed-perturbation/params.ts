import { z } from 'zod';
import type { DataTable } from '../data-table.ts';
import { type PredictionParams, predictionParams, suggestPredictions } from '../predictions/params.ts';

export const perturbationMetrics = ['auc', 'average-precision', 'balanced-accuracy'] as const;
export type PerturbationMetric = (typeof perturbationMetrics)[number];

export const metricNames: Record<PerturbationMetric, string> = {
  auc: 'AUC',
  'average-precision': 'Average precision',
  'balanced-accuracy': 'Balanced accuracy',
};

export const seedPerturbationParams = z.object({
  ...predictionParams,
  metric: z.enum(perturbationMetrics).default('auc').meta({
    title: 'Measure',
    description:
      'Computed for every draw over all lesions. Of more than two classes: the mean over the classes, each against the rest.',
  }),
  threshold: z.number().nullable().default(null).meta({
    title: 'Threshold',
    description:
      'Of two classes: a probability above it gives the positive class, e.g. the tuning median of the run. Empty: 0.5. Of more classes the most probable one counts.',
  }),
  draw: z.string().default('draw').meta({
    title: 'Draw',
    description: 'The column that numbers the displaced seeds of a lesion from 1; 0 is the seed itself.',
    column: 'number',
  }),
  model: z.string().default('').meta({
    title: 'Compare',
    description: 'A column whose values are models (at most 8): one box for each. Empty: one model.',
    column: 'any',
  }),
  listed: z.number().int().min(1).max(1000).default(10).meta({
    title: 'Lesions listed',
    description: 'So many of the lesions whose prediction spreads most stand in the table.',
  }),
  level: z.number().gt(0.5).lt(1).default(0.95).meta({
    title: 'Share of the draws',
    description:
      'The interval of each lesion holds this share of its predictions; also the level of the interval of the ICC.',
  }),
});
export type SeedPerturbationParams = z.output<typeof seedPerturbationParams>;

/** The predictions of a run at displaced seeds. */
export function suggestSeedPerturbation(
  table: DataTable,
): Partial<PredictionParams> & Partial<z.input<typeof seedPerturbationParams>> {
  return table.columns.has('draw') ? suggestPredictions(table) : {};
}
