import { describe, expect, it } from 'vitest';
import {
  decisionScores,
  fitLogisticRegression,
  probabilitiesOf,
  vectorCount,
} from '#shared/biomarker/logistic-regression.ts';
import { rowSpace } from '#shared/biomarker/row-space.ts';
import { fitScaler, standardise } from '#shared/biomarker/standard-scaler.ts';
import { cases, readCase } from './sklearn.ts';

describe('logistic regression against scikit-learn', () => {
  it.each(cases)('%s: coefficients, intercepts and probabilities at each C, along a warm-started path', (name) => {
    const { reference, features, dimension, targets, rows } = readCase(name);
    const standardised = standardise(features, rows, fitScaler(features, dimension, rows));
    const space = rowSpace(standardised);
    const columns = space.coordinates.columns;
    let warmStart: ReturnType<typeof fitLogisticRegression> | undefined;
    for (const expected of reference.fits) {
      const fit = fitLogisticRegression({
        rows: space.coordinates,
        targets,
        classCount: reference.classes,
        c: expected.c,
        ...(warmStart ? { warmStart } : {}),
      });
      warmStart = fit;
      expect(fit.converged).toBe(true);
      const coefficients = Float64Array.from(
        Array.from({ length: vectorCount(reference.classes) }, (_, k) => [
          ...space.lift(fit.coefficients.subarray(k * columns, (k + 1) * columns)),
        ]).flat(),
      );
      const wanted = expected.coefficients.flat();
      const size = Math.max(...wanted.map(Math.abs));
      coefficients.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-3 * size));
      fit.intercepts.forEach((value, k) => expect(value).toBeCloseTo(expected.intercepts[k]!, 3));
      const scores = decisionScores({ ...standardised, rows: 5 }, { coefficients, intercepts: fit.intercepts });
      const probabilities = probabilitiesOf(scores, reference.classes);
      probabilities.forEach((value, i) => expect(value).toBeCloseTo(expected.probabilities.flat()[i]!, 4));
    }
  });
});

describe('logistic regression', () => {
  const rows = { rows: 6, columns: 1, values: Float64Array.of(-2, -1, 0, 0, 1, 2) };
  const targets = Int32Array.of(0, 0, 1, 0, 1, 1);

  it('does not penalise the intercept: with C near 0 it is the log odds of the classes', () => {
    const uneven = Int32Array.of(0, 0, 0, 0, 1, 1);
    const { intercepts, coefficients } = fitLogisticRegression({ rows, targets: uneven, classCount: 2, c: 1e-9 });
    expect(intercepts[0]).toBeCloseTo(Math.log(2 / 4), 6);
    expect(Math.abs(coefficients[0]!)).toBeLessThan(1e-6);
  });

  it('gives the same model from a warm start as from a cold one, and leaves its input alone', () => {
    const frozen = [rows.values.slice(), targets.slice()];
    const cold = fitLogisticRegression({ rows, targets, classCount: 2, c: 1 });
    const warmStart = Object.freeze(fitLogisticRegression({ rows, targets, classCount: 2, c: 100 }));
    const before = warmStart.coefficients.slice();
    const warm = fitLogisticRegression({ rows, targets, classCount: 2, c: 1, warmStart });
    expect(warm.coefficients[0]).toBeCloseTo(cold.coefficients[0]!, 6);
    expect(warmStart.coefficients).toEqual(before);
    expect([rows.values, targets]).toEqual(frozen);
  });

  it('stays finite for scores that would overflow an exponential', () => {
    expect([...probabilitiesOf(Float64Array.of(2000, -2000), 2)]).toEqual([0, 1, 1, 0]);
    expect([...probabilitiesOf(Float64Array.of(3000, 0, -3000), 3)]).toEqual([1, 0, 0]);
  });

  it('stops when its signal is aborted', () => {
    const signal = {
      throwIfAborted: () => {
        throw new Error('stop');
      },
    };
    expect(() => fitLogisticRegression({ rows, targets, classCount: 2, c: 1, signal })).toThrow('stop');
  });
});
