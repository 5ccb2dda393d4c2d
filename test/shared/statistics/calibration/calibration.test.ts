import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { calibration } from '#shared/statistics/calibration/calibration.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };
import { context, goldenTable, quantityOf, simulated, twoClassTable } from '../classification-tables.ts';

const compute = (table: Parameters<typeof calibration.compute>[0], params: object) =>
  calibration.compute(table, { resamples: 199, ...params }, context);
const { calibration: expected, brier, y } = reference.twoClasses;

describe('calibration', () => {
  it('equals statsmodels clustered by patient and scikit-learn', () => {
    const figure = compute(twoClassTable, calibration.suggest(twoClassTable));
    const both = expected.bothClustered;
    const fitted = (at: number) => ({
      estimate: expect.closeTo(both.coefficients[at]!, 8),
      low: expect.closeTo(both.intervals[at]![0]!, 8),
      high: expect.closeTo(both.intervals[at]![1]!, 8),
      level: 0.95,
    });
    expect(quantityOf(figure, 'intercept')).toEqual(fitted(0));
    expect(quantityOf(figure, 'slope')).toEqual(fitted(1));
    expect(quantityOf(figure, 'in-the-large')).toMatchObject({
      estimate: expect.closeTo(expected.largeClustered.coefficients[0]!, 8),
      low: expect.closeTo(expected.largeClustered.intervals[0]![0]!, 8),
    });
    expect(quantityOf(figure, 'brier')).toMatchObject({ estimate: expect.closeTo(brier, 12) });
    const prevalence = y.reduce((sum, value) => sum + value, 0) / y.length;
    expect(quantityOf(figure, 'scaled-brier')).toMatchObject({
      estimate: expect.closeTo(1 - brier / (prevalence * (1 - prevalence)), 12),
    });
    expect(quantityOf(figure, 'ici')).toMatchObject({ estimate: expect.closeTo(expected.spline.index, 8) });
    expect(figure.methods).toContain('sandwich estimator over patients');
  });

  it('draws bins, curve and diagonal above the distribution of the predictions', () => {
    const figure = compute(twoClassTable, calibration.suggest(twoClassTable));
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.panels.map(({ series }) => series.map(({ mark }) => mark))).toEqual([
      ['line', 'intervals'],
      ['bins'],
    ]);
    const [bins] = figure.panels[1]!.series;
    if (bins?.mark !== 'bins') throw new Error('no bins');
    expect(bins.bins.reduce((sum, { count }) => sum + count, 0)).toBe(y.length);
    expect(figure.sizeMm.width).toBe(89);
  });

  it('finds predictions that are twice too extreme: a slope near one half, and none wrong in the large', () => {
    const figure = compute(simulated(3000, 1, 8, 2), { target: 'target', positive: 'dead', score: 'p' });
    expect(quantityOf(figure, 'slope')).toMatchObject({ estimate: expect.closeTo(0.5, 1) });
    const large = quantityOf(figure, 'in-the-large');
    if (!large || !('low' in large)) throw new Error('no interval');
    expect(large.low! < 0 && large.high! > 0).toBe(true);
  });

  it('covers the true slope in about 95 of 100 samples, also where patients have several lesions', () => {
    const runs = 300;
    for (const lesions of [1, 4]) {
      let covered = 0;
      for (let run = 0; run < runs; run++) {
        const table = simulated(200 / lesions, lesions, 1000 + run, 1);
        const params = { target: 'target', positive: 'dead', score: 'p', resamples: 99, smooth: 'none' };
        const slope = quantityOf(compute(table, params), 'slope');
        if (slope && 'low' in slope && slope.low! <= 1 && 1 <= slope.high!) covered++;
      }
      // Wald limits, and the sandwich of 50 patients, are a little too narrow in samples of this size.
      expect(covered / runs).toBeGreaterThan(0.905);
      expect(covered / runs).toBeLessThan(0.985);
    }
  });

  it('says why there is no slope: predictions that separate fully, or are all alike', () => {
    const perfect = tableFromRecords([0.1, 0.2, 0.3, 0.7, 0.8, 0.9].map((p) => ({ target: p > 0.5 ? 1 : 0, p })));
    const params = { target: 'target', positive: '1', score: 'p' };
    expect(quantityOf(compute(perfect, params), 'slope')).toEqual({
      unavailable: 'the predictions separate the classes fully',
    });
    const alike = tableFromRecords([0, 1, 0, 1, 1].map((target) => ({ target, p: 0.4 })));
    const figure = compute(alike, params);
    expect(quantityOf(figure, 'slope')).toEqual({ unavailable: 'the predictions vary too little' });
    expect(figure.warnings).toContain('There is no smooth curve: the predictions vary too little.');
    expect(quantityOf(figure, 'in-the-large')).toHaveProperty('low');
  });

  it('takes predictions of 0 and 1 as nearly so, with their number, and warns of few lesions', () => {
    const table = tableFromRecords([0, 0.2, 0.6, 0.4, 0.7, 1].map((p, i) => ({ target: i % 2, p })));
    const figure = compute(table, { target: 'target', positive: '1', score: 'p' });
    expect(figure.warnings).toContain(
      '2 predictions within 1e-6 of 0 or 1 count as that for slope, intercept and curve.',
    );
    expect(compute(goldenTable, { target: 'target', positive: '1', score: 'p' }).warnings.join()).toContain(
      'a calibration curve is imprecise below 100 of each class',
    );
  });

  it('refuses scores that are no probabilities', () => {
    const table = tableFromRecords([3, 80, 41, 900].map((volume, i) => ({ target: i % 2, volume })));
    expect(() => compute(table, { target: 'target', positive: '1', score: 'volume' })).toThrow(
      /Calibration needs probabilities, but "volume" has values outside 0 to 1/,
    );
  });
});
