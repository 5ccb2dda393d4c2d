import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { deLongTest } from '#shared/statistics/comparison/delong-test.ts';
import { equalModels, golden } from './examples.ts';

describe("DeLong's paired test", () => {
  it('gives the golden values', () => {
    expect(deLongTest(golden.p, golden.q, Uint8Array.from(golden.y), 0.95)).toMatchObject({
      difference: expect.closeTo(-0.18, 12),
      z: expect.closeTo(-1.3887, 4),
      p: expect.closeTo(0.1649, 4),
    });
  });

  it('is unavailable for scores that rank alike, and for one lesion of a class', () => {
    const isPositive = Uint8Array.from(golden.y);
    const tripled = golden.p.map((score) => 3 * score);
    expect(deLongTest(golden.p, tripled, isPositive, 0.95)).toHaveProperty(
      'unavailable',
      expect.stringMatching(/rank/),
    );
    expect(deLongTest([1, 2, 3], [3, 2, 1], Uint8Array.of(0, 0, 1), 0.95)).toHaveProperty(
      'unavailable',
      expect.stringMatching(/fewer than two/),
    );
  });

  it.each([
    ['unequal classes', 120, 25, 0],
    ['tied scores', 120, 60, 6],
  ])('holds its level for %s, and its interval covers no difference', (_, size, positives, levels) => {
    const random = createRandom(21);
    const simulations = 1500;
    let [rejected, covered] = [0, 0];
    const y = Array.from({ length: size }, (_unused, row) => Number(row < positives));
    for (let i = 0; i < simulations; i++) {
      const { p, q } = equalModels(random, y, { levels });
      const test = deLongTest(p, q, Uint8Array.from(y), 0.95);
      if ('unavailable' in test) continue;
      if (test.p < 0.05) rejected++;
      if (test.low <= 0 && test.high >= 0) covered++;
    }
    // 0.05 +- 3 x 0.0056.
    expect(rejected / simulations).toBeGreaterThan(0.033);
    expect(rejected / simulations).toBeLessThan(0.067);
    expect(covered).toBe(simulations - rejected);
  });
});
