import { describe, expect, it } from 'vitest';
import { rowProducts } from '#shared/numerics/matrix.ts';
import { centredRows, componentsOfGram, principalComponents } from '#shared/numerics/pca.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { largestDifference, reference } from './feature-space-reference.ts';

const rowsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe.each([
  ['more rows than columns', reference.tall],
  ['more columns than rows', reference.wide],
])('principal components of %s', (_, { rows, columns, values, pca, scaledPca }) => {
  // Features come as float32: about 7 digits.
  const features = Float32Array.from(values);

  it.each([
    ['centred', false, pca],
    ['standardised', true, scaledPca],
  ])('are those of scikit-learn, %s: scores with their signs, variances, shares', (_name, scales, expected) => {
    const found = principalComponents(centredRows(features, columns, rowsOf(rows), scales), 4);
    expect(largestDifference(found.scores.values, expected.scores)).toBeLessThan(2e-5);
    expect(largestDifference(found.variances, expected.variances)).toBeLessThan(1e-5);
    expect(largestDifference(found.shares, expected.shares)).toBeLessThan(1e-6);
  });
});

describe('principal components', () => {
  it('are the same from rows, from columns and from the products', () => {
    const { rows, columns, values } = reference.tall;
    const centred = centredRows(Float32Array.from(values), columns, rowsOf(rows), false);
    const fromColumns = principalComponents(centred, 3);
    const fromRows = componentsOfGram(centred, rowProducts(centred, centred), 3);
    expect(largestDifference(fromRows.scores.values, fromColumns.scores.values)).toBeLessThan(1e-10);
  });

  it('of many rows and columns (Krylov) explain what the full decomposition explains', () => {
    const random = createRandom(3);
    const [rows, columns] = [260, 300];
    const features = Float32Array.from(
      { length: rows * columns },
      (_, i) => randomNormal(random) * (1 + (i % columns) / 60),
    );
    const centred = centredRows(features, columns, rowsOf(rows), false);
    const few = principalComponents(centred, 3);
    const all = principalComponents(centred, rows);
    expect(largestDifference(few.variances, all.variances.slice(0, 3))).toBeLessThan(1e-8 * (all.variances[0] ?? 0));
    for (let i = 0; i < rows; i++) {
      for (let c = 0; c < 3; c++) {
        const fewScore = few.scores.values[i * 3 + c] ?? Number.NaN;
        expect(fewScore).toBeCloseTo(all.scores.values[i * all.scores.columns + c] ?? 0, 4);
      }
    }
    expect(all.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  it('are as many as the rows span: two points lie on one line', () => {
    const centred = centredRows(Float32Array.from([0, 0, 0, 3, 4, 0]), 3, [0, 1], false);
    const { scores, shares } = principalComponents(centred, 2);
    expect(scores.columns).toBe(1);
    expect(shares[0]).toBeCloseTo(1, 12);
    expect([...scores.values]).toEqual([expect.closeTo(-2.5, 12), expect.closeTo(2.5, 12)]);
  });

  it('of rows that are all alike are none, and a constant column scales to 0', () => {
    const alike = centredRows(Float32Array.from([2, 7, 2, 7, 2, 7]), 2, [0, 1, 2], true);
    expect([...alike.values]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(principalComponents(alike, 2).scores.columns).toBe(0);
  });
});
