import { describe, expect, it } from 'vitest';
import { normalUpper } from '#shared/numerics/distributions.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { performance } from '#shared/statistics/performance/performance.ts';
import { quantitiesOf } from '#shared/statistics/resampling/quantities.ts';
import { context, quantityOf } from '../classification-tables.ts';

const result = {
  estimates: Float64Array.of(2, Number.NaN),
  replicates: [Float64Array.of(1, 2, 4), new Float64Array(0)],
  jackknife: [Float64Array.of(1, 2, 3), new Float64Array(0)],
  redrawn: 0,
};
const estimands = ['the first', 'the second'].map((name) => ({
  name,
  range: [-Infinity, Infinity] as const,
  undefinedReason: 'nothing to compute',
}));
const options = { method: 'percentile', level: 0.5, resamples: 3 } as const;

describe('quantities of a bootstrap', () => {
  it('take the estimate of the sample, or the mean of the resamples where that is the convention', () => {
    const { quantities } = quantitiesOf(result, estimands, options);
    expect(quantities[0]).toEqual({ estimate: 2, low: 1.5, high: 3, level: 0.5 });
    const { quantities: means } = quantitiesOf(result, estimands, { ...options, centre: 'mean' });
    expect(means[0]).toEqual({ estimate: expect.closeTo(7 / 3, 12), low: 1.5, high: 3, level: 0.5 });
  });

  it('are unavailable with their reason where the sample does not define them', () => {
    expect(quantitiesOf(result, estimands, options).quantities[1]).toEqual({ unavailable: 'nothing to compute' });
  });

  it('tell when resamples are missing', () => {
    const { warnings } = quantitiesOf(result, estimands, { ...options, resamples: 12 });
    expect(warnings).toEqual([
      'The first could not be computed in 9 of 12 resamples; its interval is that of the others.',
    ]);
  });

  it('cover the true value in about 95 of 100 samples: balanced accuracy, sensitivity, average precision, Brier score', () => {
    const truth = trueValues();
    const runs = 200;
    const samples = Array.from({ length: runs }, (_, run) => sample(100 + run));
    for (const [id, expected] of Object.entries(truth)) {
      let covered = 0;
      for (const found of samples) {
        const quantity = quantityOf(found, id);
        if (quantity && 'low' in quantity && quantity.low! <= expected && expected <= quantity.high!) covered++;
      }
      expect([id, covered / runs > 0.89 && covered / runs < 0.99]).toEqual([id, true]);
    }
  });
});

/** 80 lesions whose scores are normal, one standard deviation apart between the classes, and well calibrated. */
function sample(seed: number) {
  const random = createRandom(seed);
  const records = Array.from({ length: 80 }, (_, i) => {
    const score = randomNormal(random) + (i % 2) - 0.5;
    return { target: i % 2, p: 1 / (1 + Math.exp(-score)) };
  });
  const params = { target: 'target', positive: '1', score: 'p', resamples: 499, seed, showConventions: false };
  return performance.compute(tableFromRecords(records), params, context);
}

/** The same by summation over the scores. */
function trueValues(): Record<string, number> {
  const step = 1e-3;
  const density = (x: number): number => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
  let averagePrecision = 0;
  let brier = 0;
  for (let score = -9; score < 9; score += step) {
    const [positive, negative] = [density(score - 0.5), density(score + 0.5)];
    const [positivesAbove, negativesAbove] = [normalUpper(score - 0.5), normalUpper(score + 0.5)];
    const p = 1 / (1 + Math.exp(-score));
    averagePrecision += (step * positive * positivesAbove) / (positivesAbove + negativesAbove);
    brier += (step * (positive * (1 - p) ** 2 + negative * p ** 2)) / 2;
  }
  const right = normalUpper(-0.5);
  return { 'balanced-accuracy': right, sensitivity: right, 'average-precision': averagePrecision, brier };
}
