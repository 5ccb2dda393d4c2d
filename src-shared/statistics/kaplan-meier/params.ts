import { z } from 'zod';
import type { DataTable } from '../data-table.ts';
import { subsetParams } from '../subset.ts';
import {
  axisFields,
  followUpFields,
  groupingFields,
  levelField,
  suggestFollowUp,
  suggestSplit,
} from './follow-up-params.ts';
import { logRankVariants } from './log-rank.ts';
import { bandTypes, medianConventions } from './survival-curve.ts';

const exponent = z.number().min(0).max(10);

export const kaplanMeierParams = z.object({
  ...followUpFields,
  ...groupingFields,
  ...subsetParams,
  ...axisFields,
  daysPerYear: z.enum(['365.25', '365']).default('365.25').meta({
    title: 'Days of a year',
    description: 'For an axis in years. The reference code of the study divides days by 365.',
  }),
  landmark: z.number().positive().nullable().default(null).meta({
    title: 'Survival at',
    description: 'In the unit of the axis: a time at which the survival of each group is reported.',
  }),
  test: z
    .enum(logRankVariants)
    .default('log-rank')
    .meta({ title: 'Test', description: 'Weights of the comparison of the groups.' }),
  rho: exponent.default(0).meta({
    title: 'Fleming–Harrington rho',
    description: 'Above 0, early differences count more. Used by the Fleming–Harrington test.',
  }),
  gamma: exponent.default(1).meta({
    title: 'Fleming–Harrington gamma',
    description: 'Above 0, late differences count more. Used by the Fleming–Harrington test.',
  }),
  stratum: z.string().default('').meta({
    title: 'Stratify the test by',
    description: 'Patients are compared within each value of this column alone. Empty: no strata.',
    column: 'any',
  }),
  pairwise: z.enum(['holm', 'benjamini-hochberg', 'off']).default('holm').meta({
    title: 'Pairs of groups',
    description:
      'With three groups or more, each pair is tested too. holm: p values adjusted by Holm for the family-wise error, or by Benjamini and Hochberg for the false discovery rate. off: no such tests.',
  }),
  band: z
    .enum([...bandTypes, 'none'])
    .default('log-log')
    .meta({
      title: 'Confidence band',
      description:
        'Scale on which the pointwise limits are computed. R draws log by default, lifelines and Prism log-log.',
    }),
  level: levelField,
  median: z.enum(medianConventions).default('midpoint').meta({
    title: 'Median where survival stays at exactly 0.5',
    description:
      'midpoint: the middle of that interval, as R reports it. first: its beginning, as lifelines and Prism do.',
  }),
  medianLines: z
    .boolean()
    .default(false)
    .meta({ title: 'Lines to the medians', description: 'Thin lines from survival 0.5 down to each median.' }),
  cumulativeEvents: z
    .boolean()
    .default(false)
    .meta({ title: 'Events below the axis', description: 'Events up to each time, below the numbers at risk.' }),
  cumulativeCensored: z
    .boolean()
    .default(false)
    .meta({ title: 'Censored below the axis', description: 'Patients censored up to each time.' }),
  convention: z.enum(['as-set', 'reference-code']).default('as-set').meta({
    title: 'Convention',
    description:
      'reference-code: as the published code of the study does it, whatever is set above: years of 365 days, follow-up cut at 5 years, scores equal to the threshold with the high ones, medians as lifelines, plain log-rank test. A table shows what differs.',
  }),
});
export type KaplanMeierParams = z.output<typeof kaplanMeierParams>;

/** Guesses the columns by their usual names; with predictions, the test patients split at the tuning median. */
export const suggestKaplanMeier = (table: DataTable): Partial<z.input<typeof kaplanMeierParams>> => ({
  ...suggestFollowUp(table),
  ...suggestSplit(table),
});
