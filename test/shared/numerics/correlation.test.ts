import { describe, expect, it } from 'vitest';
import { correlationP, midRanks, pearson, spearman } from '#shared/numerics/correlation.ts';
import { createRandom } from '#shared/numerics/random.ts';

const x = Float64Array.from([1, 2, 2, 3, 5, 5, 7]);
const y = Float64Array.from([2, 1, 3, 3, 6, 4, 7]);

describe('Spearman’s correlation', () => {
  it('is Pearson’s of the mid-ranks, with p by t: the golden numbers', () => {
    expect([...midRanks(x)]).toEqual([1, 2.5, 2.5, 4, 5.5, 5.5, 7]);
    expect(spearman(x, y)).toBeCloseTo(0.9082951062, 10);
    expect(correlationP(spearman(x, y), 7)).toBeCloseTo(0.004653274, 9);
  });

  it('holds the level of its test with ties and unequal distributions', () => {
    const random = createRandom(3);
    const simulations = 4000;
    let rejected = 0;
    for (let i = 0; i < simulations; i++) {
      const scores = Float64Array.from({ length: 15 }, () => Math.round(6 * random() ** 2));
      const others = Float64Array.from({ length: 15 }, () => -Math.log(1 - random()));
      if (correlationP(spearman(scores, others), 15) < 0.05) rejected++;
    }
    // Three standard errors of a share of 0.05 are 0.0103.
    expect(Math.abs(rejected / simulations - 0.05)).toBeLessThan(0.0103);
  });
});

describe('Pearson’s correlation', () => {
  it('cannot be computed of a constant, also of one that rounding blurs', () => {
    expect(pearson([1, 2, 3], [4, 4, 4])).toBeNaN();
    expect(pearson([1, 2, 3], [0.1 + 0.2, 0.3, 0.3])).toBeNaN();
    expect(pearson([1], [1])).toBeNaN();
  });

  it('is exactly 1 or -1 on a line', () => {
    expect(pearson([0.1, 0.2, 0.3], [0.3, 0.6, 0.9])).toBeLessThanOrEqual(1);
    expect(pearson([1, 2, 3], [3, 2, 1])).toBe(-1);
    expect(correlationP(-1, 5)).toBe(0);
  });

  it('has no p of two pairs', () => expect(correlationP(1, 2)).toBeNaN());
});
