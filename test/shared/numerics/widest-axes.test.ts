import { expect, test } from 'vitest';
import { rowOf, rowProducts } from '#shared/numerics/matrix.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { widestAxes } from '#shared/numerics/widest-axes.ts';
import { finished } from '../biomarker/made-fingerprints.ts';

const columns = 40;

test.each([
  ['rows that differ', (random: () => number, n: number) => randomNormal(random) / (1 + (n % columns) ** 2)],
  ['rows without any direction', (random: () => number) => randomNormal(random)],
  ['rows that are all the same', (_random: () => number, n: number) => n % columns],
])('directions are orthonormal: %s', (_name, value) => {
  const random = createRandom(2);
  const rows = { rows: 60, columns, values: Float64Array.from({ length: 60 * columns }, (_, n) => value(random, n)) };
  const axes = finished(widestAxes(rows, 12));
  const products = rowProducts(axes, axes).values;
  for (let a = 0; a < 12; a++)
    for (let b = 0; b < 12; b++) expect(Math.abs(products[a * 12 + b]! - Number(a === b))).toBeLessThan(1e-12);
});

test('the widest direction comes first', () => {
  const random = createRandom(3);
  const values = Float64Array.from(
    { length: 200 * columns },
    (_, n) => (n % columns === 7 ? 9 : 1) * randomNormal(random),
  );
  const axes = finished(widestAxes({ rows: 200, columns, values }, 3));
  expect(Math.abs(rowOf(axes, 0)[7]!)).toBeGreaterThan(0.99);
});
