import { createRandom } from '../../numerics/random.ts';
import type { StatisticContext } from '../statistic.ts';
import type { swapScales } from './long-params.ts';
import {
  differingRows,
  isRanked,
  type Metric,
  meanDifference,
  type Prediction,
  swapMetric,
  type Truth,
} from './metrics.ts';
import { asRanks, checkScales } from './scales.ts';
import { type SwapTest, swapTest } from './swap-test.ts';

/** A p value; at the floor of a drawn permutation test it is an upper bound. */
export type TestedP =
  | { readonly p: number; readonly atFloor: boolean; readonly exact: boolean; readonly permutations: number }
  | { readonly unavailable: string };

interface PairedPermutationInput {
  readonly metric: Metric;
  readonly truth: Truth;
  /** Predictions of both models, one per repeat: the difference is the mean over the repeats. */
  readonly first: readonly Prediction[];
  readonly second: readonly Prediction[];
  /** Unit of each lesion: what is swapped as one, in all repeats. */
  readonly units: Int32Array;
  readonly swap: (typeof swapScales)[number];
  readonly permutations: number;
  readonly exactUpTo: number;
  readonly seed: number;
}

/** The permutation test of a metric of two models, or why their predictions cannot be swapped. */
export function pairedPermutation(
  input: PairedPermutationInput,
  context: StatisticContext,
): SwapTest | { readonly unavailable: string } {
  const { metric, truth, first, second } = input;
  if (first.length !== second.length)
    return { unavailable: 'the models have different numbers of repeats, which cannot be paired' };
  const byRank = isRanked(metric) && input.swap === 'ranks';
  const pairs = first.map((one, i) => [one, second[i] as Prediction] as const);
  if (isRanked(metric) && !byRank) {
    const refusal = pairs.map(([a, b]) => checkScales(a, b).refusal).find((reason) => reason !== undefined);
    if (refusal !== undefined) return { unavailable: `${refusal}, so that they cannot be swapped: swap ranks instead` };
  }
  const scaled = byRank ? pairs.map(([a, b]) => [asRanks(a), asRanks(b)] as const) : pairs;
  const differs = new Uint8Array(truth.classes.length);
  for (const [a, b] of scaled) {
    differingRows(a, b).forEach((differing, row) => {
      if (differing === 1) differs[row] = 1;
    });
  }
  return swapTest({
    units: input.units,
    differs,
    difference: meanDifference(scaled.map(([a, b]) => swapMetric(metric, truth, a, b))),
    permutations: input.permutations,
    exactUpTo: input.exactUpTo,
    random: createRandom(input.seed),
    signal: context.signal,
    report: context.report,
  });
}

/** The progress of one stretch of the work. */
export function stretch({ signal, report }: StatisticContext, from: number, to: number): StatisticContext {
  return { signal, ...(report ? { report: (share: number) => report(from + share * (to - from)) } : {}) };
}

/** Warns when even the least p of the drawn swaps is not below 0.05 after adjustment. */
export function floorWarnings(ps: readonly TestedP[], permutations: number): string[] {
  const stuck = ps.filter((p) => 'p' in p && p.atFloor && p.p >= 0.05).length;
  if (stuck === 0) return [];
  return [
    `${stuck === 1 ? 'One p value is' : `${stuck} p values are`} the least that ${permutations} permutations can give, and 0.05 or more only by the adjustment for several tests: take more permutations.`,
  ];
}
