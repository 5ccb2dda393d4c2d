import { orderByScore } from './score-order.ts';

export interface ClusteredAuc {
  readonly estimate: number;
  /** NaN where a class is in fewer than two clusters. */
  readonly variance: number;
  /** What each cluster adds to the estimate's deviation; their products sum to covariances of such estimates. */
  readonly influence: ReadonlyMap<number, number>;
}

/**
 * AUC with the variance of Obuchowski (1997) for rows that belong together: placement values are summed by cluster.
 * With a row per cluster it is DeLong's. O(n log n).
 * @param clusters of each row, e.g. its patient
 */
export function clusteredAuc(scores: Float64Array, isPositive: Uint8Array, clusters: Int32Array): ClusteredAuc {
  const total = isPositive.reduce((sum, value) => sum + value, 0);
  const negatives = scores.length - total;
  const placement = placements(scores, isPositive, total, negatives);
  let estimate = 0;
  for (let i = 0; i < scores.length; i++) if (isPositive[i] === 1) estimate += (placement[i] as number) / total;

  // Per cluster: sum of placements minus count times the estimate, of its positives and of its negatives.
  const sums = new Map<number, [number, number]>();
  const withClass: [Set<number>, Set<number>] = [new Set(), new Set()];
  clusters.forEach((cluster, i) => {
    const sum = sums.get(cluster) ?? [0, 0];
    sums.set(cluster, sum);
    const kind = isPositive[i] === 1 ? 0 : 1;
    sum[kind] += (placement[i] as number) - estimate;
    withClass[kind].add(cluster);
  });
  let [positivePart, negativePart, shared] = [0, 0, 0];
  const influence = new Map<number, number>();
  for (const [cluster, [up, down]] of sums) {
    positivePart += up * up;
    negativePart += down * down;
    shared += up * down;
    influence.set(cluster, up / total + down / negatives);
  }
  const corrected = (count: number): number => (count > 1 ? count / (count - 1) : Number.NaN);
  const variance =
    (corrected(withClass[0].size) * positivePart) / (total * total) +
    (corrected(withClass[1].size) * negativePart) / (negatives * negatives) +
    (2 * corrected(sums.size) * shared) / (total * negatives);
  return { estimate, variance, influence };
}

/** Per positive, the share of negatives below it; per negative, the share of positives above it; ties count half. */
function placements(scores: Float64Array, isPositive: Uint8Array, total: number, negatives: number): Float64Array {
  const { rows, runEnds } = orderByScore(scores);
  const result = new Float64Array(scores.length);
  let [positivesBelow, negativesBelow, start] = [0, 0, 0];
  for (const end of runEnds) {
    let positivesHere = 0;
    for (let i = start; i < end; i++) positivesHere += isPositive[rows[i] as number] as number;
    const negativesHere = end - start - positivesHere;
    for (let i = start; i < end; i++) {
      const row = rows[i] as number;
      result[row] =
        isPositive[row] === 1
          ? (negativesBelow + negativesHere / 2) / negatives
          : (total - positivesBelow - positivesHere / 2) / total;
    }
    positivesBelow += positivesHere;
    negativesBelow += negativesHere;
    start = end;
  }
  return result;
}
