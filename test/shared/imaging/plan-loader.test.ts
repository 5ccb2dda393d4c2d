import { describe, expect, it } from 'vitest';
import { cutPatch, requiredBox } from '#shared/imaging/patch.ts';
import { pattern, referenceCases, referencePositions, regionOf } from './synthetic.ts';

describe('fmcib-loader-1', () => {
  const cases = referenceCases('fmcib-loader-1.json');

  it.each(cases)('gives what SimpleITK gives, integers truncated: $name', ({ geometry, seedMm, raw }) => {
    const region = regionOf(requiredBox('fmcib-loader-1', geometry, seedMm), pattern);
    const { hu, geometry: placed } = cutPatch('fmcib-loader-1', geometry, region, seedMm);
    const expected = raw['hu'] as number[];
    const differences = referencePositions.map((position, m) => Math.abs(hu[position]! - expected[m]!));
    // Where a value falls on a whole number, the rounding noise of ITK's scan lines may truncate it to its neighbour:
    // hardly ever, except where the voxels already measure 1 mm and every value is whole.
    const isWhole = geometry.spacingMm.every((mm) => mm === 1);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect(differences.filter((difference) => difference > 0).length).toBeLessThanOrEqual(isWhole ? 150 : 3);
    for (const [axis, value] of (raw['patchOriginMm'] as number[]).entries()) {
      expect(placed.originMm[axis]).toBeCloseTo(value, 6);
    }
    for (const [n, value] of (raw['patchDirection'] as number[]).entries()) {
      expect(placed.direction[n]).toBeCloseTo(value, 9);
    }
  });

  it('keeps fractions of a scan of floating-point voxels', () => {
    const { geometry, seedMm } = cases[0]!;
    const region = regionOf(requiredBox('fmcib-loader-1', geometry, seedMm), pattern);
    const floating = { box: region.box, data: Float32Array.from(region.data) };
    const { hu } = cutPatch('fmcib-loader-1', geometry, floating, seedMm);
    expect(hu.some((value) => !Number.isInteger(value))).toBe(true);
  });
});
