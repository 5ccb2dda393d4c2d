import { describe, expect, it } from 'vitest';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { groupPermutationTest } from '#shared/statistics/comparison/group-permutation.ts';
import reference from '#test/reference/comparison/comparison.json' with { type: 'json' };

const options = () => ({ permutations: 999, random: createRandom(3) });

describe('the permutation test of independent groups', () => {
  it('gives the golden p over all deals, as scipy', () => {
    const { a, b, difference, p } = reference.groups;
    const test = groupPermutationTest(a, b, options());
    expect(test).toEqual({
      exact: true,
      atFloor: false,
      p: expect.closeTo(p, 12),
      difference: expect.closeTo(difference, 12),
    });
    expect(test.p).toBeCloseTo(0.1587302, 7);
  });

  it('is 1 for groups of one value, and leaves its input alone', () => {
    const values = Object.freeze([2, 2, 2]);
    expect(groupPermutationTest(values, values, options())).toMatchObject({ p: 1, difference: 0 });
  });

  it('draws deals where they are many, never to 0', () => {
    const low = Array.from({ length: 20 }, (_, i) => i);
    const high = low.map((value) => value + 100);
    expect(groupPermutationTest(low, high, options())).toMatchObject({ exact: false, atFloor: true, p: 0.002 });
  });

  it.each([
    [4, 16, 0],
    [12, 18, 3],
    [3, 5, 0],
  ])('holds its level with groups of %i and %i, in %i levels', (first, second, levels) => {
    const random = createRandom(5);
    const simulations = 1500;
    const value = (): number => {
      const drawn = randomNormal(random);
      return levels === 0 ? drawn : Math.round(drawn * levels) / levels;
    };
    const drawn = (count: number): number[] => Array.from({ length: count }, value);
    let rejected = 0;
    for (let i = 0; i < simulations; i++) {
      const test = groupPermutationTest(drawn(first), drawn(second), { permutations: 199, random });
      if (test.p <= 0.05) rejected++;
    }
    // 0.05 + 3 x 0.0056; the 56 deals of 3 and 5 reach less than 0.05.
    expect(rejected / simulations).toBeLessThan(0.067);
    if (first + second > 10) expect(rejected / simulations).toBeGreaterThan(0.033);
  });
});
