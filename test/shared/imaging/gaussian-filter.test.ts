import { describe, expect, it } from 'vitest';
import { gaussianFilter } from '#shared/imaging/gaussian-filter.ts';
import { largestDifference, reference } from '../numerics/feature-space-reference.ts';

describe('Gaussian smoothing of a cube', () => {
  const values = Float32Array.from(reference.smoothing.values);

  it.each(reference.smoothing.smoothed.map((example) => [example.sigma, example] as const))(
    'by %s voxels is that of scipy, borders and all',
    (sigma, example) => {
      expect(largestDifference(gaussianFilter(values, 6, sigma), example.values)).toBeLessThan(1e-6);
    },
  );

  it('by nothing changes nothing', () => {
    expect(gaussianFilter(values, 6, 0)).toEqual(values);
  });
});
