import { ascendingOrder } from '../../numerics/order.ts';

/** What pairs of patients say about a score, each pair counted by the weight of its earlier event. */
export interface Concordance {
  /** (concordant + tied / 2) / (concordant + discordant + tied); NaN without a comparable pair. */
  readonly estimate: number;
  readonly concordant: number;
  readonly discordant: number;
  /** Comparable pairs with equal scores. */
  readonly tied: number;
  /** Change of the estimate per patient as its weight grows: the infinitesimal jackknife. */
  readonly influence: Float64Array;
  /** Sum of squared influences. */
  readonly variance: number;
}

export interface ConcordanceOptions {
  /** Weight of the pairs of each event, by row; absent: 1. Uno's C has 1 / G(t-)². */
  readonly eventWeights?: Float64Array;
  /** Patients are compared only within their stratum. */
  readonly strata?: Int32Array | undefined;
  /** How often each row counts, as in a bootstrap resample. Absent: once. */
  readonly weights?: Float64Array;
}

/**
 * Harrell's C: among pairs in which it is known who had the event first, the share in which that patient has the
 * higher risk score; equal scores count half. Equal event times are no pair; at one time an event comes before a
 * censoring. Equal to R's `concordance(reverse = TRUE)` with its infinitesimal-jackknife variance, and to lifelines'
 * and scikit-survival's estimate. O(n log n) with two walks over a binary indexed tree.
 * @param risk higher: the event is expected earlier
 */
export function harrell(
  times: Float64Array,
  events: Uint8Array,
  risk: Float64Array,
  options: ConcordanceOptions = {},
): Concordance {
  const { weights, strata } = options;
  const order = inStrata(ascendingOrder(times), strata);
  const { ranks, count } = denseRanks(risk);
  const size = times.length;
  /** Per row: weight of the pairs it is in that are concordant, discordant, tied. */
  const pairs = new Float64Array(3 * size);
  const tree = new RankTree(count);
  const weightOf = (row: number): number => weights?.[row] ?? 1;

  for (const [start, end] of stratumRanges(order, strata)) {
    // From the latest time back: partners of an event are those followed longer.
    tree.clear();
    for (let last = end; last > start; ) {
      const first = firstOfTie(times, order, start, last);
      insert(first, last, 0);
      for (let i = first; i < last; i++) {
        const row = order[i] as number;
        if (events[row] === 0) continue;
        const factor = options.eventWeights?.[row] ?? 1;
        const rank = ranks[row] as number;
        const [below, equal, all] = [tree.below(rank), tree.at(rank), tree.total];
        pairs[3 * row] = factor * below;
        pairs[3 * row + 1] = factor * (all - below - equal);
        pairs[3 * row + 2] = factor * equal;
      }
      insert(first, last, 1);
      last = first;
    }
    // From the earliest time on: partners of a patient are the events before, in which the other had it first.
    tree.clear();
    for (let last = start; last < end; ) {
      const first = last;
      while (last < end && times[order[last] as number] === times[order[first] as number]) last++;
      addPartners(first, last, 1);
      for (let i = first; i < last; i++) {
        const row = order[i] as number;
        if (events[row] === 1) tree.add(ranks[row] as number, weightOf(row) * (options.eventWeights?.[row] ?? 1));
      }
      addPartners(first, last, 0);
    }
  }

  function insert(first: number, last: number, event: 0 | 1): void {
    for (let i = first; i < last; i++) {
      const row = order[i] as number;
      if (events[row] === event) tree.add(ranks[row] as number, weightOf(row));
    }
  }

  function addPartners(first: number, last: number, event: 0 | 1): void {
    for (let i = first; i < last; i++) {
      const row = order[i] as number;
      if (events[row] !== event) continue;
      const rank = ranks[row] as number;
      const [below, equal, all] = [tree.below(rank), tree.at(rank), tree.total];
      pairs[3 * row] = (pairs[3 * row] as number) + (all - below - equal);
      pairs[3 * row + 1] = (pairs[3 * row + 1] as number) + below;
      pairs[3 * row + 2] = (pairs[3 * row + 2] as number) + equal;
    }
  }

  return summarise(pairs, weights);
}

/** Every pair is in the counts of both of its patients. */
function summarise(pairs: Float64Array, weights: Float64Array | undefined): Concordance {
  const size = pairs.length / 3;
  const totals: [number, number, number] = [0, 0, 0];
  for (let row = 0; row < size; row++) {
    const weight = (weights?.[row] ?? 1) / 2;
    for (const kind of [0, 1, 2] as const) totals[kind] += weight * (pairs[3 * row + kind] as number);
  }
  const [concordant, discordant, tied] = totals;
  const all = concordant + discordant + tied;
  const estimate = all === 0 ? Number.NaN : (concordant + tied / 2) / all;
  const influence = new Float64Array(size);
  let variance = 0;
  for (let row = 0; row < size; row++) {
    const [up, down, same] = [pairs[3 * row] as number, pairs[3 * row + 1] as number, pairs[3 * row + 2] as number];
    const change = ((weights?.[row] ?? 1) * (up + same / 2 - estimate * (up + down + same))) / all;
    influence[row] = change;
    variance += change * change;
  }
  return { estimate, concordant, discordant, tied, influence, variance };
}

function firstOfTie(times: Float64Array, order: Int32Array, start: number, last: number): number {
  let first = last - 1;
  while (first > start && times[order[first - 1] as number] === times[order[first] as number]) first--;
  return first;
}

const inStrata = (order: Int32Array, strata: Int32Array | undefined): Int32Array =>
  strata ? order.sort((a, b) => (strata[a] as number) - (strata[b] as number)) : order;

function* stratumRanges(order: Int32Array, strata: Int32Array | undefined): Generator<[number, number]> {
  if (!strata) {
    yield [0, order.length];
    return;
  }
  let start = 0;
  for (let end = 1; end <= order.length; end++) {
    if (end < order.length && strata[order[end] as number] === strata[order[start] as number]) continue;
    yield [start, end];
    start = end;
  }
}

/** Ranks from 0 without gaps; equal values share one. */
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

/** Weights at ranks with sums below a rank in O(log n): a binary indexed tree (Fenwick 1994). */
class RankTree {
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  total = 0;

  constructor(count: number) {
    this.#sums = new Float64Array(count + 1);
    this.#weights = new Float64Array(count);
  }

  clear(): void {
    this.#sums.fill(0);
    this.#weights.fill(0);
    this.total = 0;
  }

  add(rank: number, weight: number): void {
    this.total += weight;
    this.#weights[rank] = (this.#weights[rank] as number) + weight;
    for (let i = rank + 1; i < this.#sums.length; i += i & -i) this.#sums[i] = (this.#sums[i] as number) + weight;
  }

  at(rank: number): number {
    return this.#weights[rank] as number;
  }

  below(rank: number): number {
    let sum = 0;
    for (let i = rank; i > 0; i -= i & -i) sum += this.#sums[i] as number;
    return sum;
  }
}
