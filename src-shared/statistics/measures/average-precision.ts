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

/**
 * The precision-recall curve as right-continuous steps over recall: the precision P_n holds from R_{n-1} to R_n, so the
 * area under the steps is the average precision. It ends at recall 1.
 */
export function precisionRecallCurve({ ends }: Ranking): { x: number; y: number }[] {
  let positives = 0;
  for (let block = 0; block < ends.length; block += 3) {
    positives += (ends[block + 2] as number) - (ends[block + 1] as number);
  }
  const points: { x: number; y: number }[] = [];
  let found = 0;
  for (let block = 0; block < ends.length; block += 3) {
    const before = found;
    found += (ends[block + 2] as number) - (ends[block + 1] as number);
    points.push({ x: before / positives, y: found / (ends[block + 2] as number) });
  }
  const last = points.at(-1);
  return last ? [...points, { x: 1, y: last.y }] : points;
}
