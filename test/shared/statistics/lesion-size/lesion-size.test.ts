import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { lesionSize } from '#shared/statistics/lesion-size/lesion-size.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const compute = (table: DataTable, params: object) => lesionSize.compute(table, params, context);
const estimate = (figure: ReturnType<typeof compute>, id: string) => {
  const quantity = figure.values.find((value) => value.id === id)?.quantity;
  return quantity && 'estimate' in quantity ? quantity.estimate : Number.NaN;
};
const columns = { first: 'a', second: 'b' };

function simulated(count: number): DataTable {
  const random = createRandom(3);
  return tableFromRecords(
    Array.from({ length: count }, () => ({
      a: Math.exp(3 + 0.5 * randomNormal(random)),
      b: Math.exp(2.7 + 0.5 * randomNormal(random)),
    })),
  );
}

describe('sizes of lesions', () => {
  it('within the patch are counted up to and with its edge', () => {
    const table = tableFromRecords([
      { a: 10, b: 60 },
      { a: 50, b: 50 },
      { a: 50.1, b: 20 },
      { a: 70, b: 80 },
    ]);
    const figure = compute(table, columns);
    expect(['share-first', 'share-second', 'share-both'].map((id) => estimate(figure, id))).toEqual([0.5, 0.5, 0.25]);
    expect(estimate(figure, 'median-first')).toBeCloseTo(50.05, 12);
    expect(estimate(compute(table, { ...columns, limitMm: 64 }), 'share-first')).toBe(0.75);
  });

  it('are a figure of contours and points with a histogram above and at the right, and lines at the limit', () => {
    const figure = compute(simulated(300), columns);
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.panels.map(({ id }) => id)).toEqual(['sizes-x', 'sizes', 'sizes-y']);
    const [above, main, right] = figure.panels;
    expect(main?.series.map(({ mark }) => mark)).toEqual(['contours', 'points']);
    expect(main?.guides.map(({ from }) => from)).toEqual([
      { x: 50, y: 0 },
      { x: 0, y: 50 },
    ]);
    expect(above?.x.domain).toEqual(main?.x.domain);
    expect(right?.y.domain).toEqual(main?.y.domain);
    expect(above?.placeMm?.width).toBe(main?.placeMm?.width);
    expect(right?.placeMm?.height).toBe(main?.placeMm?.height);
  });

  it('beyond the axes are counted in every number and said in the caption', () => {
    const table = simulated(300);
    const figure = compute(table, { ...columns, axisEndMm: 20 });
    expect(estimate(figure, 'lesions')).toBe(300);
    expect(estimate(figure, 'share-first')).toBe(estimate(compute(table, columns), 'share-first'));
    expect(figure.caption).toMatch(/\d+ lesions beyond 20 mm are counted but not shown/);
    const bins = figure.panels[0]?.series[0];
    const within = bins?.mark === 'bins' ? bins.bins.reduce((sum, { count }) => sum + count, 0) : 0;
    expect(within).toBeLessThan(300);
  });

  it('that are missing or 0 are left out and counted; where none is left it says so', () => {
    const table = tableFromRecords([
      { a: 10, b: 10 },
      { a: null, b: 4 },
      { a: 0, b: 4 },
    ]);
    expect(compute(table, columns).warnings).toEqual([
      '1 row left out: a size is missing.',
      '1 row left out: a size is 0 or less.',
    ]);
    expect(() => compute(tableFromRecords([{ a: -1, b: 2 }]), columns)).toThrow('No row has sizes above 0');
    expect(() => compute(tableFromRecords([{ a: 'large', b: 2 }]), columns)).toThrow('holds text');
  });

  it('of a million lesions are drawn as some thousands of points', () => {
    const figure = compute(simulated(1_000_000), columns);
    const points = figure.panels[1]?.series[1];
    expect(points?.mark === 'points' && points.points.length).toBeLessThanOrEqual(4000);
    expect(figure.caption).toContain('Drawn: every');
  }, 30_000);
});

describe.skipIf(!hasSharedData)('the lesions of the study', () => {
  const csv = () =>
    gunzipSync(readFileSync(sharedData('fmcib-annotations', 'deeplesion', 'pretrain.csv.gz'))).toString('utf8');
  const rows = (): Record<string, number>[] =>
    Papa.parse<Record<string, number>>(csv(), { header: true, dynamicTyping: true, skipEmptyLines: true }).data;

  it('of the pre-training fit into 50 mm in 93.19 % along x and 97.31 % along y', () => {
    const table = tableFromRecords(
      rows().map((row) => ({
        lesion_diameters_x: row['lesion_diameters_x'] ?? null,
        lesion_diameters_y: row['lesion_diameters_y'] ?? null,
      })),
    );
    expect(table.rowCount).toBe(11_467);
    const figure = compute(table, lesionSize.suggest(table));
    expect(estimate(figure, 'share-first')).toBeCloseTo(0.9319, 4);
    expect(estimate(figure, 'share-second')).toBeCloseTo(0.9731, 4);
    expect(figure.caption).toContain('hold 93.2% (lesion_diameters_x) and 97.3% (lesion_diameters_y)');
  });
});
