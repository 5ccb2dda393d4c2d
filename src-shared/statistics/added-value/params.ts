import { z } from 'zod';
import { suggestCovariates } from '../cox/params.ts';
import { type DataTable } from '../data-table.ts';
import {
  axisFields,
  followUpFields,
  levelField,
  suggestFollowUp,
  suggestScore,
} from '../kaplan-meier/follow-up-params.ts';
import { covariateFields } from '../regression/covariates.ts';
import { lesionField } from '../regression/units.ts';
import { suggestRoc } from '../roc/params.ts';
import { subsetParams } from '../subset.ts';

export const addedValueParams = z.object({
  endpoint: z.enum(['binary', 'survival']).default('survival').meta({
    title: 'Endpoint',
    description: 'binary: a truth with a positive value, by logistic regression. survival: follow-up, by Cox’s model.',
  }),
  imaging: z.array(z.string()).min(1, 'Choose at least one imaging column.').max(5, 'At most 5 imaging columns.').meta({
    title: 'Imaging',
    description: 'The score (or scores) whose value beyond the clinical covariates is asked for.',
    column: 'number',
  }),
  covariates: z.array(z.string()).min(1, 'Choose at least one clinical covariate.').meta({
    title: 'Clinical covariates',
    description:
      'Columns of numbers count per unit, columns of text by their values. Patients in whom one is missing are left out of all models.',
    column: 'any',
  }),
  categorical: covariateFields.categorical,
  references: covariateFields.references,
  per: covariateFields.per.default('sd'),
  target: z.string().default('').meta({
    title: 'Truth',
    description: 'The column that says what each lesion is. Used by a binary endpoint.',
    column: 'any',
  }),
  positive: z.string().default('').meta({
    title: 'Positive value',
    description: 'The value of the truth to be predicted.',
    valueOf: 'target',
  }),
  time: z.string().default('').meta({
    title: 'Time',
    description: 'Follow-up time of each patient: to the event or to the last contact. Used by survival.',
    column: 'number',
  }),
  timeUnit: followUpFields.timeUnit,
  event: z
    .string()
    .default('')
    .meta({ title: 'Event', description: 'Whether follow-up ended with the event. Used by survival.', column: 'any' }),
  eventValue: followUpFields.eventValue,
  ...axisFields,
  lesions: lesionField,
  reclassification: z.boolean().default(false).meta({
    title: 'NRI and IDI',
    description:
      'Adds the category-free net reclassification improvement and the integrated discrimination improvement of a binary endpoint. They favour larger models; the likelihood-ratio test is the test.',
  }),
  ...subsetParams,
  resamples: z.number().int().min(99).max(100_000).default(1000).meta({
    title: 'Resamples',
    description: 'Bootstrap resamples of patients. All three models are fitted again in each.',
  }),
  seed: z
    .number()
    .int()
    .min(0)
    .default(42)
    .meta({ title: 'Seed', description: 'The same seed gives the same intervals.' }),
  level: levelField,
});
export type AddedValueParams = z.output<typeof addedValueParams>;

/** The score of a run beside clinical columns with usual names; survival where there is follow-up. */
export function suggestAddedValue(table: DataTable): Partial<z.input<typeof addedValueParams>> {
  const { covariates, categorical } = suggestCovariates(table);
  const clinical = covariates.length > 0 ? { covariates, categorical } : {};
  const followUp = suggestFollowUp(table);
  const found = suggestScore(table);
  const imaging = 'score' in found ? { imaging: [found.score], subsetColumn: 'part', subsetValue: 'test' } : {};
  if ('time' in followUp && 'event' in followUp) return { endpoint: 'survival', ...followUp, ...clinical, ...imaging };
  const { target, positive } = suggestRoc(table);
  return {
    endpoint: 'binary',
    ...(target && positive ? { target, positive } : {}),
    ...clinical,
    ...imaging,
  };
}
