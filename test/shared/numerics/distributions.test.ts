import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chiSquareUpper,
  normalCdf,
  normalQuantile,
  normalTwoSided,
  normalUpper,
} from '#shared/numerics/distributions.ts';
import reference from '#test/reference/statistics/distributions.json' with { type: 'json' };

const relative = (value: number, expected: number): number =>
  expected === 0 ? Math.abs(value) : Math.abs(value / expected - 1);

describe('the distributions against scipy', () => {
  it.each(reference.normalUpper)('normal upper tail at %f', (z, expected) => {
    expect(relative(normalUpper(z!), expected!)).toBeLessThan(1e-12);
  });

  it.each(reference.chiSquareUpper)('chi-square upper tail of %f with %i degrees of freedom', (x, df, expected) => {
    expect(relative(chiSquareUpper(x!, df!), expected!)).toBeLessThan(2e-12);
  });

  it.each(reference.normalQuantile)('normal quantile of %f', (p, expected) => {
    expect(Math.abs(normalQuantile(p!) - expected!)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected!)));
  });

  it('keeps tails that 1 - cdf would lose', () => {
    expect(chiSquareUpper(100, 1)).toBeCloseTo(1.5239706048321e-23, 35);
    expect(chiSquareUpper(100, 1)).toBeGreaterThan(0);
    expect(normalTwoSided(10)).toBeCloseTo(1.5239706048321e-23, 35);
  });

  it('has the quantile as the inverse of the cdf', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(relative(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-11);
      }),
    );
  });

  it('ends at infinity and has no quantile outside 0 to 1', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(-0.1)).toBeNaN();
  });
});
