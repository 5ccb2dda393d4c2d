import { midRanks } from '../../numerics/correlation.ts';
import { normalTwoSided } from '../../numerics/distributions.ts';

export type RankTest = { readonly z: number; readonly p: number } | { readonly unavailable: string };

/**
 * Wilcoxon's signed-rank test (1945), two-sided by the normal approximation with the correction of its variance for
 * ties and none for continuity; differences of 0 are left out. As scipy's `wilcoxon(method="asymptotic")`.
 */
export function signedRank(a: Float64Array, b: Float64Array): RankTest {
  const differences = a.map((value, i) => value - (b[i] as number)).filter((difference) => difference !== 0);
  const count = differences.length;
  if (count === 0) return { unavailable: 'the two models do not differ in any gene' };
  const sizes = differences.map(Math.abs);
  const ranks = midRanks(sizes);
  const rising = ranks.reduce((sum, rank, i) => sum + ((differences[i] as number) > 0 ? rank : 0), 0);
  const variance = (count * (count + 1) * (2 * count + 1)) / 24 - tieSum(sizes) / 48;
  const z = (rising - (count * (count + 1)) / 4) / Math.sqrt(variance);
  return { z, p: normalTwoSided(z) };
}

/**
 * The Mann-Whitney test of two independent samples (1947), two-sided by the normal approximation with corrections for
 * ties and continuity. As scipy's `mannwhitneyu(method="asymptotic")`.
 */
export function mannWhitney(a: Float64Array, b: Float64Array): RankTest {
  const all = Float64Array.from([...a, ...b]);
  const total = all.length;
  const ranks = midRanks(all);
  const u = ranks.subarray(0, a.length).reduce((sum, rank) => sum + rank, 0) - (a.length * (a.length + 1)) / 2;
  const product = a.length * b.length;
  const variance = (product / 12) * (total + 1 - tieSum(all) / (total * (total - 1)));
  if (!(variance > 0)) return { unavailable: 'all values are equal' };
  const distance = Math.max(0, Math.abs(u - product / 2) - 0.5);
  const z = (Math.sign(u - product / 2) * distance) / Math.sqrt(variance);
  return { z, p: normalTwoSided(z) };
}

/** Sum of t³ - t over the groups of t equal values. */
function tieSum(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
}
