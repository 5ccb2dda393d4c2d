import type { Distances, Neighbours } from './neighbours.ts';
import { type Random, randomInteger } from './random.ts';
import type { Work } from './work.ts';

/**
 * Mean silhouette (Rousseeuw 1987): for each row (b - a) / max(a, b), a the mean distance to its own class and b to the
 * nearest other; 0 for a class of one. Several labellings in one pass over the distances. As scikit-learn's
 * `silhouette_score`.
 * @param labellings each a class of every row, 0 to `classes` - 1; no class may be empty
 */
export function silhouettes(
  distances: Distances,
  labellings: readonly ArrayLike<number>[],
  classes: number,
  work: Work = {},
): Float64Array {
  const means = new Float64Array(labellings.length);
  const sizes = new Float64Array(classes);
  const [first] = labellings;
  for (let i = 0; first && i < first.length; i++) sizes[first[i] as number] = (sizes[first[i] as number] as number) + 1;
  const sums = new Float64Array(classes);
  const roots = new Float64Array(distances.count);
  distances.forEachRow((row, squared) => {
    for (let j = 0; j < roots.length; j++) roots[j] = Math.sqrt(squared[j] as number);
    work.signal?.throwIfAborted();
    labellings.forEach((labels, index) => {
      sums.fill(0);
      for (let j = 0; j < roots.length; j++) {
        const label = labels[j] as number;
        sums[label] = (sums[label] as number) + (roots[j] as number);
      }
      means[index] = (means[index] as number) + rowSilhouette(sums, sizes, labels[row] as number) / distances.count;
    });
  }, work);
  return means;
}

function rowSilhouette(sums: Float64Array, sizes: Float64Array, own: number): number {
  const size = sizes[own] as number;
  if (size < 2) return 0;
  const within = (sums[own] as number) / (size - 1);
  let nearest = Number.POSITIVE_INFINITY;
  for (let c = 0; c < sums.length; c++) {
    if (c !== own) nearest = Math.min(nearest, (sums[c] as number) / (sizes[c] as number));
  }
  const larger = Math.max(within, nearest);
  return larger > 0 ? (nearest - within) / larger : 0;
}

/** The labels in random order: every row may get any. */
export function permutedLabels(labels: ArrayLike<number>, random: Random): Int32Array {
  const shuffled = Int32Array.from(labels);
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = randomInteger(random, i + 1);
    const kept = shuffled[i] as number;
    shuffled[i] = shuffled[j] as number;
    shuffled[j] = kept;
  }
  return shuffled;
}

/**
 * Trustworthiness (Venna & Kaski 2001): 1 less the share, in ranks, of neighbours in the map that are not near in the
 * full space. 1: every neighbour in the map is one in the full space. As scikit-learn's `trustworthiness`; needs fewer
 * neighbours than half of the rows.
 */
export function trustworthiness(full: Distances, map: Neighbours, work: Work = {}): number {
  const { count: n, each } = map;
  let penalty = 0;
  full.forEachRow((row, squared) => {
    for (let k = row * each; k < (row + 1) * each; k++) {
      const j = map.indices[k] as number;
      const distance = squared[j] as number;
      let rank = 1;
      for (let l = 0; l < n; l++) {
        if (l !== row && ((squared[l] as number) < distance || (squared[l] === distance && l < j))) rank++;
      }
      penalty += Math.max(0, rank - each);
    }
  }, work);
  return 1 - (2 * penalty) / (n * each * (2 * n - 3 * each - 1));
}

/** How the classes of the neighbours speak for the class of a row. */
export interface NeighbourAgreement {
  /** Mean share of neighbours of the same class. */
  readonly purity: number;
  /** Mean over the classes of the share of rows whose class most of their neighbours have; ties to the first class. */
  readonly balancedAccuracy: number;
}

/** Rows without any neighbour are left out; -1 in `indices` is no neighbour. */
export function neighbourAgreement(
  { count, each, indices }: Neighbours,
  labels: ArrayLike<number>,
  classes: number,
): NeighbourAgreement {
  const votes = new Int32Array(classes);
  const right = new Int32Array(classes);
  const sizes = new Int32Array(classes);
  let [shares, rows] = [0, 0];
  for (let i = 0; i < count; i++) {
    votes.fill(0);
    let found = 0;
    for (let k = i * each; k < (i + 1) * each; k++) {
      const j = indices[k] as number;
      if (j < 0) continue;
      found++;
      votes[labels[j] as number] = (votes[labels[j] as number] as number) + 1;
    }
    if (found === 0) continue;
    const own = labels[i] as number;
    rows++;
    shares += (votes[own] as number) / found;
    sizes[own] = (sizes[own] as number) + 1;
    if (votes.indexOf(Math.max(...votes)) === own) right[own] = (right[own] as number) + 1;
  }
  let recalls = 0;
  let present = 0;
  for (let c = 0; c < classes; c++) {
    if (sizes[c] === 0) continue;
    present++;
    recalls += (right[c] as number) / (sizes[c] as number);
  }
  return { purity: shares / rows, balancedAccuracy: recalls / present };
}
