import { describe, expect, it } from 'vitest';
import { type Matrix, rowOf } from '#shared/numerics/matrix.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { leadingEigen } from '#shared/numerics/symmetric-eigen.ts';

/** H D H with a Householder reflection H: eigenvalues D, vectors the rows of H. */
function known(eigenvalues: readonly number[]): Matrix {
  const n = eigenvalues.length;
  const random = createRandom(5);
  const axis = Float64Array.from({ length: n }, () => randomNormal(random));
  const squared = axis.reduce((sum, value) => sum + value * value, 0);
  const h = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * (axis[i] ?? 0) * (axis[j] ?? 0)) / squared;
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += h(i, k) * (eigenvalues[k] ?? 0) * h(k, j);
      values[i * n + j] = sum;
      values[j * n + i] = sum;
    }
  }
  return { rows: n, columns: n, values };
}

describe('leading eigenvalues', () => {
  it.each([
    ['apart', (k: number) => 100 / (k + 1)],
    ['close together', (k: number) => 10 - k / 300],
    ['repeated', (k: number) => (k < 3 ? 5 : 1 / (k + 1))],
    ['of rank four', (k: number) => (k < 4 ? 4 - k : 0)],
  ])('that are %s are found with unit vectors, in a matrix too large for the full decomposition', (_, eigenvalue) => {
    const n = 240;
    const matrix = known(Array.from({ length: n }, (_value, k) => eigenvalue(k)));
    const { values, vectors } = leadingEigen(matrix, 3);
    expect([...values]).toEqual([0, 1, 2].map((k) => expect.closeTo(eigenvalue(k), 7)));
    for (let k = 0; k < 3; k++) {
      const vector = rowOf(vectors, k);
      for (let i = 0; i < n; i++) {
        const image = rowOf(matrix, i).reduce((sum, value, j) => sum + value * (vector[j] ?? 0), 0);
        expect(image).toBeCloseTo((values[k] ?? 0) * (vector[i] ?? 0), 5);
      }
      expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 9);
    }
  });

  it('can be stopped', () => {
    const stop = { throwIfAborted: () => expect.fail('stopped') };
    expect(() => leadingEigen(known(Array.from({ length: 240 }, (_, k) => k)), 2, { signal: stop })).toThrow('stopped');
  });
});
