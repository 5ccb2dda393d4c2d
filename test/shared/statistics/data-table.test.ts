import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import {
  cellText,
  columnFromCells,
  distinctTexts,
  matchesText,
  numberColumn,
  rowsWhere,
  tableFromRecords,
  textColumn,
} from '#shared/statistics/data-table.ts';

const table = tableFromRecords([
  { age: 61, sex: 'f', dead: true },
  { age: null, sex: ' m ', dead: false },
  { sex: null, dead: true },
]);

describe('a data table', () => {
  it('takes numbers and booleans as numeric columns, the rest as text, and marks what is missing', () => {
    expect(numberColumn(table, 'age')).toEqual(Float64Array.of(61, Number.NaN, Number.NaN));
    expect(numberColumn(table, 'dead')).toEqual(Float64Array.of(1, 0, 1));
    expect(textColumn(table, 'sex')).toEqual(['f', 'm', null]);
    expect(textColumn(table, 'age')).toEqual(['61', null, null]);
    expect(columnFromCells([1, 'x', null])).toEqual({ type: 'text', values: ['1', 'x', null] });
    expect(columnFromCells([null, null]).type).toBe('text');
  });

  it('refuses an absent column, a text column as numbers and an empty choice, naming the column', () => {
    expect(() => numberColumn(table, 'grade')).toThrow(/no column "grade"/);
    expect(() => numberColumn(table, 'sex')).toThrow(/"sex" holds text/);
    expect(() => textColumn(table, '')).toThrow(AppError);
  });

  it('matches what a user types: numbers by value, truth words, text after trimming', () => {
    expect([
      matchesText('1', '1.0'),
      matchesText('1', 'true'),
      matchesText('True', '1'),
      matchesText('dead', ' dead '),
    ]).toEqual([true, true, true, true]);
    expect([matchesText(null, ''), matchesText('Dead', 'dead'), matchesText('0', ''), matchesText('1', '10')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([cellText(Number.NaN), cellText('  '), cellText(false), cellText(2.5)]).toEqual([
      null,
      null,
      'false',
      '2.5',
    ]);
  });

  it('lists distinct values with numbers in numeric order', () => {
    expect(distinctTexts(['10', '9', null, 'b', 'a', '9'])).toEqual(['9', '10', 'a', 'b']);
  });

  it('chooses rows by a value', () => {
    expect(rowsWhere(table, '', 'x')).toEqual([0, 1, 2]);
    expect(rowsWhere(table, 'dead', '1')).toEqual([0, 2]);
    expect(rowsWhere(table, 'sex', 'm')).toEqual([1]);
  });
});
