import { describe, expect, it } from 'vitest';
import { type CoxFit, type CoxInput, fitCox } from '#shared/statistics/cox/fit-cox.ts';
import { testProportionality } from '#shared/statistics/cox/proportionality.ts';
import { scoreResiduals } from '#shared/statistics/cox/score-residuals.ts';
import { goldenGroups } from '../kaplan-meier/golden.ts';
import { cases, designOf, matrixOf, type ReferenceFit } from './cases.ts';

function fitted(input: CoxInput): CoxFit {
  const fit = fitCox(input);
  if ('unavailable' in fit) throw new Error(fit.unavailable);
  return fit;
}

/** Agreement to `digits` significant digits. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 7): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const reach = 10 ** -digits * Math.max(Math.abs(expected[i]!), 1e-6);
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(reach);
  }
}

function expectFit(fit: CoxFit, reference: ReferenceFit): void {
  expectClose(fit.coefficients, reference.coefficients);
  expectClose((fit.independentCovariance ?? fit.covariance).values, reference.covariance.flat());
  expectClose([fit.nullLogLikelihood, fit.logLikelihood], reference.logLikelihood, 9);
  if (fit.likelihoodRatio) expectClose(Object.values(fit.likelihoodRatio), reference.likelihoodRatio);
  if (fit.score) expectClose(Object.values(fit.score), reference.score);
  // R rounds Wald's statistic of a summary; that of the fit has all digits.
  if (reference.wald !== undefined) expectClose([fit.wald!.chiSquare], [reference.wald]);
}

const { times, events } = goldenGroups();
const golden = { times, events };
const score = [
  0.31, 0.42, 0.42, 0.1, 0.55, 0.2, 0.35, 0.15, 0.12, 0.05, 0.9, 0.8, 0.7, 0.72, 0.66, 0.6, 0.58, 0.42, 0.5, 0.4,
];
const group = matrixOf(Array.from({ length: 20 }, (_, i) => [i < 10 ? 0 : 1]));

describe('fitCox', () => {
  it('gives the golden values of two groups of ten by Efron, Breslow and the exact method', () => {
    const efron = fitted({ ...golden, design: group });
    expect(efron.coefficients[0]).toBeCloseTo(1.99016, 5);
    expect(Math.sqrt(efron.covariance.values[0]!)).toBeCloseTo(0.63523, 5);
    expect(Math.exp(efron.coefficients[0]!)).toBeCloseTo(7.316701, 5);
    expect(efron.wald!.p).toBeCloseTo(0.00173044, 8);
    expect(efron.likelihoodRatio!.chiSquare).toBeCloseTo(10.76114, 5);
    expect(efron.score!.chiSquare).toBeCloseTo(12.20474, 5);
    expect(efron.logLikelihood).toBeCloseTo(-32.23655, 5);
    const breslow = fitted({ ...golden, design: group, ties: 'breslow' });
    expect(breslow.coefficients[0]).toBeCloseTo(1.920841, 6);
    expect(Math.exp(breslow.coefficients[0]!)).toBeCloseTo(6.826696, 5);
    const exact = fitted({ ...golden, design: group, ties: 'exact' });
    expect(exact.coefficients[0]).toBeCloseTo(2.222314, 6);
    expect(exact.score!.chiSquare).toBeCloseTo(11.96798, 5);
  });

  it('gives the golden test of proportional hazards', () => {
    const input = { ...golden, design: matrixOf(score.map((value) => [value])) };
    const { terms } = testProportionality(input, fitted(input), { ties: 'efron', transform: 'km', terms: [[0]] });
    expect(terms[0]!.chiSquare).toBeCloseTo(0.348, 3);
    expect(terms[0]!.p).toBeCloseTo(0.56, 2);
  });

  describe.each(Object.entries(cases))('on follow-up with %s', (_, reference) => {
    const data = {
      times: Float64Array.from(reference.data.time),
      events: Uint8Array.from(reference.data.event),
      design: designOf(reference),
    };
    const strata = Int32Array.from(reference.data.centre);
    const weights = Float64Array.from(reference.data.weight);
    const clusters = Int32Array.from(reference.data.patient);

    it.each(['efron', 'breslow', 'exact'] as const)('%s: coefficients, covariance and tests are those of R', (ties) => {
      const of = reference.fits[ties];
      expectFit(fitted({ ...data, ties }), of);
      expectFit(fitted({ ...data, ties, strata }), of.stratified!);
      if (ties !== 'exact') expectFit(fitted({ ...data, ties, weights }), of.weighted!);
    });

    it.each(['efron', 'breslow'] as const)('%s: score residuals and the robust variance are those of R', (ties) => {
      const of = reference.fits[ties];
      const fit = fitted({ ...data, ties, clusters });
      expectClose(fit.covariance.values, of.clustered!.robust!.flat(), 6);
      expect([fit.likelihoodRatio, fit.score]).toEqual([null, null]);
      const residuals = scoreResiduals(data, fit.coefficients, ties);
      const reach = Math.max(...of.scoreResiduals!.flat().map(Math.abs)) * 1e-8;
      of.scoreResiduals!.flat().forEach((value, i) => {
        expect(Math.abs(residuals.values[i]! - value)).toBeLessThan(reach);
      });
    });

    it.each(['efron', 'breslow'] as const)('%s: the test of proportional hazards is that of cox.zph', (ties) => {
      const of = reference.fits[ties];
      for (const [part, input] of [
        [of, data],
        [of.stratified!, { ...data, strata }],
      ] as const) {
        const fit = fitted({ ...input, ties });
        for (const transform of ['km', 'rank', 'identity'] as const) {
          const result = testProportionality(input, fit, { ties, transform, terms: [[0], [1], [2], [3], [4]] });
          expectClose(
            [...result.terms, result.global].map((test) => test!.chiSquare),
            part.zph![transform].chiSquare,
            6,
          );
          expectClose(
            [...result.terms, result.global].map((test) => test!.p),
            part.zph![transform].p,
            6,
          );
          if (transform !== 'km' || part !== of) continue;
          expectClose(result.transformed, part.zph!.km.x, 9);
          const sums = (rows: readonly (readonly number[])[]) =>
            rows.map((row, i) => row[0]! * result.transformed[i]!).reduce((a, b) => a + b);
          expect(
            sums(Array.from({ length: result.times.length }, (__, i) => [result.scaledResiduals.values[5 * i]!])),
          ).toBeCloseTo(sums(part.zph!.km.scaled), 6);
        }
      }
    });
  });

  it('leaves out what is constant or follows from the columns before, and says which', () => {
    const rows = score.map((value, i) => [value, 3, 2 * value + 1, i < 10 ? 0 : 1]);
    const fit = fitted({ ...golden, design: matrixOf(rows) });
    expect(fit.columns).toEqual(['estimated', 'constant', 'collinear', 'estimated']);
    const alone = fitted({ ...golden, design: matrixOf(rows.map((row) => [row[0]!, row[3]!])) });
    expect(fit.likelihoodRatio).toEqual(alone.likelihoodRatio);
    expect(fit.coefficients[3]).toBeCloseTo(alone.coefficients[1]!, 10);
    // Varies only among patients who were gone before the first event.
    const early = fitted({
      times: Float64Array.of(1, 2, 3, 4, 5),
      events: Uint8Array.of(0, 0, 1, 1, 1),
      design: matrixOf([[1], [0], [0], [0], [0]]),
    });
    expect(early.columns).toEqual(['constant']);
    expect(early.wald).toBeNull();
  });

  it('finds separation, complete and of one covariate among others, and keeps the rest', () => {
    const separated = Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const died = Uint8Array.from([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    const other = [0.3, -1, 0.2, 1, -0.4, 0.8, -0.5, 0.1, 0.9, -0.2, 0.4, -0.8];
    const input = { times: separated, events: died, design: matrixOf(other.map((value, i) => [i < 6 ? 1 : 0, value])) };
    const fit = fitted(input);
    expect(fit.columns).toEqual(['separated', 'estimated']);
    expect(fit.wald).toBeNull();
    expect(fit.likelihoodRatio!.p).toBeLessThan(0.01);
    // At the supremum the patients of the other group count for nothing.
    const within = fitted({
      times: separated.slice(0, 6),
      events: died.slice(0, 6),
      design: matrixOf(other.slice(0, 6).map((value) => [value])),
    });
    expect(fit.coefficients[1]).toBeCloseTo(within.coefficients[0]!, 5);
    const order = fitted({ ...input, design: matrixOf(Array.from(separated, (time) => [-time])) });
    expect(order.columns).toEqual(['separated']);
  });

  it('gives reasons instead of numbers where there is no fit', () => {
    expect(fitCox({ ...golden, events: new Uint8Array(20), design: group })).toEqual({
      unavailable: 'no patient has the event',
    });
    const tied = { times: new Float64Array(4000).fill(1), events: new Uint8Array(4000).fill(1) };
    tied.events.fill(0, 2000);
    const spread = matrixOf(Array.from({ length: 4000 }, (_, i) => [Math.sin(i), Math.cos(i), i % 7, i % 5]));
    expect(fitCox({ ...tied, design: spread, ties: 'exact' })).toMatchObject({
      unavailable: expect.stringMatching(/too many/),
    });
  });

  it('changes nothing it is given, and does not mind the units of a covariate', () => {
    const design = matrixOf(score.map((value) => [value]));
    const copy = structuredClone({ ...golden, design });
    const fit = fitted({ ...golden, design });
    expect({ ...golden, design }).toEqual(copy);
    const huge = fitted({ ...golden, design: matrixOf(score.map((value) => [1e9 + 1e6 * value])) });
    expect(huge.coefficients[0]! * 1e6).toBeCloseTo(fit.coefficients[0]!, 6);
  });
});
