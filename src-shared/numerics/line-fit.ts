import { studentTwoSided } from './beta.ts';
import { studentQuantile } from './upper-quantiles.ts';

/** A straight line through points by ordinary least squares. */
export interface LineFit {
  readonly slope: number;
  readonly intercept: number;
  readonly slopeError: number;
  readonly interceptError: number;
  /** n - 2. */
  readonly degreesOfFreedom: number;
  /** Two-sided p of slope 0; 0 where the points lie on a line. */
  readonly slopeP: number;
  /** The line with the confidence limits of its mean at x. */
  at(x: number, level: number): { y: number; low: number; high: number };
}

/** Null below three points or where x does not vary beyond rounding. */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): LineFit | null {
  const n = x.length;
  if (n < 3) return null;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanX += (x[i] as number) / n;
    meanY += (y[i] as number) / n;
  }
  let [squaresX, squaresY, products] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dx = (x[i] as number) - meanX;
    const dy = (y[i] as number) - meanY;
    squaresX += dx * dx;
    squaresY += dy * dy;
    products += dx * dy;
  }
  if (!(squaresX > n * (1e-14 * meanX) ** 2)) return null;
  const slope = products / squaresX;
  const intercept = meanY - slope * meanX;
  let residuals = 0;
  for (let i = 0; i < n; i++) residuals += ((y[i] as number) - intercept - slope * (x[i] as number)) ** 2;
  if (residuals <= 1e-28 * Math.max(squaresY, n * meanY ** 2)) residuals = 0;
  const degreesOfFreedom = n - 2;
  const variance = residuals / degreesOfFreedom;
  const slopeError = Math.sqrt(variance / squaresX);
  return {
    slope,
    intercept,
    slopeError,
    interceptError: Math.sqrt(variance * (1 / n + meanX ** 2 / squaresX)),
    degreesOfFreedom,
    slopeP: slope === 0 ? 1 : slopeError === 0 ? 0 : studentTwoSided(slope / slopeError, degreesOfFreedom),
    at(at, level) {
      const half =
        studentQuantile((1 - level) / 2, degreesOfFreedom) *
        Math.sqrt(variance * (1 / n + (at - meanX) ** 2 / squaresX));
      const value = intercept + slope * at;
      return { y: value, low: value - half, high: value + half };
    },
  };
}
