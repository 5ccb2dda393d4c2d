/**
 * 1 - Σ(truth - predicted)² / Σ(truth - mean)²: the share of the variation of `truth` that `predicted` explains as it
 * is, without a fitted line (scikit-learn's `r2_score(truth, predicted)`). Not symmetric, and negative where the mean of
 * the truth would predict better. NaN where the truth does not vary.
 */
export function determination(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const n = truth.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (truth[i] as number) / n;
  let [residuals, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    residuals += ((truth[i] as number) - (predicted[i] as number)) ** 2;
    total += ((truth[i] as number) - mean) ** 2;
  }
  return total > n * (1e-14 * mean) ** 2 ? 1 - residuals / total : Number.NaN;
}
