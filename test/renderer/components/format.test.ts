import { describe, expect, it } from 'vitest';
import {
  baseName,
  countOf,
  formatBytes,
  formatCompact,
  formatDuration,
  formatNumber,
  formatQuantity,
} from '#renderer/components/format.ts';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [42, '42'],
    [100_000, '100,000'],
    [0.71, '0.710'],
    [0.0305, '0.0305'],
    [12.34, '12.3'],
    [-0.5, '\u22120.500'],
    [-42, '\u221242'],
    [1234.5, '1,235'],
    [5.4122636e-7, '5.41e\u22127'],
    [2e9, '2.00e+9'],
  ])('writes %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));
});

describe('formatQuantity', () => {
  it('puts the interval in parentheses and the unit last', () => {
    expect(formatQuantity({ estimate: 2.8, low: 1.17, high: 3.78, unit: 'years' })).toBe('2.80 (1.17\u20133.78) years');
  });
  it('says which end of an interval was not reached', () => {
    expect(formatQuantity({ estimate: 1.33, low: 0.422 })).toBe('1.33 (0.422\u2013not reached)');
  });
  it('gives the reason where there is no estimate', () => {
    expect(formatQuantity({ unavailable: 'no events' })).toBe('no events');
  });
});

it('counts with the right noun', () => {
  expect([countOf(1, 'lesion'), countOf(12_000, 'lesion'), countOf(0, 'series', 'series')]).toEqual([
    '1 lesion',
    '12,000 lesions',
    '0 series',
  ]);
});

it('shortens large numbers and sizes', () => {
  expect([formatCompact(184_477_824), formatCompact(999), formatBytes(738_000_000), formatBytes(12)]).toEqual([
    '184.5 M',
    '999',
    '738.0 MB',
    '12 B',
  ]);
});

it('writes durations in two units at most', () => {
  expect([0.4, 59.6, 200, 7500].map(formatDuration)).toEqual(['0 s', '1 min 00 s', '3 min 20 s', '2 h 05 min']);
});

it('takes the last part of a path of either kind', () => {
  expect([baseName('/a/b/c.csv'), baseName('C:\\scans\\p1\\'), baseName('plain')]).toEqual(['c.csv', 'p1', 'plain']);
});
