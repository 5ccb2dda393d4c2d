import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { identityDirection, type Vec3 } from '#shared/imaging/geometry.ts';
import { cutPatch, requiredBox, scalePatch } from '#shared/imaging/patch.ts';
import { profileIds } from '#shared/imaging/profiles.ts';
import { pattern, referenceCases, regionOf } from './synthetic.ts';

const geometry = {
  size: [80, 90, 40] as Vec3,
  spacingMm: [0.8, 0.8, 2.5] as Vec3,
  originMm: [-30, -40, -60] as Vec3,
  direction: identityDirection,
};

describe('cutPatch', () => {
  it.each(profileIds)('%s gives the same from the required box as from the whole scan', (profile) => {
    for (const item of [{ geometry, seedMm: [2.2, -3.1, -11.7] as Vec3 }, ...referenceCases('fmcib-pip-1.json')]) {
      const box = requiredBox(profile, item.geometry, item.seedMm);
      const whole = regionOf({ start: [0, 0, 0], size: item.geometry.size }, pattern);
      const part = regionOf(box, pattern);
      expect(part.data.length).toBeLessThanOrEqual(whole.data.length);
      const fromPart = cutPatch(profile, item.geometry, part, item.seedMm);
      expect(fromPart).toEqual(cutPatch(profile, item.geometry, whole, item.seedMm));
    }
  });

  it.each(profileIds)('%s puts a single bright voxel of each octant where it belongs', (profile) => {
    const seedMm: Vec3 = [2, -4, -10];
    for (let octant = 0; octant < 8; octant++) {
      const sign = (bit: number) => ((octant >> bit) & 1 ? 1 : -1);
      const target: Vec3 = [seedMm[0] + 12 * sign(0), seedMm[1] + 12 * sign(1), seedMm[2] + 10 * sign(2)];
      const index = target.map((mm, axis) => Math.round((mm - geometry.originMm[axis]!) / geometry.spacingMm[axis]!));
      const region = regionOf(requiredBox(profile, geometry, seedMm), (i, j, k) =>
        i === index[0] && j === index[1] && k === index[2] ? 3000 : 0,
      );
      const patch = cutPatch(profile, geometry, region, seedMm);
      const brightest = patch.hu.indexOf(patch.hu.reduce((high, value) => Math.max(high, value)));
      const found = [brightest % 50, Math.floor(brightest / 50) % 50, Math.floor(brightest / 2500)];
      for (const [axis, n] of found.entries()) {
        const mm = patch.geometry.originMm[axis]! + n;
        expect(Math.abs(mm - target[axis]!)).toBeLessThan(2);
        expect(Math.sign(n - 24.5)).toBe(sign(axis));
      }
    }
  });

  it('refuses a region that does not hold what the patch needs', () => {
    const region = regionOf({ start: [0, 0, 0], size: [10, 10, 10] }, pattern);
    expect(() => cutPatch('exact-v1', geometry, region, [0, 0, 0])).toThrow(AppError);
  });
});

describe('scalePatch', () => {
  it('maps -1024 to 0 and 2048 to 1 and does not clip', () => {
    expect(scalePatch(Float32Array.of(-1024, 2048, 5120, -4096))).toEqual(Float32Array.of(0, 1, 2, -1));
  });
});
