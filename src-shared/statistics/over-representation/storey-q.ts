import { benjaminiHochberg } from '../multiplicity/adjust.ts';

/**
 * Storey's q values (2002): Benjamini-Hochberg times the share of true null hypotheses, estimated from the p values of
 * at least `lambda` (the 0.05 of clusterProfiler), at most 1.
 */
export function storeyQ(ps: readonly number[], lambda = 0.05): { q: number[]; nullShare: number } {
  const above = ps.filter((p) => p >= lambda).length;
  const nullShare = ps.length === 0 ? 1 : Math.min(1, above / ps.length / (1 - lambda));
  return { q: benjaminiHochberg(ps).map((adjusted) => adjusted * nullShare), nullShare };
}
