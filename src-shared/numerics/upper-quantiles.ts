import { fUpper, studentTwoSided } from './beta.ts';
import { chiSquareUpper } from './distributions.ts';

/**
 * Quantiles by their upper tail, from the tail functions by bisection: as exact as those are. Checked against scipy 1.17
 * to 1e-10 relative.
 */

/** The t with P(T > t) = `tail` for Student's t, for a tail of at most one half. */
export const studentQuantile = (tail: number, degreesOfFreedom: number): number =>
  tail === 0.5 ? 0 : solve((t) => studentTwoSided(t, degreesOfFreedom), 2 * tail);

/** The f with P(F > f) = `tail`. */
export const fQuantile = (tail: number, numeratorFreedom: number, denominatorFreedom: number): number =>
  solve((f) => fUpper(f, numeratorFreedom, denominatorFreedom), tail);

/** The x with P(X > x) = `tail` for chi-square. */
export const chiSquareQuantile = (tail: number, degreesOfFreedom: number): number =>
  solve((x) => chiSquareUpper(x, degreesOfFreedom), tail);

/** The x > 0 at which a tail that falls from 1 to 0 has the value `tail`. */
function solve(upperTail: (x: number) => number, tail: number): number {
  let low = 0;
  let high = 1;
  while (upperTail(high) > tail) {
    low = high;
    high *= 2;
  }
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high || high - low <= 1e-15 * high) return middle;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
}
