import { orderByScore } from './score-order.ts';

/** AUCs of scores measured on the same rows, with the covariance of DeLong, DeLong & Clarke-Pearson (1988). */
export interface DeLong {
  readonly aucs: Float64Array;
  /** Row-major, one row per score. NaN where a class has fewer than two rows. */
  readonly covariance: Float64Array;
}

/**
 * Placement values come from mid-ranks (Sun & Xu 2014), so this is O(n log n). Rows are taken as independent: with
 * several lesions of one patient use the bootstrap over patients instead.
 * @param scores one array per score, all over the same rows
 */
export function deLong(scores: readonly ArrayLike<number>[], isPositive: Uint8Array): DeLong {
  const placements = scores.map((values) => placementsOf(values, isPositive));
  const count = scores.length;
  const covariance = new Float64Array(count * count);
  placements.forEach((a, i) => {
    placements.forEach((b, j) => {
      covariance[i * count + j] =
        sampleCovariance(a.positives, b.positives) / a.positives.length +
        sampleCovariance(a.negatives, b.negatives) / a.negatives.length;
    });
  });
  return { aucs: Float64Array.from(placements, ({ positives }) => mean(positives)), covariance };
}

/** Per positive, the share of negatives below it; per negative, the share of positives above it; ties count half. */
function placementsOf(scores: ArrayLike<number>, isPositive: Uint8Array): { positives: number[]; negatives: number[] } {
  const { rows, runEnds } = orderByScore(scores);
  const total = isPositive.reduce((sum, value) => sum + value, 0);
  const negativeTotal = rows.length - total;
  const result = { positives: [] as number[], negatives: [] as number[] };
  const placement = new Float64Array(rows.length);
  let [positivesBelow, negativesBelow, start] = [0, 0, 0];
  for (const end of runEnds) {
    const run = rows.subarray(start, end);
    const positivesHere = run.reduce((sum, row) => sum + (isPositive[row] as number), 0);
    const negativesHere = run.length - positivesHere;
    for (const row of run) {
      placement[row] =
        isPositive[row] === 1
          ? (negativesBelow + negativesHere / 2) / negativeTotal
          : (total - positivesBelow - positivesHere / 2) / total;
    }
    positivesBelow += positivesHere;
    negativesBelow += negativesHere;
    start = end;
  }
  placement.forEach((value, row) => (isPositive[row] === 1 ? result.positives : result.negatives).push(value));
  return result;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function sampleCovariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return a.reduce((sum, value, i) => sum + (value - meanA) * ((b[i] as number) - meanB), 0) / (a.length - 1);
}
