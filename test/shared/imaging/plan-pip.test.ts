import { describe, expect, it } from 'vitest';
import { cutPatch, requiredBox, scalePatch } from '#shared/imaging/patch.ts';
import { pattern, referenceCases, referencePositions, regionOf } from './synthetic.ts';

describe('fmcib-pip-1', () => {
  it.each(referenceCases('fmcib-pip-1.json'))('gives what MONAI gives: $name', ({ geometry, seedMm, raw }) => {
    const region = regionOf(requiredBox('fmcib-pip-1', geometry, seedMm), pattern);
    const scaled = scalePatch(cutPatch('fmcib-pip-1', geometry, region, seedMm).hu);
    const expected = raw['scaled'] as number[];
    const worst = Math.max(...referencePositions.map((position, m) => Math.abs(scaled[position]! - expected[m]!)));
    expect(worst).toBeLessThan(2e-6);
  });

  it('warns where the patch is cut at the edge, as the lesion is off centre then', () => {
    const [middle, corner] = referenceCases('fmcib-pip-1.json');
    const warnings = [middle!, corner!].map(({ geometry, seedMm }) => {
      const region = regionOf(requiredBox('fmcib-pip-1', geometry, seedMm), pattern);
      return cutPatch('fmcib-pip-1', geometry, region, seedMm).warnings.length;
    });
    expect(warnings).toEqual([0, 1]);
  });
});
