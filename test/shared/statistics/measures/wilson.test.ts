import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '#shared/statistics/measures/wilson.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };

describe("Wilson's interval of a share", () => {
  it('equals statsmodels, also at shares of 0 and 1', () => {
    for (const [count, total, low, high] of reference.twoClasses.calibration.wilson as number[][]) {
      expect(wilsonInterval(count!, total!, 0.95)).toEqual({
        low: expect.closeTo(low!, 10),
        high: expect.closeTo(high!, 10),
      });
    }
  });

  it('covers the true share of 30 rows with the nominal probability, on average over shares', () => {
    const total = 30;
    const shares = Array.from({ length: 91 }, (_, i) => 0.05 + i / 100);
    const coverage = shares.map((share) => {
      let chance = (1 - share) ** total;
      let covered = 0;
      for (let count = 0; count <= total; count++) {
        const { low, high } = wilsonInterval(count, total, 0.95);
        if (low <= share && share <= high) covered += chance;
        chance *= ((total - count) / (count + 1)) * (share / (1 - share));
      }
      return covered;
    });
    const mean = coverage.reduce((sum, value) => sum + value, 0) / coverage.length;
    expect(Math.abs(mean - 0.95)).toBeLessThan(0.01);
    expect(Math.min(...coverage)).toBeGreaterThan(0.9);
  });
});
