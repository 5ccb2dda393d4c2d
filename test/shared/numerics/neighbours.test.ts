import { describe, expect, it } from 'vitest';
import { rowProducts } from '#shared/numerics/matrix.ts';
import { distancesBetween, distancesOfGram, nearestNeighbours } from '#shared/numerics/neighbours.ts';
import { largestDifference, matrixOf, reference } from './feature-space-reference.ts';

describe('nearest neighbours', () => {
  it.each([
    ['tall', reference.tall],
    ['wide', reference.wide],
  ])('are those of scikit-learn (%s)', (_, example) => {
    const found = nearestNeighbours(distancesBetween(matrixOf(example)), example.each);
    expect([...found.indices]).toEqual(example.neighbours);
    expect(largestDifference(found.squared.map(Math.sqrt), example.distances)).toBeLessThan(1e-7);
  });

  it('are the same from kept distances and block by block', () => {
    // 4,100 rows are more than are kept; on a line, the neighbours are known.
    const rows = 4100;
    const line = { rows, columns: 1, values: Float64Array.from({ length: rows }, (_, i) => (i * 37) % rows) };
    const found = nearestNeighbours(distancesBetween(line), 2);
    for (const i of [0, 255, 256, 2000, 4099]) {
      expect([...found.squared.subarray(2 * i, 2 * i + 2)]).toEqual(
        [1, 0, 4099].includes((i * 37) % rows) ? expect.anything() : [1, 1],
      );
    }
    const small = { rows: 40, columns: 1, values: line.values.subarray(0, 40) };
    const kept = nearestNeighbours(distancesOfGram(rowProducts(small, small)), 3);
    const expected = Array.from({ length: 40 }, (_, i) =>
      Array.from({ length: 40 }, (_value, j) => ({ j, d: ((line.values[i] ?? 0) - (line.values[j] ?? 0)) ** 2 }))
        .filter(({ j }) => j !== i)
        .toSorted((a, b) => a.d - b.d || a.j - b.j)
        .slice(0, 3)
        .map(({ j }) => j),
    ).flat();
    expect([...kept.indices]).toEqual(expected);
  });

  it('leave out rows of the same group, and say where too few are left', () => {
    const line = { rows: 4, columns: 1, values: Float64Array.from([0, 1, 3, 7]) };
    const found = nearestNeighbours(distancesBetween(line), 2, { groups: [1, 1, 1, 2] });
    expect([...found.indices]).toEqual([3, -1, 3, -1, 3, -1, 2, 1]);
    expect(found.squared[1]).toBe(Number.POSITIVE_INFINITY);
  });

  it('break ties by the number of the row', () => {
    const alike = { rows: 4, columns: 2, values: new Float64Array(8) };
    expect([...nearestNeighbours(distancesBetween(alike), 2).indices]).toEqual([1, 2, 0, 2, 0, 1, 0, 1]);
  });

  it('are refused when more are asked for than there are', () => {
    const line = { rows: 3, columns: 1, values: new Float64Array(3) };
    expect(() => nearestNeighbours(distancesBetween(line), 3)).toThrow(RangeError);
  });
});
