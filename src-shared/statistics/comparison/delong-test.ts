import { normalQuantile, normalTwoSided } from '../../numerics/distributions.ts';
import { deLong } from '../measures/delong.ts';

/** First AUC minus second with DeLong's paired test (Biometrics 1988; 44: 837), two-sided. */
export interface DeLongTest {
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly p: number;
  /** Symmetric on the normal scale, cut at -1 and 1. */
  readonly low: number;
  readonly high: number;
}

/** Rows are taken as independent. Unavailable where a class has fewer than two rows, or both scores rank alike. */
export function deLongTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  isPositive: Uint8Array,
  level: number,
): DeLongTest | { readonly unavailable: string } {
  const { aucs, covariance } = deLong([first, second], isPositive);
  const difference = (aucs[0] as number) - (aucs[1] as number);
  const variance = (covariance[0] as number) + (covariance[3] as number) - 2 * (covariance[1] as number);
  if (Number.isNaN(variance)) return { unavailable: 'a class has fewer than two lesions' };
  // Of scores that rank alike, the three terms cancel but for rounding.
  if (variance <= 1e-14) return { unavailable: "DeLong's standard error is 0: the scores rank the lesions alike" };
  const standardError = Math.sqrt(variance);
  const reach = normalQuantile(1 - (1 - level) / 2) * standardError;
  return {
    difference,
    standardError,
    z: difference / standardError,
    p: normalTwoSided(difference / standardError),
    low: Math.max(-1, difference - reach),
    high: Math.min(1, difference + reach),
  };
}
