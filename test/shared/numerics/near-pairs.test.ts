import { expect, test } from 'vitest';
import { nearPairs } from '#shared/numerics/near-pairs.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { finished } from '../biomarker/made-fingerprints.ts';

const dimension = 5;
const pairsOf = (values: Float32Array, reach: number): { found: string[]; compared: number } => {
  const found: string[] = [];
  const take = (a: number, b: number): void => void found.push([a, b].toSorted((x, y) => x - y).join(' '));
  const compared = finished(nearPairs({ values, dimension }, reach, take));
  return { found: found.toSorted(), compared };
};

test('hands out every pair within reach once, and no other', () => {
  const random = createRandom(1);
  for (const [rows, reach] of [
    [2, 9],
    [33, 0.8],
    [700, 0.3],
    [700, 1.5],
  ] as const) {
    const values = Float32Array.from(
      { length: rows * dimension },
      (_, n) => randomNormal(random) / (1 + (n % dimension)),
    );
    const expected: string[] = [];
    for (let a = 0; a < rows; a++)
      for (let b = a + 1; b < rows; b++) {
        let squares = 0;
        for (let n = 0; n < dimension; n++) squares += (values[a * dimension + n]! - values[b * dimension + n]!) ** 2;
        if (squares <= reach ** 2) expected.push(`${a} ${b}`);
      }
    const { found, compared } = pairsOf(values, reach);
    expect(found).toEqual(expected.toSorted());
    expect(compared).toBeLessThanOrEqual((rows * (rows - 1)) / 2);
  }
});

test('rows that are all the same are all pairs', () => {
  const rows = 150;
  expect(pairsOf(new Float32Array(rows * dimension).fill(3), 0).found).toHaveLength((rows * (rows - 1)) / 2);
  expect(pairsOf(new Float32Array(dimension), 1)).toEqual({ found: [], compared: 0 });
});
