import { describe, expect, it } from 'vitest';
import {
  accuracyOf,
  balancedAccuracyOf,
  cellsOf,
  countCells,
  f1Of,
  kappaOf,
  precisionOf,
  recallOf,
} from '#shared/statistics/measures/confusion.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };

function matrixOf(truth: readonly number[], answers: readonly number[], size: number, weights?: Float64Array) {
  const cells = cellsOf(Int32Array.from(truth), Int32Array.from(answers), size);
  const counts = new Float64Array(size * size);
  countCells(cells, weights ?? new Float64Array(truth.length).fill(1), counts);
  return { size, counts };
}

describe('measures of a confusion matrix', () => {
  it('give the golden balanced accuracy over the classes that occur', () => {
    const matrix = matrixOf([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2], 4);
    expect(balancedAccuracyOf(matrix, [0, 1, 2])).toBeCloseTo(0.722222, 6);
    expect(balancedAccuracyOf(matrix, [0, 1, 2, 3])).toBeNaN();
  });

  it('equal scikit-learn for two classes', () => {
    const { y, p, threshold, ...expected } = reference.twoClasses;
    const matrix = matrixOf(
      y,
      p.map((value) => (value >= threshold ? 1 : 0)),
      2,
    );
    expect([...matrix.counts]).toEqual(expected.matrix.flat());
    expect(recallOf(matrix, 1)).toBeCloseTo(expected.sensitivity, 12);
    expect(precisionOf(matrix, 0)).toBeCloseTo(expected.npv, 12);
    expect(f1Of(matrix, 1)).toBeCloseTo(expected.f1, 12);
    expect(kappaOf(matrix)).toBeCloseTo(expected.kappa, 12);
  });

  it('equal scikit-learn for four classes', () => {
    const { y, p, ...expected } = reference.severalClasses;
    const matrix = matrixOf(
      y,
      p.map((row) => row.indexOf(Math.max(...row))),
      4,
    );
    expect([...matrix.counts]).toEqual(expected.matrix.flat());
    expect(accuracyOf(matrix)).toBeCloseTo(expected.accuracy, 12);
    expect(kappaOf(matrix)).toBeCloseTo(expected.kappa, 12);
  });

  it('count a row by its weight, and have no kappa where truth and answers are one class', () => {
    expect(accuracyOf(matrixOf([0, 1], [0, 0], 2, Float64Array.of(3, 1)))).toBe(0.75);
    expect(kappaOf(matrixOf([1, 1], [1, 1], 2))).toBeNaN();
  });
});
