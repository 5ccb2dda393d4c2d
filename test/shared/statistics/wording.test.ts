import { describe, expect, it } from 'vitest';
import { counted, pValue, quantityText, significant } from '#shared/statistics/wording.ts';

describe('wording', () => {
  it('writes p values with two significant digits and never as 0', () => {
    expect([0.5, 0.0994, 0.032066, 0.0005412, 5.4e-7, 0].map(pValue)).toEqual([
      'p = 0.50',
      'p = 0.099',
      'p = 0.032',
      'p = 0.00054',
      'p = 5.4e-7',
      'p < 1e-300',
    ]);
  });

  it('writes quantities with their interval, open ends and reasons', () => {
    const format = (value: number): string => value.toFixed(1);
    expect(quantityText({ estimate: 3, low: 2, high: 4, level: 0.95 }, format)).toBe('3.0 (2.0–4.0)');
    expect(quantityText({ estimate: 3, low: 2 }, format)).toBe('3.0 (2.0–not reached)');
    expect(quantityText({ estimate: 3 }, format)).toBe('3.0');
    expect(quantityText({ unavailable: 'not reached' }, format)).toBe('not reached');
  });

  it('counts in singular and plural and uses a true minus', () => {
    expect([counted(1, 'patient'), counted(0, 'patient'), significant(-1.23456)]).toEqual([
      '1 patient',
      '0 patients',
      '−1.23',
    ]);
  });
});
