import { z } from 'zod';
import { cohortIdSchema, expressionIdSchema, featureSetIdSchema, geneSetsIdSchema, runIdSchema } from './ids.ts';

/**
 * Where the table of a statistic comes from: predictions of a run beside the clinical columns, or (`runId` null) the
 * clinical columns alone; and what the statistic needs besides.
 */
export const statisticSourceSchema = z.object({
  cohortId: cohortIdSchema,
  runId: runIdSchema.nullable(),
  /** Further runs, for statistics that compare; of the same cohort. */
  compareWith: z.array(runIdSchema).max(200).default([]),
  /** Absent: the feature set of the run, or the newest of the cohort. */
  featureSetId: featureSetIdSchema.nullable().default(null),
  /** Absent: the newest. */
  expressionId: expressionIdSchema.nullable().default(null),
  geneSetsId: geneSetsIdSchema.nullable().default(null),
});
export type StatisticSource = z.output<typeof statisticSourceSchema>;
