import { type Matrix, rowOf, rowProducts } from './matrix.ts';

const steps = 6;

/**
 * Orthonormal directions in which the rows differ most, widest first, by a few steps of orthogonal iteration on their
 * covariance (Golub and Van Loan 2013, 8.2.4): near enough to the principal axes to tell rows apart in few coordinates,
 * and orthonormal to rounding whatever the rows are, which is what a bound on distances needs. Yields 0 between the
 * steps, so that the caller can pause.
 * @returns at most `count` x columns; fewer where there are fewer columns
 */
export function* widestAxes(rows: Matrix, count: number): Generator<number, Matrix> {
  const { columns } = rows;
  const covariance = covarianceOf(rows);
  yield 0;
  const axes: Matrix = {
    rows: Math.min(count, columns),
    columns,
    // Any vectors that no likely data are orthogonal to.
    values: Float64Array.from({ length: Math.min(count, columns) * columns }, (_, n) => Math.cos(n * n + 1)),
  };
  for (let step = 0; step < steps; step++) {
    axes.values.set(rowProducts(axes, covariance).values);
    orthonormalise(axes);
    yield 0;
  }
  return axes;
}

/** Not divided by the rows: its axes are the same. A little of the identity keeps rows without spread from vanishing. */
function covarianceOf({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(values.length);
  for (let k = 0; k < columns; k++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += values[i * columns + k] as number;
    for (let i = 0; i < rows; i++) turned[k * rows + i] = (values[i * columns + k] as number) - sum / rows;
  }
  const centred: Matrix = { rows: columns, columns: rows, values: turned };
  const covariance = rowProducts(centred, centred);
  for (let k = 0; k < columns; k++)
    covariance.values[k * (columns + 1)] = (covariance.values[k * (columns + 1)] as number) + 1e-6;
  return covariance;
}

/** Gram-Schmidt, twice, so that rounding leaves no part of an earlier row in a later one. */
function orthonormalise(axes: Matrix): void {
  for (let a = 0; a < axes.rows; a++) {
    const axis = rowOf(axes, a);
    for (const earlier of [0, 1].flatMap(() => Array.from({ length: a }, (_, b) => rowOf(axes, b)))) {
      let dot = 0;
      for (let k = 0; k < axis.length; k++) dot += (axis[k] as number) * (earlier[k] as number);
      for (let k = 0; k < axis.length; k++) axis[k] = (axis[k] as number) - dot * (earlier[k] as number);
    }
    let squares = 0;
    for (const value of axis) squares += value * value;
    const length = Math.sqrt(squares);
    for (let k = 0; k < axis.length; k++) axis[k] = length > 0 ? (axis[k] as number) / length : 0;
  }
}
