import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { blandAltman } from '#shared/statistics/bland-altman/bland-altman.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import reference from '#test/reference/stability/pairs.json' with { type: 'json' };
import { columnsTable, context, scanRows } from '../agreement/layouts.ts';

const compute = (table: DataTable, params: object) => blandAltman.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((one) => one.id === id)?.quantity;
const columns = { first: 'test', second: 'retest' };

describe('the Bland-Altman plot', () => {
  it('gives the limits of the reference, and counts the pairs outside', () => {
    for (const pairs of reference) {
      const table = tableFromRecords(pairs.first.map((test, i) => ({ test, retest: pairs.second[i]! })));
      const figure = compute(table, columns);
      for (const [id, expected] of [
        ['bias', pairs.bias],
        ['lower', pairs.lower],
        ['upper', pairs.upper],
      ] as const) {
        const [estimate, low, high] = expected.map((value) => expect.closeTo(value, 9) as unknown);
        expect(quantity(figure, id)).toEqual({ estimate, low, high, level: 0.95 });
      }
      const outside = pairs.first.filter((first, i) => {
        const difference = pairs.second[i]! - first;
        return difference < pairs.lower[0]! || difference > pairs.upper[0]!;
      }).length;
      expect(quantity(figure, 'outside')).toEqual({ estimate: outside });
      expect(quantity(figure, 'trend-p')).toEqual({ estimate: expect.closeTo(pairs.trend[1]!, 9) });
    }
  });

  it('shows ratios on a logarithmic axis, the same whichever unit was measured in', () => {
    const figure = compute(columnsTable(), { ...columns, scale: 'log' });
    const scaled = tableFromRecords(
      [...columnsTable().columns.get('test')!.values].map((test, i) => ({
        test: 1000 * Number(test),
        retest: 1000 * Number(columnsTable().columns.get('retest')!.values[i]),
      })),
    );
    const other = compute(scaled, { ...columns, scale: 'log' });
    expect((quantity(figure, 'upper') as { estimate: number }).estimate).toBeCloseTo(
      (quantity(other, 'upper') as { estimate: number }).estimate,
      10,
    );
    expect(figure.panels[0]!.y).toMatchObject({ label: 'Second / first', scale: 'log' });
    expect(figure.panels[0]!.guides[0]).toMatchObject({ from: { y: 1 } });
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('gives per cents with their unit', () => {
    const figure = compute(scanRows(), { value: 'probability of yes', scale: 'percent' });
    expect(quantity(figure, 'bias')).toMatchObject({ unit: '%' });
    expect(figure.panels[0]!.series[0]).toMatchObject({ mark: 'points' });
  });

  it('warns of a difference that grows with the size', () => {
    const table = tableFromRecords(
      Array.from({ length: 40 }, (_, i) => ({ test: i + 1, retest: (i + 1) * 1.2 + (i % 3) / 10 })),
    );
    expect(compute(table, columns).warnings.join(' ')).toContain('depends on the size');
    expect(compute(table, { ...columns, scale: 'percent' }).warnings.join(' ')).not.toContain('Try percent');
  });

  it.each([
    [
      'ratios of values that are not above 0',
      tableFromRecords([
        { test: 0, retest: 1 },
        { test: 1, retest: 1 },
        { test: 2, retest: 1 },
      ]),
      { ...columns, scale: 'log' },
      'above 0',
    ],
    [
      'two pairs',
      tableFromRecords([
        { test: 0, retest: 1 },
        { test: 1, retest: 1 },
      ]),
      columns,
      'at least three pairs',
    ],
    ['text', tableFromRecords([{ test: 'a', retest: 1 }]), columns, 'holds text'],
    [
      'nothing complete',
      tableFromRecords([
        { test: 1, retest: null },
        { test: null, retest: 2 },
      ]),
      columns,
      'No row has a value',
    ],
  ])('refuses %s', (_, table, params, message) => expect(() => compute(table, params)).toThrow(message));

  it('draws a thin selection of very many pairs and says so', () => {
    const values = Float64Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 1000);
    const many = new Map([
      ['test', { type: 'number' as const, values }],
      ['retest', { type: 'number' as const, values: values.map((x, i) => x + (i % 11)) }],
    ]);
    const figure = compute({ rowCount: values.length, subjects: null, patients: null, columns: many }, columns);
    const [points] = figure.panels[0]!.series;
    expect(points?.mark === 'points' && points.points.length).toBeLessThanOrEqual(4000);
    expect(figure.caption).toContain('every 25th point');
    expect(quantity(figure, 'pairs')).toEqual({ estimate: 100_000 });
  });
});
