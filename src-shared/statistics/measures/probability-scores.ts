/**
 * Losses of predicted probabilities, per row; their mean is the score. Checked against scikit-learn's
 * `brier_score_loss` and `log_loss`.
 */

/**
 * Brier's squared error of each row. Two classes: (p - y)², from 0 to 1. More: the sum over the classes, from 0 to 2
 * (Brier's original form of 1950, and scikit-learn's for several classes).
 * @param scores probability of each class, rows within
 */
export function brierLosses(scores: readonly Float64Array[], truth: Int32Array): Float64Array {
  const [, second] = scores;
  if (scores.length === 2 && second) return second.map((p, row) => (p - (truth[row] as number)) ** 2);
  return Float64Array.from(truth, (label, row) =>
    scores.reduce((sum, values, k) => sum + ((values[row] as number) - (k === label ? 1 : 0)) ** 2, 0),
  );
}

/** Smallest probability that the log loss reckons with: the double-precision epsilon, as scikit-learn does. */
const smallest = 2 ** -52;

/** Minus the natural logarithm of the probability given to the true class. */
export const logLosses = (scores: readonly Float64Array[], truth: Int32Array): Float64Array =>
  Float64Array.from(
    truth,
    (label, row) => -Math.log(Math.min(1 - smallest, Math.max(smallest, scores[label]?.[row] as number))),
  );

/** Mean of values that count `weights[row]` times each; NaN without weight. */
export function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let all = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights[row] as number;
    sum += weight * (values[row] as number);
    all += weight;
  }
  return all === 0 ? Number.NaN : sum / all;
}
