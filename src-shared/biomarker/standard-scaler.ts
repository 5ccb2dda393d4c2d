import type { Matrix } from '../numerics/matrix.ts';

/** Column means and population standard deviations (n, not n - 1), as scikit-learn's `StandardScaler` keeps them. */
export interface Scaler {
  readonly mean: Float64Array;
  /** 1 where a column is constant, so that it becomes 0 instead of infinite. */
  readonly scale: Float64Array;
}

/** Two passes in double precision over the named rows of `features` (row-major, `dimension` columns). */
export function fitScaler(features: Float32Array, dimension: number, rows: ArrayLike<number>): Scaler {
  const count = rows.length;
  const mean = new Float64Array(dimension);
  const variance = new Float64Array(dimension);
  for (let i = 0; i < count; i++) {
    const start = (rows[i] as number) * dimension;
    for (let k = 0; k < dimension; k++) mean[k] = (mean[k] as number) + (features[start + k] as number);
  }
  for (let k = 0; k < dimension; k++) mean[k] = (mean[k] as number) / count;
  for (let i = 0; i < count; i++) {
    const start = (rows[i] as number) * dimension;
    for (let k = 0; k < dimension; k++) {
      const difference = (features[start + k] as number) - (mean[k] as number);
      variance[k] = (variance[k] as number) + difference * difference;
    }
  }
  const scale = variance.map((sum, k) => {
    const value = sum / count;
    // The spread that rounding alone gives a constant column.
    const noise = count * Number.EPSILON * value + (count * (mean[k] as number) * Number.EPSILON) ** 2;
    return value <= noise ? 1 : Math.sqrt(value);
  });
  return { mean, scale };
}

/** The named rows, centred and scaled. */
export function standardise(features: Float32Array, rows: ArrayLike<number>, { mean, scale }: Scaler): Matrix {
  const dimension = mean.length;
  const values = new Float64Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * dimension;
    const to = i * dimension;
    for (let k = 0; k < dimension; k++) {
      values[to + k] = ((features[from + k] as number) - (mean[k] as number)) / (scale[k] as number);
    }
  }
  return { rows: rows.length, columns: dimension, values };
}
