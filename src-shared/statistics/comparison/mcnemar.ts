import { chiSquareUpper } from '../../numerics/distributions.ts';
import { logGamma } from '../../numerics/gamma.ts';

/**
 * McNemar's test that two models are right equally often on the same rows (Psychometrika 1947; 12: 153). Only the rows
 * on which one is right and the other wrong count. Rows are taken as independent.
 * The mid-p test comes nearest to its level and is hardly ever above it; the exact test is conservative (Fagerland,
 * Lydersen & Laake, BMC Med Res Methodol 2013; 13: 91). Equal to statsmodels' `mcnemar`.
 */
export interface McNemar {
  /** Rows on which only the first, and only the second, model is right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided. Exact: twice the smaller binomial tail, at most 1. */
  readonly exact: number;
  /** The exact p less the probability of what was observed. */
  readonly midP: number;
  /** (b - c)^2 / (b + c) against chi-square with one degree of freedom, without continuity correction. */
  readonly chiSquare: number;
  readonly chiSquareP: number;
}

/** Null when no row tells the models apart. */
export function mcNemar(onlyFirst: number, onlySecond: number): McNemar | null {
  const discordant = onlyFirst + onlySecond;
  if (discordant === 0) return null;
  const least = Math.min(onlyFirst, onlySecond);
  let tail = 0;
  for (let k = 0; k <= least; k++) tail += binomialHalf(discordant, k);
  const chiSquare = (onlyFirst - onlySecond) ** 2 / discordant;
  return {
    onlyFirst,
    onlySecond,
    exact: Math.min(1, 2 * tail),
    midP: 2 * tail - binomialHalf(discordant, least),
    chiSquare,
    chiSquareP: chiSquareUpper(chiSquare, 1),
  };
}

/** P(X = k) for X binomial with `n` trials of probability one half. */
const binomialHalf = (n: number, k: number): number =>
  Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2);
