import { AppError } from '../../errors.ts';
import type { DataTable } from '../data-table.ts';
import { scoreName } from '../kaplan-meier/grouping.ts';
import { type SurvivalData, survivalData } from '../kaplan-meier/patients.ts';
import { type Covariate, type CovariateParams, numberCovariate, readCovariates } from '../regression/covariates.ts';
import { type Units, unitsOf } from '../regression/units.ts';
import { subsetRows } from '../subset.ts';
import type { CoxParams } from './params.ts';

export interface CoxData {
  readonly survival: SurvivalData;
  /** Unit (patient, or lesion where each counts) of each entry of `survival`. */
  readonly units: Int32Array;
  /** Those of each entry that belong together; null where entries are independent. */
  readonly clusters: Int32Array | null;
  /** The score, then the covariates, with a value per unit. */
  readonly score: Covariate | null;
  readonly covariates: readonly Covariate[];
  readonly noun: 'patient' | 'lesion';
}

export type CoxDataParams = Pick<
  CoxParams,
  | 'time'
  | 'timeUnit'
  | 'event'
  | 'eventValue'
  | 'score'
  | 'scoreAs'
  | 'threshold'
  | 'equalScores'
  | 'lesions'
  | 'subsetColumn'
  | 'subsetValue'
  | 'axisUnit'
  | 'horizon'
> &
  Pick<CovariateParams, 'covariates' | 'categorical' | 'references' | 'per'> & { readonly stratum?: string };

/** Follow-up, score and covariates of the patients; what lacks a covariate is still there (see `completeUnits`). */
export function coxData(table: DataTable, params: CoxDataParams): CoxData {
  if (params.covariates.includes(params.score))
    throw new AppError('invalid-input', `"${params.score}" is both the score and a covariate.`);
  const rows = subsetRows(table, params);
  const units = unitsOf(table, rows, params.lesions);
  const isEach = params.lesions === 'each';
  const splits = params.score !== '' && params.scoreAs === 'high-low';
  const survival = survivalData(isEach ? { ...table, patients: null } : table, {
    ...params,
    lesions: params.lesions === 'each' ? 'mean' : params.lesions,
    grouping: splits ? 'score' : 'none',
    group: '',
  });
  const numbers = new Map(Array.from(units.patients.first, (row, unit) => [row, unit]));
  const unitOf = survival.rows.map((row) => numbers.get(row) as number);
  const clusters = units.clusters;
  return {
    survival,
    units: unitOf,
    clusters: clusters ? unitOf.map((unit) => clusters[unit] as number) : null,
    score: params.score === '' ? null : scoreCovariate(table, units, params, splits ? { survival, unitOf } : null),
    covariates: readCovariates(table, units, params),
    noun: isEach && table.patients ? 'lesion' : 'patient',
  };
}

function scoreCovariate(
  table: DataTable,
  units: Units,
  params: CoxDataParams,
  split: { survival: SurvivalData; unitOf: Int32Array } | null,
): Covariate {
  if (!split) return numberCovariate(table, units, params.score, params.lesions);
  const codes = new Int32Array(units.patients.first.length).fill(-1);
  split.unitOf.forEach((unit, i) => {
    codes[unit] = split.survival.groups[i] as number;
  });
  // Under the heading of the score its name need not be said again.
  const levels = split.survival.groupLabels.map((label) => label.replace(` ${scoreName(params.score)}`, ''));
  return { kind: 'levels', name: params.score, codes, levels, reference: null };
}
