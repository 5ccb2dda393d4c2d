import { logGamma } from './gamma.ts';

/**
 * The regularised incomplete beta function and the tails made of it. Tails are computed as tails, never as 1 - cdf, so
 * a p value of 1e-30 is that and not 0. Checked against scipy 1.17 to 1e-11 relative.
 */

/** I_x(a, b) for a, b > 0 and 0 <= x <= 1, by the continued fraction DLMF 8.17.22 on whichever side converges fast. */
export function betaRegularised(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** P(|T| >= |t|): the two-sided p value of Student's t with `degreesOfFreedom`. */
export const studentTwoSided = (t: number, degreesOfFreedom: number): number =>
  betaRegularised(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);

/** P(F > f) of the F distribution. */
export const fUpper = (f: number, numeratorFreedom: number, denominatorFreedom: number): number =>
  f <= 0
    ? 1
    : betaRegularised(
        denominatorFreedom / (denominatorFreedom + numeratorFreedom * f),
        denominatorFreedom / 2,
        numeratorFreedom / 2,
      );

/** Modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return fraction;
}
