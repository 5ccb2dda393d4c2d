import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Metric,
  type Prediction,
  swapMetric,
  type Truth,
  weightedMetric,
} from '#shared/statistics/comparison/metrics.ts';
import reference from '#test/reference/comparison/comparison.json' with { type: 'json' };
import { predictionOf, twoClasses } from './examples.ts';

const { y, a, b, differences } = reference.classes;
const fourClasses: Truth = {
  classes: Int32Array.from(y),
  classNames: ['a', 'b', 'c', 'd'],
  present: [0, 1, 2, 3],
  isTwoClass: false,
};
const columns = (rows: readonly (readonly number[])[]): Prediction => ({
  scores: rows[0]!.map((_, k) => Float64Array.from(rows, (row) => row[k]!)),
  predicted: Int32Array.from(rows, (row) => row.indexOf(Math.max(...row))),
});

const cases = fc
  .array(
    fc.record({
      y: fc.integer({ min: 0, max: 1 }),
      p: fc.integer({ min: 0, max: 5 }),
      q: fc.integer({ min: 0, max: 5 }),
      swapped: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 2, maxLength: 30 },
  )
  .filter((rows) => rows.some((row) => row.y === 1) && rows.some((row) => row.y === 0));

describe('differences after swaps', () => {
  it('of four classes with tied scores equal scikit-learn on the swapped predictions', () => {
    const [first, second] = [columns(a), columns(b)];
    const kernels = (['auc', 'average-precision', 'balanced-accuracy'] as const).map((metric) =>
      swapMetric(metric, fourClasses, first, second),
    );
    for (const { swapped, auc, averagePrecision, balancedAccuracy } of differences) {
      const found = kernels.map((kernel) => kernel(Uint8Array.from(swapped)));
      expect(found).toEqual([auc, averagePrecision, balancedAccuracy].map((value) => expect.closeTo(value, 12)));
    }
  });

  it.each<Metric>(['auc', 'average-precision', 'balanced-accuracy', 'accuracy'])(
    'of the %s equal the metric of each model after swapping, ties and all',
    (metric) => {
      fc.assert(
        fc.property(cases, (rows) => {
          const truth = twoClasses(rows.map((row) => row.y));
          const [p, q] = [rows.map((row) => row.p / 5), rows.map((row) => row.q / 5)];
          const kernel = swapMetric(metric, truth, predictionOf(p), predictionOf(q));
          const swap = (one: readonly number[], other: readonly number[]) =>
            predictionOf(rows.map((row, i) => (row.swapped === 1 ? other[i]! : one[i]!)));
          const ones = new Float64Array(rows.length).fill(1);
          const expected =
            weightedMetric(metric, truth, swap(p, q))(ones) - weightedMetric(metric, truth, swap(q, p))(ones);
          expect(kernel(Uint8Array.from(rows, (row) => row.swapped))).toBeCloseTo(expected, 12);
        }),
      );
    },
  );

  it('have no value when a class is missing', () => {
    const none = twoClasses([0, 0]);
    const prediction = predictionOf([0.1, 0.2]);
    for (const metric of ['auc', 'average-precision'] as const) {
      expect(swapMetric(metric, none, prediction, prediction)(new Uint8Array(2))).toBeNaN();
    }
  });
});
