import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { icc } from '#shared/statistics/icc/icc.ts';
import { columnsTable, context, scanRows } from '../agreement/layouts.ts';

const compute = (table: DataTable, params: object) => icc.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((one) => one.id === id)?.quantity;
const value = 'probability of yes';

describe('the statistic of the intraclass correlation', () => {
  it('gives the same from columns and from rows, the chosen form first, irr’s and the reference code’s beside it', () => {
    const fromColumns = compute(columnsTable(), { measurements: ['test', 'retest'] });
    const fromRows = compute(scanRows(), { value });
    expect(fromRows.values).toEqual(fromColumns.values);
    expect(fromRows.values[0]).toMatchObject({ id: 'icc-A-1', quantity: { estimate: expect.closeTo(0.989702, 6) } });
    expect(quantity(fromRows, 'icc-1')).toMatchObject({ estimate: expect.closeTo(0.989695, 6) });
    expect(quantity(fromRows, 'icc-C-1')).toMatchObject({ estimate: expect.closeTo(0.990991, 6) });
    expect(fromRows.tables[0]!.rows.map(([form]) => form)).toEqual([
      'ICC(A,1)',
      'ICC(C,1)',
      'ICC(1)',
      'ICC(A,k)',
      'ICC(C,k)',
      'ICC(1,k)',
    ]);
    expect(figureSchema.parse(fromRows)).toEqual(fromRows);
  });

  it('leaves out whole cases with a missing measurement, counts them, and says so', () => {
    const table = scanRows([
      { patient: 'P20', scan: 1, [value]: 0.5 },
      { patient: 'P21', scan: 1, [value]: 0.5 },
      { patient: 'P21', scan: 2, [value]: null },
    ]);
    const figure = compute(table, { value });
    expect(quantity(figure, 'cases')).toEqual({ estimate: 8 });
    expect(figure.values[0]).toEqual(compute(scanRows(), { value }).values[0]);
    expect(figure.warnings).toEqual(
      expect.arrayContaining([
        '1 case left out: not measured on every occasion.',
        '1 case left out: a value is missing.',
      ]),
    );
  });

  it('pairs several lesions of a patient in their order, and leaves a patient out whose scans have different numbers', () => {
    const lesions = [0.2, 0.8].flatMap((score) =>
      [1, 2].map((scan) => ({ patient: 'P30', scan, [value]: score + scan / 100 })),
    );
    const uneven = [1, 1, 2].map((scan) => ({ patient: 'P31', scan, [value]: 0.4 }));
    const figure = compute(scanRows([...lesions, ...uneven]), { value });
    expect(quantity(figure, 'cases')).toEqual({ estimate: 10 });
    expect(figure.warnings.join(' ')).toContain('1 case left out: different numbers of lesions');
    expect(figure.warnings.join(' ')).toContain('10 cases of 9 patients');
  });

  it('tests against a value', () => {
    const figure = compute(columnsTable(), { measurements: ['test', 'retest'], form: 'C,1', nullValue: 0.9 });
    const f = (221.0062893081761 * (1 - 0.9)) / (1 + 0.9);
    expect(quantity(figure, 'f')).toEqual({ estimate: expect.closeTo(f, 8) });
    expect(figure.caption).toContain('against 0.9');
  });

  it('draws the chosen form on top, and of coefficients far below 0 what the axis from -1 can show', () => {
    const table = tableFromRecords([
      { a: 1, b: 9 },
      { a: 5, b: 4 },
      { a: 9, b: 1 },
      { a: 4, b: 6 },
    ]);
    const figure = compute(table, { measurements: ['a', 'b'], form: 'C,1' });
    const [panel] = figure.panels;
    const points = panel!.series.flatMap((series) => (series.mark === 'intervals' ? series.points : []));
    expect(points[0]).toMatchObject({ y: 0, x: (quantity(figure, 'icc-C-1') as { estimate: number }).estimate });
    for (const { x, low } of points) {
      expect(x).toBeGreaterThanOrEqual(-1);
      expect(low).toBeGreaterThanOrEqual(panel!.x.domain![0]);
    }
    expect((quantity(figure, 'icc-C-k') as { estimate: number }).estimate).toBeLessThan(-100);
    expect(quantity(figure, 'icc-A-k')).toHaveProperty('unavailable');
  });
});

describe('tables that cannot be used', () => {
  it.each([
    ['no column', columnsTable(), {}, 'Choose a column'],
    ['one column', columnsTable(), { measurements: ['test'] }, null],
    ['a column twice', columnsTable(), { measurements: ['test', 'test'] }, 'twice'],
    ['text', tableFromRecords([{ a: 'x', b: 1 }]), { measurements: ['a', 'b'] }, 'holds text'],
    ['one occasion', tableFromRecords([{ patient: 'a', scan: 1, v: 2 }]), { value: 'v' }, 'at least two occasions'],
    [
      'no case on both',
      tableFromRecords([
        { patient: 'a', scan: 1, v: 2 },
        { patient: 'b', scan: 2, v: 2 },
      ]),
      { value: 'v' },
      'on every occasion',
    ],
    ['no rows', tableFromRecords([]), { measurements: ['a', 'b'] }, 'no column'],
  ])('%s', (_, table, params, message) => {
    if (message === null) {
      expect(quantity(compute(table, params), 'icc-A-1')).toHaveProperty('unavailable');
      return;
    }
    expect(() => compute(table, params)).toThrow(message);
  });

  it('says why constant measurements have no coefficient', () => {
    const table = tableFromRecords(Array.from({ length: 5 }, () => ({ a: 1, b: 1 })));
    const figure = compute(table, { measurements: ['a', 'b'] });
    expect(quantity(figure, 'icc-A-1')).toEqual({ unavailable: 'all measurements are equal' });
    expect(quantity(figure, 'p')).toEqual({ unavailable: 'all measurements are equal' });
  });

  it('takes a million rows', () => {
    const values = Float64Array.from({ length: 1_000_000 }, (_, i) => i % 97);
    const columns = new Map([
      ['a', { type: 'number' as const, values }],
      ['b', { type: 'number' as const, values: values.map((x, i) => x + (i % 7)) }],
    ]);
    const figure = compute(
      { rowCount: values.length, subjects: null, patients: null, columns },
      { measurements: ['a', 'b'] },
    );
    expect(quantity(figure, 'cases')).toEqual({ estimate: 1_000_000 });
  });
});

describe('what it suggests', () => {
  it('repeated scans of a run', () => expect(icc.suggest(scanRows())).toMatchObject({ value, occasion: 'scan' }));

  it('columns that share a name', () => {
    const table = tableFromRecords([{ age: 3, reader_1: 1, reader_2: 2, reader_3: 2 }]);
    expect(icc.suggest(table)).toEqual({ measurements: ['reader_1', 'reader_2', 'reader_3'] });
  });
});
