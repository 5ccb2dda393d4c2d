import { describe, expect, it } from 'vitest';
import { fitLogistic, logisticProbabilities } from '#shared/statistics/regression/logistic.ts';
import { matrixOf } from '../cox/cases.ts';
import { cases } from './cases.ts';

describe('fitLogistic', () => {
  it.each(Object.entries(cases))(
    'is statsmodels’ Logit on the %s case, with its robust variance',
    (_, { data, fit, clustered }) => {
      const design = matrixOf(data.y.map((__, i) => [data.age[i]!, data.score[i]!, data.sex[i]!]));
      const outcome = Uint8Array.from(data.y);
      const ours = fitLogistic({ outcome, design });
      if ('unavailable' in ours) throw new Error(ours.unavailable);
      const near = (values: ArrayLike<number>, expected: number[]) => {
        expect(Array.from(values)).toHaveLength(expected.length);
        expected.forEach((value, i) => {
          expect(Math.abs(values[i]! - value)).toBeLessThan(1e-7 * Math.max(1e-3, Math.abs(value)));
        });
      };
      near([ours.intercept], [fit.intercept]);
      near(ours.coefficients, fit.coefficients);
      near(ours.covariance.values, fit.covariance.flat());
      near([ours.nullLogLikelihood, ours.logLikelihood], fit.logLikelihood);
      near([ours.likelihoodRatio!.chiSquare, ours.likelihoodRatio!.p], fit.likelihoodRatio);
      const robust = fitLogistic({ outcome, design, clusters: Int32Array.from(data.patient) });
      if ('unavailable' in robust) throw new Error(robust.unavailable);
      near(robust.covariance.values, clustered.covariance.flat());
      expect([robust.likelihoodRatio, robust.score]).toEqual([null, null]);
      // At the maximum the probabilities add up to the positives.
      const sum = logisticProbabilities(ours, design).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(
        data.y.reduce((a, b) => a + b, 0),
        7,
      );
    },
  );

  it('finds separation, constants and collinear columns, and needs both classes', () => {
    const outcome = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1);
    const separated = fitLogistic({ outcome, design: matrixOf([1, 2, 3, 4, 5, 6, 7, 8].map((x) => [x, 1, 2 * x])) });
    if ('unavailable' in separated) throw new Error(separated.unavailable);
    expect(separated.columns).toEqual(['separated', 'constant', 'collinear']);
    expect(separated.wald).toBeNull();
    expect(separated.logLikelihood).toBeCloseTo(0, 8);
    expect(fitLogistic({ outcome: new Uint8Array(8), design: matrixOf(Array.from(outcome, (x) => [x])) })).toEqual({
      unavailable: 'no row is positive',
    });
    // A level without a positive among others: its coefficient runs to minus infinity, the other is that of the rest.
    const quasi = fitLogistic({
      outcome: Uint8Array.of(0, 1, 1, 0, 1, 0, 0, 0, 0),
      design: matrixOf([0, 1, 1, 1, 0, 0, 0, 1, 0].map((x, i) => [x, i > 6 ? 1 : 0])),
    });
    const rest = fitLogistic({
      outcome: Uint8Array.of(0, 1, 1, 0, 1, 0, 0),
      design: matrixOf([0, 1, 1, 1, 0, 0, 0].map((x) => [x])),
    });
    if ('unavailable' in quasi || 'unavailable' in rest) throw new Error('expected fits');
    expect(quasi.columns).toEqual(['estimated', 'separated']);
    expect(quasi.coefficients[0]).toBeCloseTo(rest.coefficients[0]!, 6);
  });
});
