import { describe, expect, it } from 'vitest';
import { rowSpace } from '#shared/biomarker/row-space.ts';
import { type Matrix, rowProducts } from '#shared/numerics/matrix.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';

function normalMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => randomNormal(random)) };
}

describe('the row space', () => {
  it('keeps the products of training rows, and of other rows with them', () => {
    const [training, others] = [normalMatrix(12, 40, 1), normalMatrix(5, 40, 2)];
    const space = rowSpace(training);
    expect(space.coordinates.columns).toBe(12);
    const gram = rowProducts(training, training).values;
    rowProducts(space.coordinates, space.coordinates).values.forEach((value, i) =>
      expect(value).toBeCloseTo(gram[i]!, 9),
    );
    const cross = rowProducts(others, training).values;
    rowProducts(space.project(others), space.coordinates).values.forEach((value, i) =>
      expect(value).toBeCloseTo(cross[i]!, 9),
    );
  });

  it('lifts weights so that scores and length stay the same', () => {
    const training = normalMatrix(8, 30, 3);
    const space = rowSpace(training);
    const weights = Float64Array.from({ length: 8 }, (_, i) => i - 3);
    const lifted = space.lift(weights);
    const asRow = (values: Float64Array): Matrix => ({ rows: 1, columns: values.length, values });
    const scores = rowProducts(space.coordinates, asRow(weights)).values;
    rowProducts(training, asRow(lifted)).values.forEach((value, i) => expect(value).toBeCloseTo(scores[i]!, 9));
    expect(rowProducts(asRow(lifted), asRow(lifted)).values[0]).toBeCloseTo(
      rowProducts(asRow(weights), asRow(weights)).values[0]!,
      9,
    );
  });

  it('finds the rank of rows that repeat', () => {
    const base = normalMatrix(4, 20, 4);
    const repeated = { rows: 8, columns: 20, values: Float64Array.from([...base.values, ...base.values]) };
    expect(rowSpace(repeated).coordinates.columns).toBe(4);
  });

  it('is the identity where there are more rows than features', () => {
    const training = normalMatrix(30, 4, 5);
    expect(rowSpace(training).coordinates).toBe(training);
  });
});
