import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { featureTestRetest } from '#shared/statistics/feature-test-retest/feature-test-retest.ts';
import { context } from '../agreement/layouts.ts';

const compute = (table: DataTable, params: object = {}) => featureTestRetest.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((one) => one.id === id)?.quantity;

/** Rows of features by patient and scan. */
function scans(rows: readonly { patient: string; scan: number; features: readonly number[] }[]): DataTable {
  const dimension = rows[0]!.features.length;
  const values = Float32Array.from(rows.flatMap(({ features }) => features));
  return {
    ...tableFromRecords(rows.map(({ patient, scan }) => ({ patient, scan }))),
    attachments: { features: { dimension, values } },
  };
}

describe('test-retest of features', () => {
  it('gives the golden numbers of R² and Spearman for one feature, flattened or not', () => {
    const [u, v] = [
      [1, 2, 3, 4],
      [1.1, 2.5, 2.9, 4.8],
    ];
    const table = scans(
      u.flatMap((first, i) => [
        { patient: `P${i}`, scan: 1, features: [first] },
        { patient: `P${i}`, scan: 2, features: [v[i]!] },
      ]),
    );
    const figure = compute(table);
    expect(quantity(figure, 'flat-r-squared')).toEqual({ estimate: expect.closeTo(0.946333, 6) });
    expect(quantity(figure, 'r-squared-median')).toEqual({ estimate: expect.closeTo(0.946333, 6) });
    expect(quantity(figure, 'flat-determination-of-first')).toEqual({ estimate: expect.closeTo(0.818, 6) });
    expect(quantity(figure, 'flat-determination-of-second')).toEqual({ estimate: expect.closeTo(0.869767, 6) });
    const [x, y] = [
      [1, 2, 2, 3, 5, 5, 7],
      [2, 1, 3, 3, 6, 4, 7],
    ];
    const ranked = compute(
      scans(
        x.flatMap((first, i) => [
          { patient: `P${i}`, scan: 1, features: [first] },
          { patient: `P${i}`, scan: 2, features: [y[i]!] },
        ]),
      ),
    );
    expect(quantity(ranked, 'spearman-median')).toEqual({ estimate: expect.closeTo(0.9082951062, 9) });
    expect(quantity(ranked, 'flat-spearman')).toEqual({ estimate: expect.closeTo(0.9082951062, 9) });
    expect(ranked.values.map(({ id }) => id).filter((id) => id.endsWith('-p'))).toEqual([]);
  });

  it('tells features apart: flattened agreement is high although a feature agrees with nothing', () => {
    const random = createRandom(2);
    const table = scans(
      Array.from({ length: 30 }, (_, i) => i).flatMap((i) => {
        const own = randomNormal(random);
        return [1, 2].map((scan) => ({ patient: `P${i}`, scan, features: [100 + randomNormal(random), own, 7] }));
      }),
    );
    const figure = compute(table);
    expect((quantity(figure, 'flat-r-squared') as { estimate: number }).estimate).toBeGreaterThan(0.99);
    expect(quantity(figure, 'constant')).toEqual({ estimate: 1 });
    expect(quantity(figure, 'icc-above-0.9')).toEqual({ estimate: 50, unit: '%' });
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.panels[0]!.series[0]).toMatchObject({ mark: 'raster', columns: 72 });
  });

  it('leaves out cases without features on both scans, and says so', () => {
    const table = scans([
      { patient: 'a', scan: 1, features: [1, 2] },
      { patient: 'a', scan: 2, features: [1, 2] },
      { patient: 'b', scan: 1, features: [3, 5] },
      { patient: 'b', scan: 2, features: [Number.NaN, Number.NaN] },
      { patient: 'c', scan: 1, features: [3, 5] },
    ]);
    const figure = compute(table);
    expect(quantity(figure, 'pairs')).toEqual({ estimate: 1 });
    expect(figure.warnings.join(' ')).toContain('not measured on every occasion');
    expect(quantity(figure, 'icc-median')).toHaveProperty('unavailable');
  });

  it('says where features come from, and that two scans are needed', () => {
    expect(() => compute(tableFromRecords([{ patient: 'a', scan: 1 }]))).toThrow('extract features first');
    expect(() => compute(scans([{ patient: 'a', scan: 1, features: [1] }]))).toThrow('at least two occasions');
  });

  it('takes 4,096 features of 60 patients in a few seconds', () => {
    const random = createRandom(6);
    const table = scans(
      Array.from({ length: 120 }, (_, row) => ({
        patient: `P${row >> 1}`,
        scan: 1 + (row & 1),
        features: Array.from({ length: 4096 }, () => random()),
      })),
    );
    const start = performance.now();
    expect(quantity(compute(table), 'pairs')).toEqual({ estimate: 60 });
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
