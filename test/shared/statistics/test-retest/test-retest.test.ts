import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { testRetest } from '#shared/statistics/test-retest/test-retest.ts';
import reference from '#test/reference/stability/pairs.json' with { type: 'json' };
import { columnsTable, context, scanRows } from '../agreement/layouts.ts';

const compute = (table: DataTable, params: object) => testRetest.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((one) => one.id === id)?.quantity;
const value = 'probability of yes';
const close = (x: number): unknown => expect.closeTo(x, 9);

describe('test-retest agreement', () => {
  it('gives every number of the references', () => {
    for (const pairs of reference) {
      const table = tableFromRecords(pairs.first.map((first, i) => ({ first, second: pairs.second[i]! })));
      const figure = compute(table, { first: 'first', second: 'second' });
      expect(quantity(figure, 'r-squared')).toEqual({ estimate: close(pairs.rSquared) });
      expect(quantity(figure, 'determination-of-first')).toEqual({ estimate: close(pairs.r2Score[0]!) });
      expect(quantity(figure, 'determination-of-second')).toEqual({ estimate: close(pairs.r2Score[1]!) });
      expect(quantity(figure, 'spearman')).toEqual({ estimate: close(pairs.spearman[0]!) });
      expect(quantity(figure, 'spearman-p')).toEqual({ estimate: close(pairs.spearman[1]!) });
      const [slope, low, high] = pairs.slope;
      expect(quantity(figure, 'slope')).toEqual({
        estimate: close(slope!),
        low: close(low!),
        high: close(high!),
        level: 0.95,
      });
    }
  });

  it('gives the golden numbers of R² and of Spearman', () => {
    const [u, v] = [
      [1, 2, 3, 4],
      [1.1, 2.5, 2.9, 4.8],
    ];
    const figure = compute(tableFromRecords(u.map((first, i) => ({ first, second: v[i]! }))), {
      first: 'first',
      second: 'second',
    });
    expect(quantity(figure, 'r-squared')).toEqual({ estimate: expect.closeTo(0.946333, 6) });
    expect(quantity(figure, 'determination-of-first')).toEqual({ estimate: expect.closeTo(0.818, 9) });
    expect(quantity(figure, 'determination-of-second')).toEqual({ estimate: expect.closeTo(0.869767, 6) });
  });

  it('draws points with their lesions, identity, the line with its band, and the differences beside', () => {
    const figure = compute(scanRows(), { value });
    expect(figureSchema.parse(figure)).toEqual(figure);
    const [scatter, differences] = figure.panels;
    const points = scatter!.series[0]?.mark === 'points' ? scatter!.series[0].points : [];
    expect(points).toHaveLength(8);
    expect(points[0]).toEqual({ x: 0.12, y: 0.15, subject: 100, name: 'P1' });
    expect(scatter!.x.domain).toEqual(scatter!.y.domain);
    expect(scatter!.guides).toHaveLength(1);
    expect(scatter!.series[1]).toMatchObject({ mark: 'line', band: expect.any(Array) });
    expect(differences!.id).toBe('bland-altman');
    expect(figure.sizeMm.width).toBe(183);
    expect(compute(scanRows(), { value, withBlandAltman: false }).panels).toHaveLength(1);
  });

  it('compares the occasions named, in their order', () => {
    const third = scanRows([
      { patient: 'P1', scan: 3, [value]: 0.5 },
      { patient: 'P2', scan: 3, [value]: 0.6 },
    ]);
    const figure = compute(third, { value, firstOccasion: '3', secondOccasion: '1' });
    expect(quantity(figure, 'pairs')).toEqual({ estimate: 2 });
    expect(figure.panels[0]!.series[0]).toMatchObject({
      points: [
        { x: 0.5, y: 0.12 },
        { x: 0.6, y: 0.43 },
      ],
    });
    expect(compute(third, { value }).panels[0]!.x.label).toContain('scan 1');
    expect(compute(third, { value, secondOccasion: '1' }).panels[0]!.x.label).toContain('scan 2');
  });

  it('says of constant measurements, of two pairs and of negative values what cannot be estimated', () => {
    const constant = compute(tableFromRecords([1, 2, 3, 4].map(() => ({ a: 2, b: 2 }))), { first: 'a', second: 'b' });
    for (const id of ['icc-A-1', 'r-squared', 'determination-of-first', 'spearman', 'spearman-p', 'slope'])
      expect(quantity(constant, id), id).toHaveProperty('unavailable');
    const two = compute(
      tableFromRecords([
        { a: -1, b: -1.5 },
        { a: 3, b: 2 },
      ]),
      { first: 'a', second: 'b' },
    );
    expect(quantity(two, 'spearman-p')).toEqual({ unavailable: 'at least three pairs are needed' });
    expect(quantity(two, 'variation')).toEqual({ unavailable: 'it needs measurements above 0' });
    expect(two.panels).toHaveLength(1);
    const same = compute(tableFromRecords([1, 2, 3].map((x) => ({ a: x, b: x }))), { first: 'a', second: 'b' });
    expect(quantity(same, 'icc-A-1')).toEqual({ estimate: 1 });
    expect(quantity(same, 'standard-error')).toEqual({ estimate: 0, low: 0, high: 0, level: 0.95 });
  });

  it.each([
    [{ first: 'test' }, 'Choose both'],
    [{ first: 'test', second: 'nothing' }, 'no column "nothing"'],
    [{ value: 'test' }, 'no column "scan"'],
  ])('refuses %j', (params, message) => expect(() => compute(columnsTable(), params)).toThrow(message));

  it('refuses an occasion that is not there, and one compared with itself', () => {
    expect(() => compute(scanRows(), { value, secondOccasion: '7' })).toThrow('No row has scan = "7"');
    expect(() => compute(scanRows(), { value, firstOccasion: '1', secondOccasion: '1' })).toThrow(
      'compared with itself',
    );
  });

  it('suggests repeated scans, or columns by their names', () => {
    expect(testRetest.suggest(scanRows())).toEqual({ value, occasion: 'scan', case: 'patient' });
    expect(testRetest.suggest(columnsTable())).toEqual({ first: 'test', second: 'retest' });
  });
});
