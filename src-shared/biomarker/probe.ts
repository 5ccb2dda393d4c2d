import type { SplitPart, Value } from '../domain/entities.ts';
import { AppError } from '../errors.ts';
import { median } from '../numerics/quantile.ts';
import { weightedAccuracy } from '../statistics/measures/accuracy.ts';
import { weightedAuc } from '../statistics/measures/auc.ts';
import { rankRows } from '../statistics/measures/ranking.ts';
import {
  decisionScores,
  fitLogisticRegression,
  type LinearModel,
  probabilitiesOf,
  vectorCount,
} from './logistic-regression.ts';
import { countParts, type PartCounts, smallSampleWarnings, weightWarnings } from './probe-checks.ts';
import { largestClass, testValues } from './probe-values.ts';
import { rowSpace } from './row-space.ts';
import { nestedSubset } from './split.ts';
import { fitScaler, type Scaler, standardise } from './standard-scaler.ts';

export interface ProbeInput {
  /** n x dimension, row-major, one row per lesion. */
  readonly features: Float32Array;
  readonly dimension: number;
  /** Class number of each row; -1 where the endpoint is undefined. Such rows get predictions but train and test nothing. */
  readonly targets: Int32Array;
  readonly classCount: number;
  /** Names of the classes, for messages and values; absent: their numbers. */
  readonly classes?: readonly string[];
  readonly parts: readonly SplitPart[];
  /** How much each row counts in training, tuning and testing (`endpointWeights`); absent: 1 each. */
  readonly weights?: Float64Array | null;
  /** Patient of each row: subsets and resamples take whole patients. */
  readonly patients: Int32Array;
  /** How many values of C are tried, evenly spaced in log C over 1e-6 .. 1e3. */
  readonly searchSize: number;
  readonly seed: number;
  /** Share of the training and of the tuning patients used; smaller shares lie inside larger ones. */
  readonly fraction: number;
}

interface ProbeHooks {
  readonly signal: { readonly aborted: boolean; throwIfAborted(): void };
  readonly report?: (progress: { done: number; total: number; label: string }) => void;
}

export interface ProbeResult {
  readonly chosenC: number;
  /** In the order tried: ascending C. `score` is the tuning score. */
  readonly search: { c: number; score: number }[];
  readonly searchScore: 'auc' | 'accuracy';
  readonly scaler: Scaler;
  /** Over the standardised features: 1 x dimension for two classes, else classes x dimension. */
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
  /** n x classCount, for every row. */
  readonly probabilities: Float64Array;
  /** Median predicted probability of the second class over the tuning rows used; null for more than two classes. */
  readonly threshold: number | null;
  readonly values: Value[];
  readonly warnings: string[];
  /** Rows with a class, by part, after taking the share. */
  readonly counts: PartCounts;
}

/**
 * The linear biomarker: features standardised on the training rows, L2 logistic regression for each C along a
 * warm-started path, C chosen by the tuning score (AUC for two classes, accuracy for more; ties go to the smaller C),
 * the model of that C fitted on the training rows alone, and everything reported on the test rows with intervals.
 */
