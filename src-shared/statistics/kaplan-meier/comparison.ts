import { type Adjustment, adjustedPs } from '../multiplicity/adjust.ts';
import { type LogRankOptions, type LogRankVariant, logRank, type TestResult } from './log-rank.ts';
import type { SurvivalData } from './patients.ts';

/** The test of two of the groups, among these two alone. */
export interface PairTest {
  /** Group numbers. */
  readonly first: number;
  readonly second: number;
  /** Null when no event came while patients of both were at risk. */
  readonly test: TestResult | null;
  /** The p value adjusted over the pairs that could be tested. */
  readonly adjusted: number | null;
}

/** Each pair of groups by the same test as the groups together, with adjusted p values (as R's pairwise_survdiff). */
export function comparePairs(
  { times, events, groups, groupLabels, strata }: SurvivalData,
  adjustment: Exclude<Adjustment, 'none'>,
  variant: LogRankVariant,
  options: LogRankOptions,
): PairTest[] {
  const pairs = groupLabels.flatMap((_, first) =>
    groupLabels.slice(first + 1).map((__, i) => ({ first, second: first + 1 + i })),
  );
  const tests = pairs.map(({ first, second }) => {
    const isMember = (_: number, i: number): boolean => groups[i] === first || groups[i] === second;
    return logRank(
      times.filter(isMember),
      events.filter(isMember),
      groups.filter(isMember).map((group) => (group === second ? 1 : 0)),
      2,
      variant,
      { ...options, strata: strata?.filter(isMember) ?? null },
    ).test;
  });
  const tested = tests.flatMap((test, i) => (test ? [{ i, p: test.p }] : []));
  const adjusted = adjustedPs(
    tested.map(({ p }) => p),
    adjustment,
  );
  const adjustedOf = new Map(tested.map(({ i }, k) => [i, adjusted[k] as number]));
  return pairs.map((pair, i) => ({
    ...pair,
    test: tests[i] as TestResult | null,
    adjusted: adjustedOf.get(i) ?? null,
  }));
}
