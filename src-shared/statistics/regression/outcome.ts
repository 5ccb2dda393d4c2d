import { AppError } from '../../errors.ts';
import { type CoxDataParams, coxData } from '../cox/cox-data.ts';
import { type DataTable, matchesText } from '../data-table.ts';
import { counted } from '../wording.ts';
import { isMissing, levelCovariate } from './covariates.ts';
import type { Units } from './units.ts';

/** What is to be explained, an entry per patient (or lesion) in whom it is known. */
export interface Outcome {
  /** Unit of each entry. */
  readonly units: Int32Array;
  /** Positive, or with the event: 1. */
  readonly outcome: Uint8Array;
  /** Null for a binary truth. */
  readonly times: Float64Array | null;
  readonly warnings: readonly string[];
}

type SurvivalOutcomeParams = Pick<
  CoxDataParams,
  'time' | 'timeUnit' | 'event' | 'eventValue' | 'axisUnit' | 'horizon' | 'lesions' | 'subsetColumn' | 'subsetValue'
>;

/** Follow-up of the patients, or of each lesion, cut at the horizon. */
export function survivalOutcome(table: DataTable, params: SurvivalOutcomeParams): Outcome {
  if (params.time === '' || params.event === '')
    throw new AppError('invalid-input', 'Choose the columns of time and event.');
  const { survival, units } = coxData(table, {
    ...params,
    score: '',
    scoreAs: 'unit',
    threshold: null,
    equalScores: 'low',
    covariates: [],
    categorical: [],
    references: '',
    per: 'unit',
  });
  return { units, outcome: survival.events, times: survival.times, warnings: survival.warnings };
}

/** One value of a column against all others; those without a value are left out. */
export function binaryOutcome(
  table: DataTable,
  units: Units,
  params: { readonly target: string; readonly positive: string },
  noun: string,
): Outcome {
  if (params.target === '' || params.positive === '')
    throw new AppError('invalid-input', 'Choose the column of the truth and its positive value.');
  const truth = levelCovariate(table, units, params.target, null);
  if (truth.kind !== 'levels') throw new AppError('invalid-input', 'The truth must have values.');
  const positive = truth.levels.map((level) => matchesText(level, params.positive));
  if (!positive.includes(true))
    throw new AppError('invalid-input', `No row has ${params.target} = "${params.positive}".`);
  const all = Array.from(truth.codes.keys());
  const known = all.filter((unit) => !isMissing(truth, unit));
  return {
    units: Int32Array.from(known),
    outcome: Uint8Array.from(known, (unit) => (positive[truth.codes[unit] as number] ? 1 : 0)),
    times: null,
    warnings:
      known.length < all.length
        ? [`${counted(all.length - known.length, noun)} left out: no value of ${params.target}.`]
        : [],
  };
}
