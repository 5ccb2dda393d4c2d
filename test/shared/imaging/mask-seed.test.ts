import { describe, expect, it } from 'vitest';
import { type Geometry, identityDirection, type Vec3 } from '#shared/imaging/geometry.ts';
import { maskSeed } from '#shared/imaging/mask-seed.ts';

const geometry: Geometry = {
  size: [40, 40, 40],
  spacingMm: [1, 1, 2],
  originMm: [-20, 5, 0],
  direction: identityDirection,
};

function maskOf(
  inside: (i: number, j: number, k: number) => boolean,
  start: Vec3 = [0, 0, 0],
  size: Vec3 = geometry.size,
) {
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  let n = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++) data[n++] = inside(start[0] + i, start[1] + j, start[2] + k) ? 1 : 0;
    }
  }
  return { box: { start, size }, data };
}

const distance = (i: number, j: number, k: number) => Math.hypot(i - 20, j - 21, k - 15);

describe('maskSeed', () => {
  it('gives the mean of the voxel centres, the count and the volume', () => {
    const seed = maskSeed(
      geometry,
      maskOf((i, j, k) => distance(i, j, k) < 6),
    );
    expect(seed.centroidMm).toEqual([0, 26, 30]);
    expect(seed.volumeMm3).toBe(seed.voxels * 2);
    expect(seed.warnings).toEqual([]);
  });

  it('does not depend on the box that the mask is kept in', () => {
    const inside = (i: number, j: number, k: number) => distance(i, j, k) < 6;
    expect(maskSeed(geometry, maskOf(inside, [10, 12, 5], [20, 20, 20]))).toEqual(maskSeed(geometry, maskOf(inside)));
  });

  it('says when the centroid lies in the hole of a ring', () => {
    const ring = maskOf((i, j, k) => Math.abs(k - 15) < 2 && Math.abs(Math.hypot(i - 20, j - 21) - 8) < 2);
    expect(maskSeed(geometry, ring).warnings.join()).toMatch(/outside the region/);
  });

  it('says when there are several parts, but not for specks or parts that touch at a corner', () => {
    const two = maskOf((i, j, k) => distance(i, j, k) < 4 || distance(i - 12, j, k) < 4);
    expect(maskSeed(geometry, two).warnings.join()).toMatch(/2 separate parts/);
    const speck = maskOf((i, j, k) => distance(i, j, k) < 6 || (i === 35 && j === 35 && k === 15));
    expect(maskSeed(geometry, speck).warnings).toEqual([]);
    const corners = maskOf((i, j, k) => k === 15 && ((i === 20 && j === 20) || (i === 21 && j === 21)));
    expect(maskSeed(geometry, corners).warnings.join()).not.toMatch(/parts/);
  });

  it('says when the region touches the edge or is longer than the cube', () => {
    expect(
      maskSeed(
        geometry,
        maskOf((i) => i < 3),
      ).warnings,
    ).toHaveLength(2);
    expect(
      maskSeed(
        geometry,
        maskOf((i, j, k) => i === 20 && j === 20 && k > 3 && k < 36),
      ).warnings.join(),
    ).toMatch(/64 mm long/);
  });

  it('refuses an empty region', () => {
    expect(() =>
      maskSeed(
        geometry,
        maskOf(() => false),
      ),
    ).toThrow(/no voxel/);
  });
});
