import type { Matrix } from './matrix.ts';

/** The factor of a positive semidefinite matrix in the order of its rows. */
export interface OrderedCholesky {
  /** Row-major lower triangle L with A = L Lᵀ over the rows that are kept; the rows left out are 0. */
  readonly triangle: Float64Array;
  readonly size: number;
  /** 1 for a row that depends on the rows before it (or is 0): it is left out and its solution is 0. */
  readonly leftOut: Uint8Array;
}

/**
 * Cholesky decomposition without pivoting: of dependent rows the later ones are left out, as a modeller who lists the
 * covariates in order expects (R's `coxph` and `lm` do the same).
 * @param tolerance share of its diagonal that must be left of a row after the rows before it
 * @param leaveOut rows to leave out whatever they hold
 */
export function orderedCholesky(matrix: Matrix, tolerance = 1e-10, leaveOut?: Uint8Array): OrderedCholesky {
  const size = matrix.rows;
  const triangle = new Float64Array(size * size);
  const leftOut = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    if (leaveOut?.[i] === 1) {
      leftOut[i] = 1;
      continue;
    }
    for (let j = 0; j <= i; j++) {
      if (leftOut[j] === 1) continue;
      let sum = matrix.values[i * size + j] as number;
      for (let k = 0; k < j; k++) sum -= (triangle[i * size + k] as number) * (triangle[j * size + k] as number);
      if (j < i) triangle[i * size + j] = sum / (triangle[j * size + j] as number);
      else if (sum > tolerance * (matrix.values[i * size + i] as number)) triangle[i * size + i] = Math.sqrt(sum);
      else {
        leftOut[i] = 1;
        triangle.fill(0, i * size, i * size + i + 1);
      }
    }
  }
  return { triangle, size, leftOut };
}

/** Solves A x = b; the entries left out are 0. */
export function solvePositive({ triangle, size, leftOut }: OrderedCholesky, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    if (leftOut[i] === 1) {
      x[i] = 0;
      continue;
    }
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (triangle[i * size + k] as number) * (x[k] as number);
    x[i] = sum / (triangle[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    if (leftOut[i] === 1) continue;
    const value = (x[i] as number) / (triangle[i * size + i] as number);
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = (x[k] as number) - (triangle[i * size + k] as number) * value;
  }
  return x;
}

/** A⁻¹; rows and columns left out are 0. */
export function invertPositive(factor: OrderedCholesky): Matrix {
  const { size } = factor;
  const values = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    if (factor.leftOut[i] === 1) continue;
    unit.fill(0);
    unit[i] = 1;
    values.set(solvePositive(factor, unit), i * size);
  }
  return { rows: size, columns: size, values };
}

/** xᵀ A⁻¹ x over the rows kept. */
export function inverseForm(factor: OrderedCholesky, x: Float64Array): number {
  return solvePositive(factor, x).reduce((sum, value, i) => sum + value * (x[i] as number), 0);
}
