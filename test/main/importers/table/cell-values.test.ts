import { describe, expect, it } from 'vitest';
import { ColumnSniffer, isMissing, parseCell, parseNumber } from '#main/importers/table/cell-values.ts';

const sniffed = (values: readonly string[], decimalComma = false): ColumnSniffer => {
  const sniffer = new ColumnSniffer(decimalComma);
  for (const value of values) sniffer.add(value);
  return sniffer;
};

describe('cells of a table', () => {
  it('knows the usual ways to leave a value out', () => {
    for (const text of ['', '  ', 'NA', 'n/a', 'NaN', 'null', '.', '-', '?', 'Not available'])
      expect(isMissing(text)).toBe(true);
    for (const text of ['0', 'unknown', 'no', '-1', 'Nan Madol']) expect(isMissing(text)).toBe(false);
  });

  it('reads numbers as they are written and nothing else as a number', () => {
    expect(['1', '-2.5', '.5', '+3', '1e-3', ' 7 ', '12.'].map((text) => parseNumber(text, false))).toEqual([
      1, -2.5, 0.5, 3, 0.001, 7, 12,
    ]);
    for (const text of ['0x1F', 'Infinity', '1,5', '1 2', '=1+1', '1e999', '12 mm', '--3', ''])
      expect(parseNumber(text, false)).toBeNull();
    expect(parseNumber('3,5', true)).toBe(3.5);
    expect(parseNumber('1,234,5', true)).toBeNull();
  });

  it('gives a cell the type of its column, or says that it does not fit', () => {
    expect(parseCell('NA', 'number', false)).toBeNull();
    expect(parseCell('abc', 'number', false)).toBeUndefined();
    expect(parseCell('Yes', 'boolean', false)).toBe(true);
    expect(parseCell('maybe', 'boolean', false)).toBeUndefined();
    expect(parseCell(' IIIb ', 'text', false)).toBe('IIIb');
  });

  it('tells the type of a column from its values', () => {
    expect(sniffed(['1', '2.5', 'NA', '']).type).toBe('number');
    expect(sniffed(['yes', 'No', 'n/a']).type).toBe('boolean');
    expect(sniffed(['0', '1', '1']).type).toBe('number');
    expect(sniffed(['I', 'II', '3']).type).toBe('text');
    expect(sniffed(['', 'NA']).type).toBe('text');
  });

  it('keeps codes with leading zeros as text', () => {
    expect(sniffed(['001', '002', '117']).type).toBe('text');
    expect(sniffed(['0', '0.5', '10']).type).toBe('number');
  });

  it('keeps a measured column numeric in spite of one remark, and counts the remark', () => {
    const values = [...Array.from({ length: 40 }, (_, n) => String(n)), 'see note'];
    const sniffer = sniffed(values);
    expect([sniffer.type, sniffer.misfits, sniffer.missing, sniffer.largest]).toEqual(['number', 1, 0, 39]);
    expect(sniffed(['1', '2', 'three']).type).toBe('text');
  });

  it('keeps five samples at most, shortened', () => {
    const sniffer = sniffed(['a', 'a', 'b', 'c'.repeat(200), 'd', 'e', 'f']);
    expect(sniffer.samples).toEqual(['a', 'b', `${'c'.repeat(79)}…`, 'd', 'e']);
  });
});
