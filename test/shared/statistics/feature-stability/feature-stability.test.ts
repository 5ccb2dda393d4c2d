import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { intraclass } from '#shared/statistics/agreement/intraclass.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { type FeatureMoments, featureIcc } from '#shared/statistics/feature-stability/feature-icc.ts';
import { featureStability } from '#shared/statistics/feature-stability/feature-stability.ts';
import { context } from '../agreement/layouts.ts';

/** lesions x draws x features, and their moments in single precision. */
function simulated(lesions: number, draws: number, between: readonly number[]) {
  const random = createRandom(8);
  const values = Array.from({ length: lesions }, () => {
    const centres = between.map((spread) => spread * randomNormal(random));
    return Array.from({ length: draws }, () => centres.map((centre) => centre + 3 + randomNormal(random)));
  });
  const perFeature = (compute: (list: number[]) => number) =>
    values.map((ofLesion) =>
      Float32Array.from(between, (_, feature) => compute(ofLesion.map((draw) => draw[feature]!))),
    );
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const variance = (list: number[]) =>
    list.reduce((sum, value) => sum + (value - mean(list)) ** 2, 0) / (list.length - 1);
  const moments: FeatureMoments = {
    draws,
    lesions,
    dimension: between.length,
    means: perFeature(mean),
    variances: perFeature(variance),
  };
  return { values, moments };
}

describe('featureIcc', () => {
  it('is the one-way ICC(1) of the values themselves', () => {
    const { values, moments } = simulated(12, 5, [0, 0.5, 1, 4]);
    const found = featureIcc(moments);
    for (let feature = 0; feature < 4; feature++) {
      const ratings = Float64Array.from(values.flatMap((ofLesion) => ofLesion.map((draw) => draw[feature]!)));
      const { icc } = intraclass({ cases: 12, raters: 5, values: ratings }, '1');
      expect(found[feature]).toBeCloseTo((icc as { estimate: number }).estimate, 5);
    }
    expect(found[3]).toBeGreaterThan(found[0]!);
  });

  it('has none for a constant, for one lesion or one draw', () => {
    const constant = [Float32Array.of(0, 0.1), Float32Array.of(0, 0.1)];
    const still = [Float32Array.of(0, 1e-17), Float32Array.of(0, 0)];
    expect([...featureIcc({ draws: 3, lesions: 2, dimension: 2, means: constant, variances: still })]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
    expect([...featureIcc({ draws: 3, lesions: 1, dimension: 2, means: constant.slice(1), variances: still })]).toEqual(
      [Number.NaN, Number.NaN],
    );
    expect([...featureIcc({ draws: 1, lesions: 2, dimension: 2, means: constant, variances: still })]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('the stability of the features', () => {
  const withIcc = (icc: number[]) => ({
    ...tableFromRecords([{ lesion: 'a' }]),
    attachments: { featureStability: { draws: 50, lesions: 20, icc: Float64Array.from(icc) } },
  });

  it('counts features above each limit, those that vary', () => {
    const figure = featureStability.compute(withIcc([0.2, 0.5, 0.6, 0.75, 0.8, 0.95, 0.99, Number.NaN]), {}, context);
    const quantity = (id: string) => figure.values.find((value) => value.id === id)?.quantity;
    expect(quantity('median')).toEqual({ estimate: 0.75 });
    expect(quantity('above-0.5')).toEqual({ estimate: expect.closeTo((100 * 5) / 7, 10), unit: '%' });
    expect(quantity('above-0.75')).toEqual({ estimate: expect.closeTo((100 * 3) / 7, 10), unit: '%' });
    expect(quantity('above-0.9')).toEqual({ estimate: expect.closeTo((100 * 2) / 7, 10), unit: '%' });
    expect(quantity('constant')).toEqual({ estimate: 1 });
    expect(figure.tables[0]!.rows.map(([, , count]) => count)).toEqual([2, 1, 2, 2]);
    const [bins] = figure.panels[0]!.series;
    expect(bins?.mark === 'bins' && bins.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(7);
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('says what is missing: perturbed seeds, or features that vary', () => {
    expect(() => featureStability.compute(tableFromRecords([{ a: 1 }]), {}, context)).toThrow('Perturb the seeds');
    const constant = featureStability.compute(withIcc([Number.NaN, Number.NaN]), {}, context);
    expect(constant.panels).toEqual([]);
    expect(constant.values[0]!.quantity).toHaveProperty('unavailable');
    expect(constant.warnings.join(' ')).toContain('2 of 2 features are constant');
  });
});
