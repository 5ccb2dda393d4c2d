import { orderedCholesky, solvePositive } from './positive-definite.ts';
import { quantileOfSorted, sorted } from './quantile.ts';

/** A smooth curve through scattered points. */
export interface SplineFit {
  /** The curve, and the h for which its variance is h times that of a single y. */
  at(x: number): { y: number; leverage: number };
}

/**
 * Least squares on a natural cubic spline with 4 degrees of freedom: knots at the ends and at the tertiles of x (R's
 * `ns(x, df = 4, intercept = TRUE)`; basis of Hastie, Tibshirani & Friedman 2009, 5.2.1). Null where
 * the points are fewer than five or the knots coincide.
 */
export function fitNaturalSpline(x: Float64Array, y: Float64Array): SplineFit | null {
  const ascending = sorted(x);
  const [low, high] = [ascending[0] as number, ascending.at(-1) as number];
  const knots = [0, 1 / 3, 2 / 3, 1].map((share) => (quantileOfSorted(ascending, share) - low) / (high - low));
  if (x.length < 5 || !(high > low) || knots.some((knot, i) => i > 0 && knot <= (knots[i - 1] as number))) return null;
  const basis = (value: number): Float64Array => naturalBasis((value - low) / (high - low), knots);
  const size = knots.length;
  const gram = { rows: size, columns: size, values: new Float64Array(size * size) };
  const right = new Float64Array(size);
  x.forEach((value, i) => {
    const row = basis(value);
    for (let j = 0; j < size; j++) {
      right[j] = (right[j] as number) + (row[j] as number) * (y[i] as number);
      for (let k = 0; k < size; k++)
        gram.values[j * size + k] = (gram.values[j * size + k] as number) + (row[j] as number) * (row[k] as number);
    }
  });
  const factor = orderedCholesky(gram);
  if (factor.leftOut.some((out) => out === 1)) return null;
  const coefficients = solvePositive(factor, right);
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  return {
    at(value) {
      const row = basis(value);
      return { y: dot(row, coefficients), leverage: dot(row, solvePositive(factor, row)) };
    },
  };
}

/** 1, x and the natural cubics d(k) - d(K - 1) at x, for K knots. */
function naturalBasis(x: number, knots: readonly number[]): Float64Array {
  const last = knots.at(-1) as number;
  const cube = (value: number): number => Math.max(0, value) ** 3;
  const d = (k: number): number => (cube(x - (knots[k] as number)) - cube(x - last)) / (last - (knots[k] as number));
  const end = d(knots.length - 2);
  return Float64Array.from(knots, (_, i) => (i === 0 ? 1 : i === 1 ? x : d(i - 2) - end));
}
