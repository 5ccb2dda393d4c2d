import { ascendingOrder } from '../../numerics/order.ts';
import { RankTree } from './rank-tree.ts';

/** Follow-up and a score sorted once, for any number of weighted counts of their pairs. */
export interface RankedFollowUp {
  readonly times: Float64Array;
  readonly events: Uint8Array;
  /** Rows by stratum, and within it by time. */
  readonly order: Int32Array;
  /** First and one past the last position of each stratum. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Of the score of each row, from 0 without gaps; equal scores share one. */
  readonly ranks: Int32Array;
  readonly tree: RankTree;
}

/** @param risk higher: the event is expected earlier */
export function rankFollowUp(
  times: Float64Array,
  events: Uint8Array,
  risk: Float64Array,
  strata?: Int32Array,
): RankedFollowUp {
  const order = ascendingOrder(times);
  if (strata) order.sort((a, b) => (strata[a] as number) - (strata[b] as number));
  const { ranks, count } = denseRanks(risk);
  return { times, events, order, ranges: rangesOf(order, strata), ranks, tree: new RankTree(count) };
}

function rangesOf(order: Int32Array, strata: Int32Array | undefined): [number, number][] {
  if (!strata) return [[0, order.length]];
  const ranges: [number, number][] = [];
  let start = 0;
  for (let end = 1; end <= order.length; end++) {
    if (end < order.length && strata[order[end] as number] === strata[order[start] as number]) continue;
    ranges.push([start, end]);
    start = end;
  }
  return ranges;
}

function denseRanks(values: Float64Array): { ranks: Int32Array; count: number } {
  const order = ascendingOrder(values);
  const ranks = new Int32Array(values.length);
  let rank = 0;
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && values[order[i] as number] !== values[order[i - 1] as number]) rank++;
    ranks[order[i] as number] = rank;
  }
  return { ranks, count: rank + 1 };
}

/** The first position of the run of equal times that ends before `last`. */
export function firstOfTie({ times, order }: RankedFollowUp, start: number, last: number): number {
  let first = last - 1;
  while (first > start && times[order[first - 1] as number] === times[order[first] as number]) first--;
  return first;
}

/** Puts the rows of a run of positions that have the event (or not) into the tree. */
export function insertRun(
  { order, events, ranks, tree }: RankedFollowUp,
  [first, last]: readonly [number, number],
  event: 0 | 1,
  weights: Float64Array | undefined,
): void {
  for (let i = first; i < last; i++) {
    const row = order[i] as number;
    if (events[row] === event) tree.add(ranks[row] as number, weights?.[row] ?? 1);
  }
}

/**
 * Harrell's C in which each row counts `weights[row]` times, in one walk from the latest time back: what makes ten
 * thousand resamples cheap. NaN where no pair can be compared.
 * @param eventWeights weight of the pairs of each event, by row; absent: 1
 */
export function weightedConcordance(
  ranked: RankedFollowUp,
  weights: Float64Array,
  eventWeights?: Float64Array,
): number {
  const { order, events, ranks, tree } = ranked;
  let all = 0;
  let won = 0;
  for (const [start, end] of ranked.ranges) {
    tree.clear();
    for (let last = end; last > start; ) {
      const first = firstOfTie(ranked, start, last);
      insertRun(ranked, [first, last], 0, weights);
      for (let i = first; i < last; i++) {
        const row = order[i] as number;
        const weight = weights[row] as number;
        if (events[row] === 0 || weight === 0) continue;
        const rank = ranks[row] as number;
        const factor = weight * (eventWeights?.[row] ?? 1);
        all += factor * tree.total;
        won += factor * (tree.below(rank) + tree.at(rank) / 2);
      }
      insertRun(ranked, [first, last], 1, weights);
      last = first;
    }
  }
  return all === 0 ? Number.NaN : won / all;
}
