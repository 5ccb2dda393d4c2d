import { describe, expect, it } from 'vitest';
import { weightedAccuracy, weightedBalancedAccuracy } from '#shared/statistics/measures/accuracy.ts';
import reference from '#test/reference/statistics/measures.json' with { type: 'json' };

const ones = (count: number): Float64Array => new Float64Array(count).fill(1);

describe('accuracy and balanced accuracy', () => {
  it('give the golden value', () => {
    const targets = Int32Array.of(0, 0, 0, 1, 1, 2);
    const predicted = Int32Array.of(0, 0, 1, 1, 2, 2);
    expect(weightedBalancedAccuracy(targets, predicted, ones(6), [0, 1, 2])).toBeCloseTo(0.722222, 6);
    expect(weightedAccuracy(targets, predicted, ones(6))).toBeCloseTo(4 / 6, 14);
  });

  it('equal scikit-learn', () => {
    for (const one of reference) {
      const targets = Int32Array.from(one.targets);
      const predicted = Int32Array.from(one.predicted);
      const present = [...new Set(one.targets)];
      expect(weightedAccuracy(targets, predicted, ones(targets.length))).toBeCloseTo(one.accuracy, 12);
      expect(weightedBalancedAccuracy(targets, predicted, ones(targets.length), present)).toBeCloseTo(
        one.balancedAccuracy,
        12,
      );
    }
  });

  it('have no value when a class has lost its weight', () => {
    const targets = Int32Array.of(0, 1);
    expect(weightedBalancedAccuracy(targets, targets, Float64Array.of(1, 0), [0, 1])).toBeNaN();
    expect(weightedAccuracy(targets, targets, new Float64Array(2))).toBeNaN();
  });
});
