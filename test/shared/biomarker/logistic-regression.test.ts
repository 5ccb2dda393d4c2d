import { describe, expect, it } from 'vitest';
import {
  decisionScores,
  fitLogisticRegression,
  probabilitiesOf,
  vectorCount,
} from '#shared/biomarker/logistic-regression.ts';
import { rowSpace } from '#shared/biomarker/row-space.ts';
import { fitScaler, standardise } from '#shared/biomarker/standard-scaler.ts';
import weighted from '#test/reference/logistic-regression/weighted.json' with { type: 'json' };
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

describe('weighted logistic regression', () => {
  it.each(weighted)('equals scikit-learn with sample_weight, $classes classes', (reference) => {
    const { classes, features, weights, fits } = reference;
    const columns = features[0]!.length;
    const rows = { rows: features.length, columns, values: Float64Array.from(features.flat()) };
    for (const { c, coefficients, intercepts } of fits) {
      const fit = fitLogisticRegression({
        rows,
        targets: Int32Array.from(reference.targets),
        classCount: classes,
        c,
        weights: Float64Array.from(weights),
      });
      coefficients.flat().forEach((value, i) => expect(fit.coefficients[i]).toBeCloseTo(value, 5));
      intercepts.forEach((value, i) => expect(fit.intercepts[i]).toBeCloseTo(value, 5));
    }
  });

  it('takes a row of weight 2 as two rows, and one of weight 0 as none', () => {
    const values = [-2, -1, 0.5, 0, 1, 2];
    const targets = [0, 0, 1, 0, 1, 1];
    const counts = [1, 2, 0, 3, 1, 1];
    const repeated = values.flatMap((_, i) => Array.from({ length: counts[i]! }, () => i));
    const fitRows = (rows: number[], weights?: Float64Array) =>
      fitLogisticRegression({
        rows: { rows: rows.length, columns: 1, values: Float64Array.from(rows, (i) => values[i]!) },
        targets: Int32Array.from(rows, (i) => targets[i]!),
        classCount: 2,
        c: 0.7,
        ...(weights ? { weights } : {}),
      });
    const one = fitRows([0, 1, 2, 3, 4, 5], Float64Array.from(counts));
    const other = fitRows(repeated);
    expect(one.coefficients[0]).toBeCloseTo(other.coefficients[0]!, 6);
    expect(one.intercepts[0]).toBeCloseTo(other.intercepts[0]!, 6);
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
