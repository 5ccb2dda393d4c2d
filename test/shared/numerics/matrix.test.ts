import { describe, expect, it } from 'vitest';
import { type Matrix, rowProducts, takeRows } from '#shared/numerics/matrix.ts';
import { createRandom } from '#shared/numerics/random.ts';

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => random() - 0.5) };
}

function plainProducts(a: Matrix, b: Matrix): number[] {
  const result: number[] = [];
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += a.values[i * a.columns + k]! * b.values[j * b.columns + k]!;
      result.push(sum);
    }
  }
  return result;
}

describe('rowProducts', () => {
  it.each([
    [3, 4, 5],
    [33, 65, 513],
    [1, 1, 1],
    [64, 31, 1025],
  ])('equals the plain triple loop for %i and %i rows of %i columns', (m, n, columns) => {
    const [a, b] = [randomMatrix(m, columns, 1), randomMatrix(n, columns, 2)];
    const own = rowProducts(a, b);
    const cross = plainProducts(a, b);
    own.values.forEach((value, i) => expect(value).toBeCloseTo(cross[i]!, 10));
    const gram = plainProducts(a, a);
    rowProducts(a, a).values.forEach((value, i) => expect(value).toBeCloseTo(gram[i]!, 10));
  });
});

describe('takeRows', () => {
  it('copies rows in the order asked for', () => {
    const matrix = { rows: 3, columns: 2, values: Float64Array.of(1, 2, 3, 4, 5, 6) };
    expect(takeRows(matrix, [2, 0])).toEqual({ rows: 2, columns: 2, values: Float64Array.of(5, 6, 1, 2) });
  });
});
