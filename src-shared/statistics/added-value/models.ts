import { AppError } from '../../errors.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import { rankFollowUp, weightedConcordance } from '../concordance/ranked-follow-up.ts';
import { fitCox } from '../cox/fit-cox.ts';
import type { DataTable } from '../data-table.ts';
import { auc } from '../measures/auc.ts';
import {
  type Covariate,
  completeUnits,
  designOf,
  numberCovariate,
  readCovariates,
  type Term,
} from '../regression/covariates.ts';
import { fitLogistic, type LogisticFit } from '../regression/logistic.ts';
import type { FitResult, ModelFit } from '../regression/model-fit.ts';
import { binaryOutcome, survivalOutcome } from '../regression/outcome.ts';
import { unitsOf } from '../regression/units.ts';
import { subsetRows } from '../subset.ts';
import type { AddedValueParams } from './params.ts';

/** What all models are fitted to: the same patients (or lesions), complete in everything. */
export interface AddedValueData {
  readonly outcome: Uint8Array;
  /** Null for a binary endpoint. */
  readonly times: Float64Array | null;
  /** Number of the patient of each row, from 0. */
  readonly clusters: Int32Array;
  /** Several rows of a patient. */
  readonly isClustered: boolean;
  readonly clinical: readonly Covariate[];
  readonly imaging: readonly Covariate[];
  /** Unit of each row, for the covariates. */
  readonly units: Int32Array;
  readonly noun: 'patient' | 'lesion';
  readonly warnings: readonly string[];
}

export function addedValueData(table: DataTable, params: AddedValueParams): AddedValueData {
  const twice = params.imaging.find((name) => params.covariates.includes(name));
  if (twice !== undefined) throw new AppError('invalid-input', `"${twice}" is both imaging and a clinical covariate.`);
  if (params.endpoint === 'survival' && (params.time === '' || params.event === ''))
    throw new AppError('invalid-input', 'Choose the columns of time and event.');
  const units = unitsOf(table, subsetRows(table, params), params.lesions);
  const noun = params.lesions === 'each' && table.patients ? 'lesion' : 'patient';
  const found =
    params.endpoint === 'survival' ? survivalOutcome(table, params) : binaryOutcome(table, units, params, noun);
  const clinical = readCovariates(table, units, params);
  const imaging = params.imaging.map((name) => numberCovariate(table, units, name, params.lesions));
  const { positions, warnings } = completeUnits([...imaging, ...clinical], found.units, noun);
  if (positions.length === 0)
    throw new AppError('invalid-input', `No ${noun} has the outcome, the imaging and all clinical covariates.`);
  const rows = positions.map((i) => found.units[i] as number);
  const { clusters } = units;
  return {
    outcome: Uint8Array.from(positions, (i) => found.outcome[i] as number),
    times: found.times ? Float64Array.from(positions, (i) => (found.times as Float64Array)[i] as number) : null,
    clusters: numbered(clusters ? rows.map((unit) => clusters[unit] as number) : rows),
    isClustered: clusters !== null,
    clinical,
    imaging,
    units: rows,
    noun,
    warnings: [...found.warnings, ...warnings],
  };
}

function numbered(ids: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return ids.map((id) => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  });
}

export const modelNames = ['clinical', 'imaging', 'combined'] as const;
export type ModelName = (typeof modelNames)[number];

/** The design of one of the models. */
export interface ModelDesign {
  readonly design: Matrix;
  readonly terms: readonly Term[];
}

export function modelDesigns(data: AddedValueData, params: AddedValueParams): Record<ModelName, ModelDesign> {
  const of = (covariates: readonly Covariate[]): ModelDesign =>
    designOf(covariates, data.units, data.outcome, () => params.per);
  return {
    clinical: of(data.clinical),
    imaging: of(data.imaging),
    combined: of([...data.clinical, ...data.imaging]),
  };
}

interface Rows {
  readonly outcome: Uint8Array;
  readonly times: Float64Array | null;
}

/**
 * Fits one model. @param nullColumns the tests are against the model with these first columns
 */
export function fitModel(
  { outcome, times }: Rows,
  design: Matrix,
  { clusters, nullColumns = 0 }: { clusters?: Int32Array | undefined; nullColumns?: number } = {},
): FitResult<ModelFit | LogisticFit> {
  if (design.columns === 0) return { unavailable: 'all covariates are constant' };
  return times
    ? fitCox({ times, events: outcome, design, clusters, nullColumns })
    : fitLogistic({ outcome, design, clusters, nullColumns });
}

/** The linear predictor without its intercept, which ranks nothing. */
export function predictor(fit: ModelFit, design: Matrix): Float64Array {
  const values = new Float64Array(design.rows);
  for (let i = 0; i < design.rows; i++) {
    let sum = 0;
    for (let j = 0; j < design.columns; j++)
      sum += (fit.coefficients[j] as number) * (design.values[i * design.columns + j] as number);
    values[i] = sum;
  }
  return values;
}

/** AUC, or Harrell's C of follow-up; NaN where no pair can be compared. */
export function discrimination({ outcome, times }: Rows, predicted: Float64Array): number {
  if (!times) return auc(predicted, outcome);
  return weightedConcordance(rankFollowUp(times, outcome, predicted), new Float64Array(times.length).fill(1));
}
