/** Share of rows whose predicted class is the target, each row counted `weights[row]` times. NaN without weight. */
export function weightedAccuracy(
  targets: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights: Float64Array,
): number {
  let right = 0;
  let all = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row] as number;
    all += weight;
    if (targets[row] === predicted[row]) right += weight;
  }
  return all === 0 ? Number.NaN : right / all;
}

/**
 * Balanced accuracy: mean recall over the classes of which a target is present (scikit-learn's
 * `balanced_accuracy_score`). NaN when a class that `expected` lists has no weight, so that a resample in which it
 * vanished is drawn again instead of averaging over fewer classes.
 * @param targets class numbers from 0, as are `expected` and `predicted`
 */
export function weightedBalancedAccuracy(
  targets: Int32Array,
  predicted: Int32Array,
  weights: Float64Array,
  expected: readonly number[],
): number {
  const size = Math.max(...expected) + 1;
  const right = new Float64Array(size);
  const all = new Float64Array(size);
  for (let row = 0; row < weights.length; row++) {
    const target = targets[row] as number;
    all[target] = (all[target] as number) + (weights[row] as number);
    if (target === predicted[row]) right[target] = (right[target] as number) + (weights[row] as number);
  }
  return expected.reduce((sum, label) => sum + (right[label] as number) / (all[label] as number), 0) / expected.length;
}
