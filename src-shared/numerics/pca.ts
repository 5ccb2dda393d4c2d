import { type Matrix, rowOf, rowProducts } from './matrix.ts';
import { leadingEigen } from './symmetric-eigen.ts';
import { partOfWork, type Work } from './work.ts';

export interface PrincipalComponents {
  /** rows x components: where each row lies along each component. */
  readonly scores: Matrix;
  /** Variance along each component, with n - 1. */
  readonly variances: Float64Array;
  /** Share of the total variance. */
  readonly shares: Float64Array;
}

/**
 * Rows less the mean of each column and, where `scales`, over its population standard deviation; a constant column
 * becomes 0 exactly, whatever its mean rounds to.
 * @param features rows of `dimension` values
 * @param rows the rows to take, in order
 */
export function centredRows(
  features: Float32Array,
  dimension: number,
  rows: ArrayLike<number>,
  scales: boolean,
): Matrix {
  const values = new Float64Array(rows.length * dimension);
  const mean = new Float64Array(dimension);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * dimension;
    for (let k = 0; k < dimension; k++) mean[k] = (mean[k] as number) + (features[from + k] as number);
  }
  for (let k = 0; k < dimension; k++) mean[k] = (mean[k] as number) / rows.length;
  const squares = new Float64Array(dimension);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * dimension;
    for (let k = 0; k < dimension; k++) {
      const value = (features[from + k] as number) - (mean[k] as number);
      values[i * dimension + k] = value;
      squares[k] = (squares[k] as number) + value * value;
    }
  }
  const factors = squares.map((sum, k) => {
    const deviation = Math.sqrt(sum / rows.length);
    const isConstant = deviation <= 1e-12 * Math.abs(mean[k] as number);
    return isConstant ? 0 : scales ? 1 / deviation : 1;
  });
  for (let at = 0; at < values.length; at += dimension) {
    for (let k = 0; k < dimension; k++) values[at + k] = (values[at + k] as number) * (factors[k] as number);
  }
  return { rows: rows.length, columns: dimension, values };
}

/**
 * Principal components of centred rows from the smaller of the two Gram matrices. Signs as in scikit-learn's `PCA`: the
 * largest loading of each component is positive. Fewer than `count` where the rows span less.
 */
export function principalComponents(centred: Matrix, count: number, work: Work = {}): PrincipalComponents {
  if (centred.rows <= centred.columns) {
    const gram = rowProducts(centred, centred, partOfWork(work, 0, 0.9));
    return componentsOfGram(centred, gram, count, partOfWork(work, 0.9, 1));
  }
  const columns = transposed(centred);
  const covariance = rowProducts(columns, columns, partOfWork(work, 0, 0.9));
  const { values, vectors } = leadingEigen(covariance, Math.min(count, centred.columns), partOfWork(work, 0.9, 1));
  const kept = spanned(values);
  for (let c = 0; c < kept; c++) orient(rowOf(vectors, c), rowOf(vectors, c));
  const loadings: Matrix = { rows: kept, columns: centred.columns, values: vectors.values };
  const scores = rowProducts(centred, loadings);
  return { scores, ...variances(values.subarray(0, kept), trace(covariance), centred.rows) };
}

/** The same from the products of the rows, where they are known already. */
export function componentsOfGram(centred: Matrix, gram: Matrix, count: number, work: Work = {}): PrincipalComponents {
  const n = centred.rows;
  const { values, vectors } = leadingEigen(gram, Math.min(count, n), work);
  const kept = spanned(values);
  const scores = new Float64Array(n * kept);
  for (let c = 0; c < kept; c++) {
    const vector = rowOf(vectors, c);
    orient(loadingsOf(centred, vector), vector);
    const length = Math.sqrt(values[c] as number);
    for (let i = 0; i < n; i++) scores[i * kept + c] = length * (vector[i] as number);
  }
  return {
    scores: { rows: n, columns: kept, values: scores },
    ...variances(values.subarray(0, kept), trace(gram), n),
  };
}

/** Components whose variance is more than rounding. */
const spanned = (values: Float64Array): number => values.filter((value) => value > 1e-12 * (values[0] ?? 0)).length;

function variances(eigenvalues: Float64Array, total: number, rows: number): Omit<PrincipalComponents, 'scores'> {
  return {
    variances: eigenvalues.map((value) => value / (rows - 1)),
    shares: eigenvalues.map((value) => value / total),
  };
}

/** Xᵀ u: the loadings of a component, but for their length. */
function loadingsOf(centred: Matrix, vector: Float64Array): Float64Array {
  const loadings = new Float64Array(centred.columns);
  for (let i = 0; i < centred.rows; i++) {
    const row = rowOf(centred, i);
    const weight = vector[i] as number;
    for (let k = 0; k < loadings.length; k++) loadings[k] = (loadings[k] as number) + weight * (row[k] as number);
  }
  return loadings;
}

/** Turns `vector` round where the largest loading is negative. */
function orient(loadings: Float64Array, vector: Float64Array): void {
  let largest = 0;
  for (const loading of loadings) if (Math.abs(loading) > Math.abs(largest)) largest = loading;
  if (largest < 0) for (let i = 0; i < vector.length; i++) vector[i] = -(vector[i] as number);
}

function transposed({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) turned[k * rows + i] = values[i * columns + k] as number;
  }
  return { rows: columns, columns: rows, values: turned };
}

function trace({ rows, values }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i * rows + i] as number;
  return sum;
}
