import { describe, expect, it } from 'vitest';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { brownForsytheP, pitmanMorganP } from '#shared/statistics/seed-perturbation/variance-test.ts';
import reference from '#test/reference/stability/variances.json' with { type: 'json' };

it.each(reference)('gives the p of scipy', ({ first, second, brownForsythe, pitmanMorgan }) => {
  const [a, b] = [Float64Array.from(first), Float64Array.from(second)];
  expect(brownForsytheP(a, b)).toBeCloseTo(brownForsythe[1]!, 9);
  expect(pitmanMorganP(a, b)).toBeCloseTo(pitmanMorgan[1]!, 9);
});

describe('on simulated nulls', () => {
  const simulations = 3000;
  const bound = 3 * Math.sqrt((0.05 * 0.95) / simulations);
  const share = (draw: (random: () => number) => number): number => {
    const random = createRandom(9);
    let rejected = 0;
    for (let i = 0; i < simulations; i++) if (draw(random) < 0.05) rejected++;
    return rejected / simulations;
  };

  it('Pitman-Morgan holds its level on correlated pairs', () => {
    const found = share((random) => {
      const pairs = Array.from({ length: 50 }, () => {
        const shared = randomNormal(random);
        return [shared + randomNormal(random), shared + randomNormal(random)] as const;
      });
      return pitmanMorganP(
        Float64Array.from(pairs, ([a]) => a),
        Float64Array.from(pairs, ([, b]) => b),
      );
    });
    expect(Math.abs(found - 0.05)).toBeLessThan(bound);
  });

  it('Brown-Forsythe holds its level on skewed values of unequal numbers, rounded', () => {
    const found = share((random) => {
      const sample = (n: number) =>
        Float64Array.from({ length: n }, () => Math.round(-50 * Math.log(1 - random())) / 50);
      return brownForsytheP(sample(50), sample(25));
    });
    // It is known to be a little conservative or liberal on skewed data; far less than the F test, which rejects 15 %.
    expect(Math.abs(found - 0.05)).toBeLessThan(0.015);
  });
});

it('tests nothing of constants', () => {
  expect(brownForsytheP(Float64Array.of(1, 1, 1), Float64Array.of(2, 2, 2))).toBeNaN();
  expect(pitmanMorganP(Float64Array.of(1, 1, 1), Float64Array.of(1, 1, 1))).toBeNaN();
});
