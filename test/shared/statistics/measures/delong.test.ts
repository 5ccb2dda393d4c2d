import { describe, expect, it } from 'vitest';
import { normalTwoSided } from '#shared/numerics/distributions.ts';
import { deLong } from '#shared/statistics/measures/delong.ts';

const truth = Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
const p = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.8, 0.9, 0.35, 0.7];
const q = [0.2, 0.3, 0.5, 0.6, 0.1, 0.7, 0.9, 0.6, 0.4, 0.8];

describe('deLong', () => {
  it('gives the golden standard error and the paired test', () => {
    const { aucs, covariance } = deLong([p, q], truth);
    expect([...aucs]).toEqual([expect.closeTo(0.72, 14), expect.closeTo(0.9, 14)]);
    expect(Math.sqrt(covariance[0]!)).toBeCloseTo(0.172627, 6);
    const z = (aucs[0]! - aucs[1]!) / Math.sqrt(covariance[0]! + covariance[3]! - 2 * covariance[1]!);
    expect(z).toBeCloseTo(-1.3887, 4);
    expect(normalTwoSided(z)).toBeCloseTo(0.1649, 4);
  });

  it('has no variance with a single positive', () => {
    expect(deLong([[1, 2, 3]], Uint8Array.of(0, 0, 1)).covariance[0]).toBeNaN();
  });
});
