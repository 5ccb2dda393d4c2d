import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { mcNemar } from '#shared/statistics/comparison/mcnemar.ts';
import reference from '#test/reference/comparison/comparison.json' with { type: 'json' };

describe("McNemar's test", () => {
  it('equals statsmodels', () => {
    for (const { b, c, exact, midP, chiSquare, chiSquareP } of reference.mcnemar) {
      expect(mcNemar(b, c)).toEqual({
        onlyFirst: b,
        onlySecond: c,
        exact: expect.closeTo(exact, 10),
        midP: expect.closeTo(midP, 10),
        chiSquare: expect.closeTo(chiSquare, 10),
        chiSquareP: expect.closeTo(chiSquareP, 10),
      });
    }
  });

  it('has no result where both models are right on the same rows', () => {
    expect(mcNemar(0, 0)).toBeNull();
  });

  it('holds its level: the exact test always, the mid-p and chi-square tests nearly', () => {
    const random = createRandom(8);
    const rejected = { exact: 0, midP: 0, chiSquareP: 0 };
    const simulations = 4000;
    for (let i = 0; i < simulations; i++) {
      const discordant = 6 + Math.floor(30 * random());
      let first = 0;
      for (let k = 0; k < discordant; k++) if (random() < 0.5) first++;
      const result = mcNemar(first, discordant - first)!;
      for (const test of ['exact', 'midP', 'chiSquareP'] as const) if (result[test] < 0.05) rejected[test]++;
    }
    // Binomial bound of 4000 simulations at 0.05: 0.05 + 3 x 0.0034.
    expect(rejected.exact / simulations).toBeLessThan(0.05);
    expect(rejected.midP / simulations).toBeLessThan(0.0603);
    expect(rejected.midP).toBeGreaterThan(rejected.exact);
    expect(rejected.chiSquareP / simulations).toBeLessThan(0.065);
    expect(rejected.chiSquareP / simulations).toBeGreaterThan(0.035);
  });
});
