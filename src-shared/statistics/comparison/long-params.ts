import { z } from 'zod';
import { type DataTable, distinctTexts, textColumn } from '../data-table.ts';
import { probabilityColumn } from '../roc/params.ts';
import { subsetParams } from '../subset.ts';
import { metrics } from './metrics.ts';

/** The fields by which any comparison of models reads a long table: a row per lesion and run. */
export const longParams = {
  model: z.string().min(1, 'Choose a column.').default('model').meta({
    title: 'Models',
    description: 'The column that says which model a row comes from.',
    column: 'any',
  }),
  lesion: z.string().min(1, 'Choose a column.').default('lesion').meta({
    title: 'Lesion',
    description: 'Rows of different models pair where this column is equal.',
    column: 'any',
  }),
  target: z.string().min(1, 'Choose a column.').default('target').meta({
    title: 'Truth',
    description: 'The column that says what each lesion is.',
    column: 'any',
  }),
  positive: z.string().default('').meta({
    title: 'Positive value',
    description:
      'The value of the truth that the score should find. Empty: all classes, scored by the columns `probability of <class>`.',
    valueOf: 'target',
  }),
  score: z.string().default('').meta({
    title: 'Score',
    description: 'Prediction of the positive value; used when a positive value is given.',
    column: 'number',
  }),
  ...subsetParams,
  cutoff: z.number().nullable().default(0.5).meta({
    title: 'Cut-off of accuracies',
    description:
      'Used when a positive value is given: a higher score speaks for it. Empty: for each model the median of its rows with part = tune, as the frozen threshold of a run.',
  }),
};

export const metricField = z.enum(metrics).default('auc').meta({
  title: 'Metric',
  description:
    'Area under the ROC curve, average precision (mAP for several classes), balanced accuracy or accuracy. For several classes, means over the classes, each against the rest.',
});

export const swapScales = ['scores', 'ranks'] as const;
/** Fields of resampling and testing that comparisons share. */
export const testParams = {
  swap: z.enum(swapScales).default('scores').meta({
    title: 'Permutation swaps',
    description:
      'scores: the predictions themselves, which must be on one scale. ranks: the rank of each lesion among the scores of its model, for models whose scores have different scales; for AUC and average precision.',
  }),
  permutations: z.number().int().min(99).max(100_000).default(1000).meta({
    title: 'Permutations',
    description: 'Number of random swaps; where all swaps are at most 65,536, all are looked at.',
  }),
  resamples: z.number().int().min(99).max(100_000).default(9999).meta({
    title: 'Resamples',
    description: 'Number of bootstrap resamples. The same patients are drawn for all models.',
  }),
  seed: z
    .number()
    .int()
    .min(0)
    .default(42)
    .meta({ title: 'Seed', description: 'The same seed gives the same result.' }),
  level: z.number().gt(0.5).lt(1).default(0.95).meta({
    title: 'Confidence level',
    description: 'Coverage of the intervals.',
  }),
};

export interface LongParams {
  readonly model: string;
  readonly lesion: string;
  readonly target: string;
  readonly positive: string;
  readonly score: string;
  readonly subsetColumn: string;
  readonly subsetValue: string;
  readonly cutoff: number | null;
}

/** Guesses the columns by the names that the tables of runs have. */
export function suggestLong(table: DataTable): Partial<LongParams> {
  const names = [...table.columns.keys()];
  const model = names.find((name) => /^models?$/i.test(name)) ?? names.find((name) => /^(runs?|method)$/i.test(name));
  const lesion = names.find((name) => /^(lesion|nodule|case|patient)s?([ _-]?(id|no))?$/i.test(name));
  const found = { ...(model ? { model } : {}), ...(lesion ? { lesion } : {}) };
  const part = names.includes('part') ? { subsetColumn: 'part', subsetValue: 'test' } : {};
  const target = names.find((name) => /^(target|truth|label|outcome)$/i.test(name));
  if (!target) return { ...found, ...part };
  const classes = names
    .filter((name) => name.startsWith(probabilityColumn('')))
    .map((name) => name.slice(probabilityColumn('').length));
  if (classes.length > 2) return { ...found, ...part, target, positive: '' };
  if (classes.length === 2) {
    const positive = classes[1] as string;
    return { ...found, ...part, target, positive, score: probabilityColumn(positive) };
  }
  const score = names.find((name) => /^(score|prediction|probability|proba?|pred)$/i.test(name));
  const values = distinctTexts(textColumn(table, target));
  const positive = values.length === 2 ? (values[1] as string) : '';
  return { ...found, ...part, target, positive, ...(score ? { score } : {}) };
}
