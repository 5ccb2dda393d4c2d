import type { ScoreOrder } from './auc.ts';

/**
 * Average precision: Σ (R_n - R_{n-1}) P_n over distinct thresholds, highest first; tied scores are one step, and
 * nothing is interpolated. Equal to scikit-learn's `average_precision_score`.
 * Each row counts `weights[row]` times. NaN when no positive has weight.
 */
export function weightedAveragePrecision(order: ScoreOrder, isPositive: Uint8Array, weights: Float64Array): number {
  const { rows, runEnds } = order;
  let positives = 0;
  let all = 0;
  let sum = 0;
  for (let run = runEnds.length - 1; run >= 0; run--) {
    const before = positives;
    for (let i = runEnds[run - 1] ?? 0; i < (runEnds[run] as number); i++) {
      const row = rows[i] as number;
      all += weights[row] as number;
      if (isPositive[row] === 1) positives += weights[row] as number;
    }
    if (all > 0) sum += (positives - before) * (positives / all);
  }
  return positives === 0 ? Number.NaN : sum / positives;
}
