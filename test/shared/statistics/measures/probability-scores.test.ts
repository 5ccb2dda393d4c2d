import { describe, expect, it } from 'vitest';
import { brierLosses, logLosses, weightedMean } from '#shared/statistics/measures/probability-scores.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };

const ones = (count: number): Float64Array => new Float64Array(count).fill(1);

describe('Brier score and log loss', () => {
  it('equal scikit-learn for two classes', () => {
    const { y, p, brier, logLoss } = reference.twoClasses;
    const scores = [Float64Array.from(p, (value) => 1 - value), Float64Array.from(p)];
    const truth = Int32Array.from(y);
    expect(weightedMean(brierLosses(scores, truth), ones(y.length))).toBeCloseTo(brier, 12);
    expect(weightedMean(logLosses(scores, truth), ones(y.length))).toBeCloseTo(logLoss, 12);
  });

  it('equal scikit-learn for four classes', () => {
    const { y, p, brier, logLoss } = reference.severalClasses;
    const scores = [0, 1, 2, 3].map((k) => Float64Array.from(p, (row) => row[k]!));
    const truth = Int32Array.from(y);
    expect(weightedMean(brierLosses(scores, truth), ones(y.length))).toBeCloseTo(brier, 12);
    expect(weightedMean(logLosses(scores, truth), ones(y.length))).toBeCloseTo(logLoss, 12);
  });

  it('stay finite where the true class was given nothing', () => {
    const [loss] = logLosses([Float64Array.of(1), Float64Array.of(0)], Int32Array.of(1));
    expect(loss).toBeCloseTo(52 * Math.LN2, 12);
  });
});
