import { expect, test } from 'vitest';
import { type Geometry, identityDirection, type Vec3 } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { seedFlags } from '#shared/imaging/seed-flags.ts';

/** x 0 .. 199, y 0 .. 199, z 0 .. 198 in steps of 2 mm. */
const geometry: Geometry = {
  size: [200, 200, 100],
  spacingMm: [1, 1, 2],
  originMm: [0, 0, 0],
  direction: identityDirection,
};
const tissue = Float32Array.from({ length: 50 ** 3 }, (_, n) => n % 60);

const boxMask = (start: Vec3, size: Vec3): Mask => ({
  box: { start, size },
  data: new Uint8Array(size[0] * size[1] * size[2]).fill(1),
});
const flagsOf = (
  seedMm: Vec3,
  more: { mask?: Mask; hu?: Float32Array; mirroredHu?: Float32Array; geometry?: Geometry } = {},
) => seedFlags({ geometry, seedMm, hu: tissue, mask: null, ...more });

test('a seed in its outline, in the middle of the scan, is fine', () => {
  expect(flagsOf([100, 100, 100], { mask: boxMask([90, 90, 45], [20, 20, 10]) })).toEqual([]);
});

test('outside the outline: the distance to its nearest voxel', () => {
  // The outline ends at x = 109.5.
  expect(flagsOf([116.5, 100, 100], { mask: boxMask([90, 90, 45], [20, 20, 10]) })).toEqual([
    { kind: 'outside-mask', message: 'The seed is 7.0 mm outside the outline of the lesion.' },
  ]);
});

test('the cube beyond the scan: by how much and on which side of the patient', () => {
  // The scan ends at x = -0.5 (right) and z = 199 (head).
  expect(flagsOf([10.5, 100, 180])).toEqual([
    { kind: 'border', message: 'The cube reaches beyond the scan: 14 mm on the right and 6 mm at the head.' },
  ]);
  const turned: Geometry = { ...geometry, originMm: [199, 199, 0], direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] };
  expect(flagsOf([10.5, 100, 180], { geometry: turned })).toEqual([
    { kind: 'border', message: 'The cube reaches beyond the scan: 14 mm on the right and 6 mm at the head.' },
  ]);
});

test('a lesion larger than the cube: its extents and the share that the cube holds', () => {
  // 60 voxels of 1 mm along x: the cube from 75 to 125 holds the centres 75 to 125, 51 of them.
  expect(flagsOf([100, 100, 100], { mask: boxMask([70, 95, 48], [60, 10, 5]) })).toEqual([
    { kind: 'larger-than-cube', message: 'The lesion measures 60 mm along x; the 50 mm cube holds 85 % of it.' },
  ]);
});

test('swapped axes: the mirrored seed is in the outline, in the scan, or in tissue where this one is in air', () => {
  const centred: Geometry = { ...geometry, originMm: [-100, -100, 0] };
  const mask = boxMask([130, 150, 45], [20, 20, 10]);
  const swapped = flagsOf([-40, -60, 100], { geometry: centred, mask });
  expect(swapped.map(({ kind }) => kind)).toEqual(['swapped-axes', 'outside-mask']);
  expect(swapped[0]?.message).toContain('at (40.0, 60.0, 100.0) mm, it lies inside');
  expect(flagsOf([-100, -100, 100]).map(({ kind }) => kind)).toEqual(['swapped-axes', 'border']);
  const air = new Float32Array(50 ** 3).fill(-1000);
  const inAir = flagsOf([-40, -60, 100], { geometry: centred, hu: air, mirroredHu: tissue });
  expect(inAir.map(({ kind }) => kind)).toEqual(['swapped-axes', 'empty']);
});

test('air alone, or one value everywhere, is empty', () => {
  const air = Float32Array.from({ length: 50 ** 3 }, (_, n) => -1000 + (n % 100));
  expect(flagsOf([100, 100, 100], { hu: air })).toEqual([
    { kind: 'empty', message: 'Nothing in the cube is denser than \u2212500 HU: it holds air alone.' },
  ]);
  expect(flagsOf([100, 100, 100], { hu: new Float32Array(50 ** 3).fill(7) })[0]?.message).toBe(
    'Every voxel of the cube is 7 HU.',
  );
});
