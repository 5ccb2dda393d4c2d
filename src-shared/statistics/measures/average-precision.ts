import type { Ranking } from './ranking.ts';

/**
 * Average precision: Σ (R_n - R_{n-1}) P_n over distinct thresholds, highest first; tied scores are one step, and
 * nothing is interpolated. Equal to scikit-learn's `average_precision_score`.
 * Each row counts `weights[row]` times. NaN when no positive has weight.
 */
export function weightedAveragePrecision({ rows, ends }: Ranking, weights: Float64Array): number {
  let negatives = 0;
  let positives = 0;
  let sum = 0;
  let position = 0;
  for (let block = 0; block < ends.length; block += 3) {
    const tied = ends[block + 1] as number;
    const end = ends[block + 2] as number;
    for (; position < tied; position++) negatives += weights[rows[position] as number] as number;
    let positivesHere = 0;
    for (; position < end; position++) positivesHere += weights[rows[position] as number] as number;
    if (positivesHere === 0) continue;
    positives += positivesHere;
    sum += (positivesHere * positives) / (positives + negatives);
  }
  return positives === 0 ? Number.NaN : sum / positives;
}
