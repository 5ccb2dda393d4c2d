import { type Ranking, rankRows } from './ranking.ts';
import type { ScoreOrder } from './score-order.ts';

/**
 * Area under the ROC curve as the Mann-Whitney probability: (concordant + tied / 2) / pairs (Hanley & McNeil 1982).
 * Golden values of two ten-case examples; equal to scikit-learn's `roc_auc_score`.
 */

/**
 * The AUC in which each row counts `weights[row]` times: one pass of additions, which is what makes ten thousand
 * resamples cheap. NaN when a class has no weight.
 */
export function weightedAuc({ rows, ends }: Ranking, weights: Float64Array): number {
  let negativesAbove = 0;
  let positives = 0;
  // Pairs that the ranking gets wrong, those tied as one half.
  let lost = 0;
  let position = 0;
  for (let block = 0; block < ends.length; block += 3) {
    const above = ends[block] as number;
    const tied = ends[block + 1] as number;
    const end = ends[block + 2] as number;
    for (; position < above; position++) negativesAbove += weights[rows[position] as number] as number;
    let negativesTied = 0;
    for (; position < tied; position++) negativesTied += weights[rows[position] as number] as number;
    let positivesHere = 0;
    for (; position < end; position++) positivesHere += weights[rows[position] as number] as number;
    lost += positivesHere * (negativesAbove + negativesTied / 2);
    positives += positivesHere;
    negativesAbove += negativesTied;
  }
  for (; position < rows.length; position++) negativesAbove += weights[rows[position] as number] as number;
  const pairs = positives * negativesAbove;
  return pairs === 0 ? Number.NaN : (pairs - lost) / pairs;
}

/** The AUC of the rows as they are; NaN when a class is missing. */
export const auc = (scores: ArrayLike<number>, isPositive: Uint8Array): number =>
  weightedAuc(rankRows(scores, isPositive), new Float64Array(scores.length).fill(1));

/**
 * The corners of the ROC curve from (0, 0) to (1, 1): x = share of negatives, y = share of positives with a score of
 * at least the threshold. Tied scores are one step, so a run with both classes is an oblique segment, and the area
 * under the corners is the AUC. Points inside a straight run are left out.
 */
export function rocCurve(order: ScoreOrder, isPositive: Uint8Array): { x: number; y: number }[] {
  const { rows, runEnds } = order;
  const positives = isPositive.reduce((sum, value) => sum + value, 0);
  const negatives = rows.length - positives;
  const steps: [number, number][] = [];
  for (let run = runEnds.length - 1; run >= 0; run--) {
    let up = 0;
    for (let i = runEnds[run - 1] ?? 0; i < (runEnds[run] as number); i++)
      up += isPositive[rows[i] as number] as number;
    const right = (runEnds[run] as number) - (runEnds[run - 1] ?? 0) - up;
    const last = steps.at(-1);
    if (last && last[0] * up === last[1] * right) steps[steps.length - 1] = [last[0] + right, last[1] + up];
    else steps.push([right, up]);
  }
  let [right, up] = [0, 0];
  return [[0, 0] as [number, number], ...steps].map((step) => {
    right += step[0];
    up += step[1];
    return { x: right / negatives, y: up / positives };
  });
}
