import { describe, expect, it } from 'vitest';
import type { Matrix } from '#shared/numerics/matrix.ts';
import { inverseForm, invertPositive, orderedCholesky, solvePositive } from '#shared/numerics/positive-definite.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';

/** A Aᵀ for random A. */
function gram(size: number, rank: number, seed: number): Matrix {
  const random = createRandom(seed);
  const a = Array.from({ length: size }, () => Array.from({ length: rank }, () => randomNormal(random)));
  const values = Float64Array.from(
    a.flatMap((row) => a.map((other) => row.reduce((sum, x, k) => sum + x * other[k]!, 0))),
  );
  return { rows: size, columns: size, values };
}

const times = ({ values, columns }: Matrix, x: Float64Array): Float64Array =>
  x.map((_, i) => x.reduce((sum, value, j) => sum + values[i * columns + j]! * value, 0));

describe('orderedCholesky', () => {
  it('solves and inverts', () => {
    const matrix = gram(7, 9, 1);
    const factor = orderedCholesky(matrix);
    const x = Float64Array.of(1, -2, 3, 0.5, 0, 4, -1);
    const b = times(matrix, x);
    solvePositive(factor, b).forEach((value, i) => expect(value).toBeCloseTo(x[i]!, 9));
    times(invertPositive(factor), b).forEach((value, i) => expect(value).toBeCloseTo(x[i]!, 8));
    expect(inverseForm(factor, b)).toBeCloseTo(
      x.reduce((sum, value, i) => sum + value * b[i]!, 0),
      8,
    );
  });

  it('leaves out the later of dependent rows, rows of 0 and what it is told to, and solves the rest', () => {
    const matrix = gram(6, 4, 2);
    const factor = orderedCholesky(matrix);
    expect([...factor.leftOut]).toEqual([0, 0, 0, 0, 1, 1]);
    const inside = times(matrix, Float64Array.of(1, 2, 3, 4, 0, 0));
    expect(Array.from(solvePositive(factor, inside), (value) => Number(value.toFixed(7)))).toEqual([1, 2, 3, 4, 0, 0]);
    const [zero, told] = [gram(3, 3, 3), Uint8Array.of(1, 0, 0)];
    zero.values.fill(0, 3, 6);
    expect([...orderedCholesky(zero).leftOut]).toEqual([0, 1, 0]);
    expect([...orderedCholesky(gram(3, 3, 3), 1e-10, told).leftOut]).toEqual([1, 0, 0]);
  });
});
