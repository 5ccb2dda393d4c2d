import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedPs, benjaminiHochberg, holm } from '#shared/statistics/multiplicity/adjust.ts';
import reference from '#test/reference/comparison/comparison.json' with { type: 'json' };

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

describe('adjusted p values', () => {
  it('have the golden values of Benjamini-Hochberg', () => {
    expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.005, 0.2])).toEqual(close([0.025, 0.05, 0.05, 0.025, 0.2]));
  });

  it('equal statsmodels, in the order given, with ties', () => {
    for (const { p, holm: expectedHolm, benjaminiHochberg: expected } of reference.adjusted) {
      expect(holm(p)).toEqual(close(expectedHolm));
      expect(benjaminiHochberg(p)).toEqual(close(expected));
    }
  });

  it('are at least the p value, at most 1, and keep its order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (ps) => {
        for (const adjust of [holm, benjaminiHochberg]) {
          const adjusted = adjust(ps);
          adjusted.forEach((value, i) => {
            expect(value).toBeGreaterThanOrEqual(ps[i]! * (1 - 1e-12));
            expect(value).toBeLessThanOrEqual(1);
            ps.forEach((other, j) => {
              if (other < ps[i]!) expect(adjusted[j]).toBeLessThanOrEqual(value);
            });
          });
        }
      }),
    );
  });

  it('are the p values themselves without adjustment, and for one test', () => {
    const ps = Object.freeze([0.3, 0.01]);
    expect(adjustedPs(ps, 'none')).toEqual([0.3, 0.01]);
    expect(adjustedPs([0.04], 'holm')).toEqual([0.04]);
    expect(adjustedPs([], 'benjamini-hochberg')).toEqual([]);
  });
});
