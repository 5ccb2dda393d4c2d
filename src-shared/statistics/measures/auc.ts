/**
 * Area under the ROC curve as the Mann-Whitney probability: (concordant + tied / 2) / pairs (Hanley & McNeil 1982).
 * Golden values of two ten-case examples; equal to scikit-learn's `roc_auc_score`.
 */

/** Rows in ascending order of score, with the ends of the runs of equal scores. */
export interface ScoreOrder {
  readonly rows: Int32Array;
  /** One past the last position of each run. */
  readonly runEnds: Int32Array;
}

export function orderByScore(scores: ArrayLike<number>): ScoreOrder {
  const rows = Int32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  const runEnds: number[] = [];
  for (let i = 1; i <= rows.length; i++) {
    if (i === rows.length || scores[rows[i] as number] !== scores[rows[i - 1] as number]) runEnds.push(i);
  }
  return { rows, runEnds: Int32Array.from(runEnds) };
}

/**
 * The AUC in which each row counts `weights[row]` times, for scores sorted once: one pass over the rows, which is what
 * makes ten thousand resamples cheap. NaN when a class has no weight.
 */
export function weightedAuc(order: ScoreOrder, isPositive: Uint8Array, weights: Float64Array): number {
  const { rows, runEnds } = order;
  let negativesBelow = 0;
  let positives = 0;
  let concordant = 0;
  let position = 0;
  for (let run = 0; run < runEnds.length; run++) {
    const end = runEnds[run] as number;
    let positivesHere = 0;
    let negativesHere = 0;
    for (; position < end; position++) {
      const row = rows[position] as number;
      if (isPositive[row] === 1) positivesHere += weights[row] as number;
      else negativesHere += weights[row] as number;
    }
    concordant += positivesHere * (negativesBelow + negativesHere / 2);
    positives += positivesHere;
    negativesBelow += negativesHere;
  }
  const pairs = positives * negativesBelow;
  return pairs === 0 ? Number.NaN : concordant / pairs;
}

/** The AUC of the rows as they are; NaN when a class is missing. */
export const auc = (scores: ArrayLike<number>, isPositive: Uint8Array): number =>
  weightedAuc(orderByScore(scores), isPositive, new Float64Array(scores.length).fill(1));

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
