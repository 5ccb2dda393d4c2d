import { describe, expect, it } from 'vitest';
import { median, quantileOfSorted, sorted } from '#shared/numerics/quantile.ts';

describe('quantiles of type 7', () => {
  it('equal R and numpy', () => {
    const values = sorted([7, 1, 3, 10, 4]);
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((p) => quantileOfSorted(values, p))).toEqual([
      1,
      1.8,
      3,
      4,
      expect.closeTo(8.8, 12),
      10,
    ]);
  });

  it('take the mean of the two middle values and leave the input alone', () => {
    const values = Object.freeze([4, 1, 3, 2]);
    expect(median(values)).toBe(2.5);
    expect(median([5])).toBe(5);
    expect(values).toEqual([4, 1, 3, 2]);
  });
});
