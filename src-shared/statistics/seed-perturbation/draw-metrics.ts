import { weightedBalancedAccuracy } from '../measures/accuracy.ts';
import { auc } from '../measures/auc.ts';
import { weightedAveragePrecision } from '../measures/average-precision.ts';
import { rankRows } from '../measures/ranking.ts';
import type { PerturbationMetric } from './params.ts';
import type { PerturbedModel } from './perturbed-predictions.ts';

export interface MetricSettings {
  readonly metric: PerturbationMetric;
  readonly threshold: number;
  readonly classCount: number;
}

/**
 * The measure of each draw over all lesions with a class. Of more than two classes the mean over the classes present,
 * each against the rest; balanced accuracy is the mean recall. Null where only one class is present.
 */
export function drawMetrics(model: PerturbedModel, draws: number, settings: MetricSettings): Float64Array | null {
  const scoresAt = (draw: number): Float64Array[] => model.scores.map((values) => everyNth(values, draw, draws));
  const found = Float64Array.from({ length: draws }, (_, draw) => measure(scoresAt(draw), model.truth, settings));
  return found.some(Number.isNaN) ? null : found;
}

/** The measure of one set of scores; NaN where only one class is present. */
export function measure(
  scores: readonly Float64Array[],
  truth: Int32Array,
  { metric, threshold, classCount }: MetricSettings,
): number {
  const rows = Int32Array.from(truth.keys()).filter((row) => (truth[row] as number) >= 0);
  const labels = Int32Array.from(rows, (row) => truth[row] as number);
  const present = [...new Set(labels)].sort((a, b) => a - b);
  if (present.length < 2) return Number.NaN;
  const known = scores.map((values) => Float64Array.from(rows, (row) => values[row] as number));
  const weights = new Float64Array(rows.length).fill(1);
  if (metric === 'balanced-accuracy') {
    const answers = Int32Array.from(rows, (_, i) => predictedClass(known, i, threshold));
    return weightedBalancedAccuracy(labels, answers, weights, present);
  }
  const against = (values: Float64Array, label: number): number => {
    const isPositive = Uint8Array.from(labels, (found) => (found === label ? 1 : 0));
    if (metric === 'auc') return auc(values, isPositive);
    return weightedAveragePrecision(rankRows(values, isPositive), weights);
  };
  if (classCount === 2) return against(known[0] as Float64Array, 1);
  return present.reduce((sum, label) => sum + against(known[label] as Float64Array, label), 0) / present.length;
}

/** Of two classes: the positive one above the threshold; of more, the most probable, the first of equals. */
export function predictedClass(scores: readonly ArrayLike<number>[], row: number, threshold: number): number {
  if (scores.length === 1) return ((scores[0] as ArrayLike<number>)[row] as number) > threshold ? 1 : 0;
  let best = 0;
  for (let k = 1; k < scores.length; k++) {
    if (((scores[k] as ArrayLike<number>)[row] as number) > ((scores[best] as ArrayLike<number>)[row] as number))
      best = k;
  }
  return best;
}

const everyNth = (values: Float64Array, first: number, step: number): Float64Array =>
  Float64Array.from({ length: values.length / step }, (_, i) => values[i * step + first] as number);
