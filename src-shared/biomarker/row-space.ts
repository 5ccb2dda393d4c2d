import { pivotedCholesky, pivotTriangle, solveLower, solveLowerTransposed } from '../numerics/cholesky.ts';
import { type Matrix, rowOf, rowProducts, takeRows } from '../numerics/matrix.ts';

/**
 * Coordinates in the space that the training rows span. The weights of a ridge-penalised linear model lie there, and
 * its loss and penalty are the same in an orthonormal basis of it, so with fewer rows than features the fit costs
 * rows x rows instead of rows x features.
 */
interface RowSpace {
  /** Coordinates of the training rows. */
  readonly coordinates: Matrix;
  /** Coordinates of other rows, projected onto the space. */
  readonly project: (rows: Matrix) => Matrix;
  /** Weights over the features from weights over the coordinates. */
  readonly lift: (weights: Float64Array) => Float64Array;
}

/** The identity when there are at least as many rows as features; else an orthonormal basis by pivoted Cholesky. */
export function rowSpace(training: Matrix): RowSpace {
  if (training.rows >= training.columns) {
    return { coordinates: training, project: (rows) => rows, lift: (weights) => weights.slice() };
  }
  // G = X Xᵀ = L Lᵀ. With the pivot rows X_p and their triangle L_p, Q = L_p⁻¹ X_p has orthonormal rows and X = L Q.
  const decomposition = pivotedCholesky(rowProducts(training, training));
  const triangle = pivotTriangle(decomposition);
  const pivotRows = takeRows(training, decomposition.pivots);
  return {
    coordinates: decomposition.factor,
    project(rows) {
      const projected = rowProducts(rows, pivotRows);
      for (let row = 0; row < projected.rows; row++) solveLower(triangle, rowOf(projected, row));
      return projected;
    },
    lift(weights) {
      const combination = weights.slice();
      solveLowerTransposed(triangle, combination);
      const lifted = new Float64Array(training.columns);
      combination.forEach((factor, k) => {
        const row = rowOf(pivotRows, k);
        for (let i = 0; i < lifted.length; i++) lifted[i] = (lifted[i] as number) + factor * (row[i] as number);
      });
      return lifted;
    },
  };
}
