import { z } from 'zod';
import { longParams, metricField, suggestLong, testParams } from '../comparison/long-params.ts';
import { metrics } from '../comparison/metrics.ts';
import { studyField } from '../comparison/study-table.ts';
import type { DataTable } from '../data-table.ts';
import { adjustments } from '../multiplicity/adjust.ts';
import { bootstrapMethods } from '../resampling/intervals.ts';

export const dataEfficiencyParams = z.object({
  ...longParams,
  fraction: z.string().min(1, 'Choose a column.').default('fraction').meta({
    title: 'Share of the data',
    description: 'The column of the share of the training data, as 1, 0.5, 0.2, 0.1 or as percent.',
    column: 'number',
  }),
  repeat: z.string().default('').meta({
    title: 'Repeats',
    description:
      'The column that tells repeats of one model and share apart, e.g. `run` or `seed`: their mean is shown. Empty: none.',
    column: 'any',
  }),
  metric: metricField,
  secondMetric: z
    .enum(['none', ...metrics])
    .default('none')
    .meta({
      title: 'Second metric',
      description: 'A second pair of panels and further columns of the tables.',
    }),
  baseline: z.string().default('').meta({
    title: 'Increase over',
    description: 'A model: the tables give what every other model gains over it at each share. Empty: no comparison.',
    valueOf: 'model',
  }),
  secondBaseline: z.string().default('').meta({
    title: 'and over',
    description: 'A second model to compare with.',
    valueOf: 'model',
  }),
  whiskers: z.enum(['patients', 'repeats']).default('patients').meta({
    title: 'Intervals',
    description:
      'patients: bootstrap over the test patients, of the mean of the repeats. repeats: t interval of the mean over the repeats, which says how much the choice of the training patients matters.',
  }),
  axis: z.enum(['category', 'log']).default('category').meta({
    title: 'Axis of the share',
    description: 'category: 100, 50, 20, 10% from left to right, as in the study. log: to scale, rising.',
  }),
  interval: z.enum(bootstrapMethods).default('bca').meta({
    title: 'Bootstrap interval',
    description: 'Over patients, who bring all of their lesions; the same resamples for all models and shares.',
  }),
  adjustment: z.enum(adjustments).default('holm').meta({
    title: 'Adjustment for several tests',
    description: 'The family is every increase in the table.',
  }),
  ...testParams,
  showStudy: studyField,
});
export type DataEfficiencyParams = z.output<typeof dataEfficiencyParams>;

/** The columns of runs; each run a repeat. */
export function suggestDataEfficiency(table: DataTable): Partial<z.input<typeof dataEfficiencyParams>> {
  const names = [...table.columns.keys()];
  const fraction = names.find((name) => /^(fraction|share|percent(age)?)$/i.test(name));
  const repeat = names.find((name) => /^(run|seed|repeat|fold)$/i.test(name));
  return { ...suggestLong(table), ...(fraction ? { fraction } : {}), ...(repeat ? { repeat } : {}) };
}
