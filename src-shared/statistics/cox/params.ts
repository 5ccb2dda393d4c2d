import { z } from 'zod';
import type { DataTable } from '../data-table.ts';
import {
  axisFields,
  followUpFields,
  groupingFields,
  levelField,
  suggestFollowUp,
  suggestSplit,
} from '../kaplan-meier/follow-up-params.ts';
import { covariateFields } from '../regression/covariates.ts';
import { lesionField } from '../regression/units.ts';
import { subsetParams } from '../subset.ts';
import { timeTransforms } from './proportionality.ts';
import { tieMethods } from './risk-sets.ts';

/** Fields by which a score enters a model of survival. */
export const scoreFields = {
  score: z.string().default('').meta({
    title: 'Score',
    description: 'A prediction that enters the model beside the covariates. Empty: covariates alone.',
    column: 'number',
  }),
  scoreAs: z.enum(['high-low', 'sd', 'unit']).default('high-low').meta({
    title: 'The score counts as',
    description:
      'high-low: patients above the threshold against the others, the groups of the Kaplan-Meier curves. sd: per standard deviation. unit: per unit of the score.',
  }),
  threshold: groupingFields.threshold,
  equalScores: groupingFields.equalScores,
};

export const coxParams = z.object({
  ...followUpFields,
  ...scoreFields,
  ...covariateFields,
  analysis: z.enum(['together', 'each alone', 'both']).default('together').meta({
    title: 'Model',
    description:
      'together: one model with all covariates, each adjusted for the others. each alone: a model per covariate (univariable). both: the figure shows the one model, the tables both.',
  }),
  ties: z.enum(tieMethods).default('efron').meta({
    title: 'Ties',
    description:
      'Events at equal times. efron: default of R and lifelines. breslow: default of SAS, SPSS and statsmodels. exact: all orders summed, for small data.',
  }),
  stratum: z.string().default('').meta({
    title: 'Stratify by',
    description: 'Each value of this column has a baseline hazard of its own and no ratio. Empty: no strata.',
    column: 'any',
  }),
  lesions: lesionField,
  proportionality: z
    .enum([...timeTransforms, 'off'])
    .default('km')
    .meta({
      title: 'Test of proportional hazards',
      description:
        'Whether ratios change with time, on the scale of survival (km, as R does), of the rank of the time, or of the time itself (identity).',
    }),
  residualPlots: z.boolean().default(false).meta({
    title: 'Plot the residuals',
    description: 'Adds a panel per covariate: scaled Schoenfeld residuals over time with a smooth curve.',
  }),
  ...subsetParams,
  ...axisFields,
  level: levelField,
});
export type CoxParams = z.output<typeof coxParams>;

const clinical = /^(age|sex|gender|.*stage|histology|ecog|smok.*)$/i;
const stageLike = /stage|grade|ecog/i;

/** With a run, its score split at the tuning median; else the clinical columns with usual names. */
export function suggestCox(table: DataTable): Partial<z.input<typeof coxParams>> {
  return { ...suggestFollowUp(table), ...(suggestSplitScore(table) ?? suggestCovariates(table)) };
}

/** With predictions of a run: the score of the test patients and the tuning median; null without. */
export function suggestSplitScore(table: DataTable) {
  const found: { score?: string; threshold?: number | null } = suggestSplit(table);
  if (found.score === undefined) return null;
  return { score: found.score, threshold: found.threshold ?? null, subsetColumn: 'part', subsetValue: 'test' };
}

/** Columns that look like clinical covariates, at most five. */
export function suggestCovariates(table: DataTable): { covariates: string[]; categorical: string[] } {
  const covariates = [...table.columns.keys()].filter((name) => clinical.test(name)).slice(0, 5);
  const isNumeric = (name: string): boolean => table.columns.get(name)?.type === 'number';
  return { covariates, categorical: covariates.filter((name) => isNumeric(name) && stageLike.test(name)) };
}
