import { createRandom, shuffled } from '../../numerics/random.ts';
import type { StatisticContext } from '../statistic.ts';

/**
 * The upper p value of a permutation test with the +1 rule: the observed arrangement counts as one of the permutations, so that
 * p is never 0 (Phipson & Smyth 2010). Ties count as extreme, with room for rounding.
 */
export function upperPermutationP(observed: number, permuted: Float64Array): number {
  const slack = 1e-12 * Math.abs(observed);
  return (1 + permuted.filter((value) => value >= observed - slack).length) / (permuted.length + 1);
}

/** Runs `visit` with the scores dealt out to the patients anew, `permutations` times. */
export function permuteScores(
  scores: Float64Array,
  { permutations, seed }: { permutations: number; seed: number },
  context: StatisticContext,
  visit: (permuted: Float64Array, permutation: number) => void,
): void {
  const random = createRandom(seed);
  const values = [...scores];
  for (let permutation = 0; permutation < permutations; permutation++) {
    tellProgress(permutation, permutations, context);
    visit(Float64Array.from(shuffled(values, random)), permutation);
  }
}

/** Looks for a cancel, and reports every hundredth of the way. */
export function tellProgress(done: number, total: number, { signal, report }: StatisticContext): void {
  signal.throwIfAborted();
  if (done % Math.ceil(total / 100) === 0) report?.(done / total);
}
