import { describe, expect, it } from 'vitest';
import { gammaLower, gammaUpper, logGamma } from '#shared/numerics/gamma.ts';
import reference from '#test/reference/statistics/distributions.json' with { type: 'json' };

describe('the gamma functions', () => {
  it.each(reference.logGamma)('log gamma of %f equals scipy', (x, expected) => {
    expect(Math.abs(logGamma(x!) - expected!)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected!)));
  });

  it('have tails that add to one on both sides of the switch of method', () => {
    for (const a of [0.5, 1, 4, 20]) {
      for (const x of [0.01, a, a + 0.99, a + 1.01, 3 * a])
        expect(gammaUpper(a, x) + gammaLower(a, x)).toBeCloseTo(1, 13);
    }
    expect([gammaUpper(2, 0), gammaUpper(2, Infinity), gammaLower(2, 0), gammaLower(2, Infinity)]).toEqual([
      1, 0, 0, 1,
    ]);
  });
});