export function trainProbe(input: ProbeInput, hooks: ProbeHooks): ProbeResult {
  const train = usedRows(input, 'train');
  const tune = usedRows(input, 'tune');
  const counts = countParts(input, train, tune);
  const labelled = (rows: number[]): number[] => rows.filter((row) => (input.targets[row] as number) >= 0);
  const [trainRows, tuneRows] = [labelled(train), labelled(tune)];

  const scaler = fitScaler(input.features, input.dimension, trainRows);
  const space = rowSpace(standardise(input.features, trainRows, scaler));
  const tuneCoordinates = space.project(standardise(input.features, tuneRows, scaler));
  const trainTargets = Int32Array.from(trainRows, (row) => input.targets[row] as number);
  const tuneTargets = Int32Array.from(tuneRows, (row) => input.targets[row] as number);

  const { weights } = input;
  const weightsOf = (rows: number[]): Float64Array => Float64Array.from(rows, (row) => weights?.[row] ?? 1);
  const tuneWeights = weightsOf(tuneRows);
  const training = {
    rows: space.coordinates,
    targets: trainTargets,
    ...(weights ? { weights: weightsOf(trainRows) } : {}),
    classCount: input.classCount,
    signal: hooks.signal,
  };
  const search: { c: number; score: number }[] = [];
  let best: { c: number; score: number; model: LinearModel } | null = null;
  let warmStart: LinearModel | undefined;
  for (const c of searchValues(input.searchSize)) {
    const fit = fitLogisticRegression({ ...training, c, precision: 'search', ...(warmStart ? { warmStart } : {}) });
    warmStart = fit;
    const score = tuningScore(decisionScores(tuneCoordinates, fit), tuneTargets, tuneWeights, input.classCount);
    search.push({ c, score });
    if (best === null || score > best.score + 1e-12) best = { c, score, model: fit };
    hooks.report?.({ done: search.length, total: input.searchSize, label: 'Searching the regularisation strength' });
  }
  if (best === null) throw new AppError('invalid-input', 'The search needs at least one value of C.');

  const final = fitLogisticRegression({ ...training, c: best.c, warmStart: best.model });
  const model = liftModel(final, space.lift, space.coordinates.columns);
  const probabilities = predictProbe(input.features, { ...model, scaler, classCount: input.classCount });
  const positive = (row: number): number => probabilities[row * 2 + 1] as number;
  return {
    chosenC: best.c,
    search,
    searchScore: input.classCount === 2 ? 'auc' : 'accuracy',
    scaler,
    ...model,
    probabilities,
    threshold: input.classCount === 2 ? median(tune.map(positive)) : null,
    values: testValues(input, probabilities, best.score, hooks.signal),
    warnings: [
      ...smallSampleWarnings(input, counts),
      ...weightWarnings(input),
      ...(final.converged ? [] : ['The fit at the chosen C stopped before it had converged.']),
      ...(search.length > 1 && (best.c === search[0]?.c || best.c === search.at(-1)?.c)
        ? ['The chosen C lies at an end of the range searched: the tuning score says little about its size.']
        : []),
    ],
    counts,
  };
}

/**
 * Class probabilities (n x classCount) of a trained probe for any rows of features. In double precision: at a small C
 * they differ in the seventh digit, and single precision would make ties of them.
 */
export function predictProbe(
  features: Float32Array,
  probe: LinearModel & { readonly scaler: Scaler; readonly classCount: number },
): Float64Array {
  const dimension = probe.scaler.mean.length;
  const count = features.length / dimension;
  const probabilities = new Float64Array(count * probe.classCount);
  const block = 256;
  for (let start = 0; start < count; start += block) {
    const rows = Int32Array.from({ length: Math.min(block, count - start) }, (_, i) => start + i);
    const scores = decisionScores(standardise(features, rows, probe.scaler), probe);
    probabilities.set(probabilitiesOf(scores, probe.classCount), start * probe.classCount);
  }
  return probabilities;
}

/** Evenly spaced in log C, ascending, from 1e-6 to 1e3. */
export const searchValues = (size: number): number[] =>
  Array.from({ length: size }, (_, i) => 10 ** (size === 1 ? 0 : -6 + (9 * i) / (size - 1)));

/** Rows of a part whose patients belong to the share used, labelled or not. */
function usedRows(input: ProbeInput, part: SplitPart): number[] {
  const rows = input.parts.flatMap((name, row) => (name === part ? [row] : []));
  if (input.fraction === 1) return rows;
  const patientIds = rows.map((row) => input.patients[row] as number);
  const strata = patientIds.map((patient) => firstClass(input, rows, patientIds, patient));
  const kept = nestedSubset({ patientIds, strata, fraction: input.fraction, seed: input.seed });
  return rows.filter((row) => kept.has(input.patients[row] as number));
}

function firstClass(input: ProbeInput, rows: number[], patientIds: number[], patient: number): number | null {
  const found = rows.find((row, i) => patientIds[i] === patient && (input.targets[row] as number) >= 0);
  return found === undefined ? null : (input.targets[found] as number);
}

function tuningScore(scores: Float64Array, targets: Int32Array, weights: Float64Array, classCount: number): number {
  if (classCount === 2) return weightedAuc(rankRows(scores, Uint8Array.from(targets)), weights);
  return weightedAccuracy(targets, largestClass(scores, classCount), weights);
}

function liftModel(model: LinearModel, lift: (weights: Float64Array) => Float64Array, columns: number): LinearModel {
  const vectors = Array.from(model.intercepts, (_, k) =>
    lift(model.coefficients.subarray(k * columns, (k + 1) * columns)),
  );
  const dimension = vectors[0]?.length ?? 0;
  const coefficients = new Float64Array(vectorCount(vectors.length === 1 ? 2 : vectors.length) * dimension);
  vectors.forEach((vector, k) => coefficients.set(vector, k * dimension));
  return { coefficients, intercepts: model.intercepts };
}
