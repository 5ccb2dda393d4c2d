import { describe, expect, it } from 'vitest';
import { readCell } from '#renderer/panels/cohorts/detail/read-cell.ts';

describe('readCell', () => {
  it('reads numbers, with a point or a comma', () => {
    expect(readCell(' 12.5 ', 'number')).toEqual({ value: 12.5 });
    expect(readCell('12,5', 'number')).toEqual({ value: 12.5 });
    expect(readCell('\u22123', 'number')).toEqual({ value: -3 });
  });
  it('refuses what is no number, thousands separators among it', () => {
    for (const text of ['twelve', '1,234,5', '12 mm'])
      expect(readCell(text, 'number')).toEqual({ error: 'Not a number' });
  });
  it('takes an empty field as missing', () => {
    expect([readCell('  ', 'number'), readCell('', 'text')]).toEqual([{ value: null }, { value: null }]);
  });
});
