import { describe, expect, it } from 'vitest';
import {
  pivotedCholesky,
  pivotTriangle,
  quadraticForm,
  solveLower,
  solveLowerTransposed,
} from '#shared/numerics/cholesky.ts';
import { type Matrix, rowProducts } from '#shared/numerics/matrix.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';

function gramOfRank(n: number, rank: number): Matrix {
  const random = createRandom(9);
  const factor = {
    rows: n,
    columns: rank,
    values: Float64Array.from({ length: n * rank }, () => randomNormal(random)),
  };
  return rowProducts(factor, factor);
}

describe('pivotedCholesky', () => {
  it.each([
    [12, 12],
    [20, 7],
    [5, 1],
  ])('rebuilds a matrix of size %i and finds its rank %i', (size, rank) => {
    const matrix = gramOfRank(size, rank);
    const decomposition = pivotedCholesky(matrix);
    expect(decomposition.rank).toBe(rank);
    const rebuilt = rowProducts(decomposition.factor, decomposition.factor);
    rebuilt.values.forEach((value, i) => expect(value).toBeCloseTo(matrix.values[i]!, 9));
  });

  it('has a lower triangle in its pivot rows that solves forward and back', () => {
    const triangle = pivotTriangle(pivotedCholesky(gramOfRank(6, 6)));
    for (let i = 0; i < 6; i++) for (let j = i + 1; j < 6; j++) expect(triangle.values[i * 6 + j]).toBe(0);
    const x = Float64Array.of(1, -2, 3, 0.5, 4, -1);
    const forward = Float64Array.from(x, (_, i) =>
      x.reduce((sum, value, k) => sum + triangle.values[i * 6 + k]! * value, 0),
    );
    const back = Float64Array.from(x, (_, i) =>
      x.reduce((sum, value, k) => sum + triangle.values[k * 6 + i]! * value, 0),
    );
    solveLower(triangle, forward);
    solveLowerTransposed(triangle, back);
    x.forEach((value, i) => {
      expect(forward[i]).toBeCloseTo(value, 9);
      expect(back[i]).toBeCloseTo(value, 9);
    });
  });

  it('gives a zero matrix the rank 0 and the quadratic form 0', () => {
    const zero = { rows: 2, columns: 2, values: new Float64Array(4) };
    expect(quadraticForm(zero, Float64Array.of(1, 1))).toEqual({ value: 0, rank: 0 });
  });
});

describe('quadraticForm', () => {
  it('equals x² / a for a covariance of rank 1 that sums to nothing', () => {
    const matrix = { rows: 2, columns: 2, values: Float64Array.of(3, -3, -3, 3) };
    expect(quadraticForm(matrix, Float64Array.of(2, -2))).toEqual({ value: expect.closeTo(4 / 3, 12), rank: 1 });
  });
});
