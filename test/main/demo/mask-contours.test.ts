import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskContours } from '#main/demo/mask-contours.ts';
import { rasteriseContours } from '#shared/imaging/contours.ts';
import { type Geometry, identityDirection, voxelCount } from '#shared/imaging/geometry.ts';

const geometry: Geometry = {
  size: [7, 6, 2],
  spacingMm: [1.1, 1.1, 2.5],
  originMm: [-31.7, 12.4, -205],
  direction: identityDirection,
};

/** What the contours of a mask enclose, over the whole grid. */
function thereAndBack(mask: Uint8Array): Uint8Array {
  const { box, data } = rasteriseContours(
    geometry,
    maskContours(geometry, mask).map((points) => Float64Array.from(points)),
  );
  const whole = new Uint8Array(voxelCount(geometry.size));
  data.forEach((value, n) => {
    const i = box.start[0] + (n % box.size[0]);
    const j = box.start[1] + (Math.floor(n / box.size[0]) % box.size[1]);
    const k = box.start[2] + Math.floor(n / (box.size[0] * box.size[1]));
    whole[(k * geometry.size[1] + j) * geometry.size[0] + i] = value;
  });
  return whole;
}

describe('contours traced about a mask', () => {
  it('enclose the very voxels of any mask', () => {
    const bits = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 84, maxLength: 84 });
    fc.assert(
      fc.property(bits, (values) => {
        const mask = Uint8Array.from(values);
        expect(thereAndBack(mask)).toEqual(mask);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('are one loop for a block, two for a ring and two for voxels that touch at a corner', () => {
    const at = (i: number, j: number) => j * 7 + i;
    const masked = (...voxels: number[]) => {
      const mask = new Uint8Array(84);
      for (const voxel of voxels) mask[voxel] = 1;
      return maskContours(geometry, mask);
    };
    expect(masked(at(2, 2), at(3, 2))).toHaveLength(1);
    expect(masked(at(2, 2), at(3, 3))).toHaveLength(2);
    const ring = [1, 2, 3].flatMap((i) => [1, 2, 3].map((j) => at(i, j))).filter((voxel) => voxel !== at(2, 2));
    expect(masked(...ring)).toHaveLength(2);
    expect(masked()).toEqual([]);
  });
});
