import { firstOfTie, insertRun, rankFollowUp } from './ranked-follow-up.ts';

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
  const { weights, eventWeights, strata } = options;
  const ranked = rankFollowUp(times, events, risk, strata);
  const { order, ranks, tree } = ranked;
  /** Per row: weight of the pairs it is in that are concordant, discordant, tied. */
  const pairs = new Float64Array(3 * times.length);

  for (const [start, end] of ranked.ranges) {
    // From the latest time back: partners of an event are those followed longer.
    tree.clear();
    for (let last = end; last > start; ) {
      const first = firstOfTie(ranked, start, last);
      insertRun(ranked, [first, last], 0, weights);
      for (let i = first; i < last; i++) {
        const row = order[i] as number;
        if (events[row] === 0) continue;
        const factor = eventWeights?.[row] ?? 1;
        const rank = ranks[row] as number;
        const [below, equal] = [tree.below(rank), tree.at(rank)];
        pairs[3 * row] = factor * below;
        pairs[3 * row + 1] = factor * (tree.total - below - equal);
        pairs[3 * row + 2] = factor * equal;
      }
      insertRun(ranked, [first, last], 1, weights);
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
        if (events[row] === 1) tree.add(ranks[row] as number, (weights?.[row] ?? 1) * (eventWeights?.[row] ?? 1));
      }
      addPartners(first, last, 0);
    }
  }
  return summarise(pairs, weights);

  function addPartners(first: number, last: number, event: 0 | 1): void {
    for (let i = first; i < last; i++) {
      const row = order[i] as number;
      if (events[row] !== event) continue;
      const rank = ranks[row] as number;
      const [below, equal] = [tree.below(rank), tree.at(rank)];
      pairs[3 * row] = (pairs[3 * row] as number) + (tree.total - below - equal);
      pairs[3 * row + 1] = (pairs[3 * row + 1] as number) + below;
      pairs[3 * row + 2] = (pairs[3 * row + 2] as number) + equal;
    }
  }
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
