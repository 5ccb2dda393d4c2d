import { gammaLower, gammaUpper } from './gamma.ts';

/**
 * Normal and chi-square distributions. Upper tails are computed as tails, never as 1 - cdf, so a p value of 1e-30 is
 * that and not 0. Checked against scipy 1.17 to 1e-12 relative.
 */

/** P(Z > z) of the standard normal. */
export function normalUpper(z: number): number {
  const tail = 0.5 * gammaUpper(0.5, 0.5 * z * z);
  return z >= 0 ? tail : 0.5 + 0.5 * gammaLower(0.5, 0.5 * z * z);
}

/** P(Z <= z) of the standard normal. */
export const normalCdf = (z: number): number => normalUpper(-z);

/** P(|Z| >= |z|): the two-sided p value of a standard normal statistic. */
export const normalTwoSided = (z: number): number => gammaUpper(0.5, 0.5 * z * z);

/** P(X > x) of chi-square with `degreesOfFreedom`: the p value of a chi-square statistic. */
export const chiSquareUpper = (x: number, degreesOfFreedom: number): number => gammaUpper(degreesOfFreedom / 2, x / 2);

/** Rational approximations of Wichura's AS 241 (PPND16), relative error about 1e-16; lowest order first. */
const central = {
  top: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  bottom: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};
const middle = {
  top: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  bottom: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const far = {
  top: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  bottom: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** The z with P(Z <= z) = p, for 0 < p < 1; -Infinity at 0 and Infinity at 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return p === 0 ? -Infinity : Number.NaN;
  if (!(p < 1)) return p === 1 ? Infinity : Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(central.top, r)) / polynomial(central.bottom, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const [rational, x] = r <= 5 ? [middle, r - 1.6] : [far, r - 5];
  const size = polynomial(rational.top, x) / polynomial(rational.bottom, x);
  return q < 0 ? -size : size;
}
