import { describe, expect, it } from 'vitest';
import { weightedAveragePrecision } from '#shared/statistics/measures/average-precision.ts';
import { rankRows } from '#shared/statistics/measures/ranking.ts';
import reference from '#test/reference/statistics/measures.json' with { type: 'json' };

const averagePrecision = (
  scores: readonly number[],
  y: readonly number[],
  weights = new Float64Array(y.length).fill(1),
): number => weightedAveragePrecision(rankRows(scores, Uint8Array.from(y)), weights);

describe('average precision', () => {
  it('takes tied scores as one step (golden values)', () => {
    const y = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.8, 0.9, 0.35, 0.7], y)).toBeCloseTo(0.70873, 6);
    expect(averagePrecision([0.2, 0.3, 0.5, 0.6, 0.1, 0.7, 0.9, 0.6, 0.4, 0.8], y)).toBeCloseTo(0.902857, 6);
  });

  it('equals scikit-learn on tied scores', () => {
    for (const { y, scores, averagePrecision: expected } of reference) {
      expect(averagePrecision(scores, y)).toBeCloseTo(expected, 12);
    }
  });

  it('counts a row of weight 2 as two rows, and has no value without positives', () => {
    const twice = averagePrecision([3, 2, 1], [1, 0, 1], Float64Array.of(1, 1, 2));
    expect(twice).toBeCloseTo(averagePrecision([3, 2, 1, 1], [1, 0, 1, 1]), 14);
    expect(averagePrecision([3, 2, 1], [1, 0, 0], Float64Array.of(0, 1, 1))).toBeNaN();
  });
});
