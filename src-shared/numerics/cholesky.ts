import type { Matrix } from './matrix.ts';

interface PivotedCholesky {
  /** Numerical rank. */
  readonly rank: number;
  /** The rows of the matrix that span it, in pivot order; `rank` of them. */
  readonly pivots: Int32Array;
  /** n x rank factor with A = L Lᵀ in the original row order; its pivot rows form a lower triangle. */
  readonly factor: Matrix;
}

/**
 * Cholesky decomposition with diagonal pivoting of a symmetric positive semidefinite matrix (Higham 2002, 10.3): it
 * ends where the largest diagonal left falls below `tolerance` times the largest at the start, which gives the rank.
 */
export function pivotedCholesky(matrix: Matrix, tolerance = 1e-12): PivotedCholesky {
  const n = matrix.rows;
  const left = Float64Array.from({ length: n }, (_, i) => matrix.values[i * n + i] as number);
  const limit = tolerance * left.reduce((a, b) => Math.max(a, b), 0);
  const work = new Float64Array(n * n);
  const pivots: number[] = [];
  const isPivot = new Uint8Array(n);
  for (let k = 0; k < n; k++) {
    let pivot = -1;
    for (let i = 0; i < n; i++) {
      if (isPivot[i] === 0 && (pivot < 0 || (left[i] as number) > (left[pivot] as number))) pivot = i;
    }
    if (!((left[pivot] as number) > limit)) break;
    const diagonal = Math.sqrt(left[pivot] as number);
    isPivot[pivot] = 1;
    pivots.push(pivot);
    work[pivot * n + k] = diagonal;
    const pivotRow = work.subarray(pivot * n, pivot * n + k);
    for (let i = 0; i < n; i++) {
      if (isPivot[i] === 1) continue;
      const row = work.subarray(i * n, i * n + k);
      let sum = matrix.values[i * n + pivot] as number;
      for (let m = 0; m < k; m++) sum -= (row[m] as number) * (pivotRow[m] as number);
      const entry = sum / diagonal;
      work[i * n + k] = entry;
      left[i] = (left[i] as number) - entry * entry;
    }
  }
  const rank = pivots.length;
  const values = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) values.set(work.subarray(i * n, i * n + rank), i * rank);
  return { rank, pivots: Int32Array.from(pivots), factor: { rows: n, columns: rank, values } };
}

/** The `rank` x `rank` lower triangle made of the pivot rows. */
export function pivotTriangle({ pivots, factor, rank }: PivotedCholesky): Matrix {
  const values = new Float64Array(rank * rank);
  pivots.forEach((row, k) => values.set(factor.values.subarray(row * rank, row * rank + rank), k * rank));
  return { rows: rank, columns: rank, values };
}

/** Solves L x = b in place for a lower triangle. */
export function solveLower(triangle: Matrix, b: Float64Array): void {
  const n = triangle.rows;
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (triangle.values[i * n + k] as number) * (b[k] as number);
    b[i] = sum / (triangle.values[i * n + i] as number);
  }
}

/** Solves Lᵀ x = b in place for a lower triangle. */
export function solveLowerTransposed(triangle: Matrix, b: Float64Array): void {
  const n = triangle.rows;
  for (let i = n - 1; i >= 0; i--) {
    const x = (b[i] as number) / (triangle.values[i * n + i] as number);
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] = (b[k] as number) - (triangle.values[i * n + k] as number) * x;
  }
}

/**
 * xᵀ A⁺ x for a symmetric positive semidefinite A, and the rank of A: the quadratic form of a score test whose
 * covariance may be singular.
 */
export function quadraticForm(matrix: Matrix, x: Float64Array): { value: number; rank: number } {
  const decomposition = pivotedCholesky(matrix);
  const part = Float64Array.from(decomposition.pivots, (row) => x[row] as number);
  solveLower(pivotTriangle(decomposition), part);
  return { value: part.reduce((sum, value) => sum + value * value, 0), rank: decomposition.rank };
}
