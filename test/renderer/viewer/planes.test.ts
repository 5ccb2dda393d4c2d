import { describe, expect, it } from 'vitest';
import {
  greyWindows,
  onScreen,
  type Plane,
  planes,
  sliceImage,
  slicePositionMm,
  slicesThrough,
  suitableWindow,
  voxelAt,
} from '#renderer/viewer/planes.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';

const [axial, coronal, sagittal] = planes as readonly [Plane, Plane, Plane];
const size = [4, 3, 2] as const;
const geometry: Geometry = { size, spacingMm: [1, 1, 1], originMm: [10, 20, 30], direction: identityDirection };
/** The value of voxel (x, y, z) is 100 z + 10 y + x. */
const data = Float32Array.from(
  { length: 24 },
  (_, i) => 100 * Math.floor(i / 12) + 10 * (Math.floor(i / 4) % 3) + (i % 4),
);
/** Grey shades equal values. */
const plain = { id: 'plain', label: 'plain', levelHu: 127.5, widthHu: 255 };
const shades = (plane: Plane, slice: number) => {
  const { width, height, pixels } = sliceImage(geometry, data, plane, slice, plain);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => pixels[(row * width + column) * 4]),
  );
};

describe('sliceImage', () => {
  it('shows axial slices with the patient’s left at the right and anterior on top', () => {
    expect(shades(axial, 1)).toEqual([
      [100, 101, 102, 103],
      [110, 111, 112, 113],
      [120, 121, 122, 123],
    ]);
  });
  it('shows coronal slices with superior on top', () => {
    expect(shades(coronal, 2)).toEqual([
      [120, 121, 122, 123],
      [20, 21, 22, 23],
    ]);
  });
  it('shows sagittal slices with anterior at the left and superior on top', () => {
    expect(shades(sagittal, 3)).toEqual([
      [103, 113, 123],
      [3, 13, 23],
    ]);
  });
  it('maps the grey window to black and white, clipped', () => {
    const lung = greyWindows[0]!;
    const hu = Float32Array.from([-1350, -600, 150, 3000]);
    const line: Geometry = { ...geometry, size: [4, 1, 1] };
    const { pixels } = sliceImage(line, hu, axial, 0, lung);
    expect([0, 4, 8, 12].map((at) => pixels[at])).toEqual([0, 128, 255, 255]);
  });
});

it('begins with the window that the patch calls for', () => {
  expect(suitableWindow([-800, 40, 40, 40, 40, 40]).id).toBe('lung');
  expect(suitableWindow([-800, 40, 40, 40, 40, 40, 40]).id).toBe('mediastinum');
});

describe('places', () => {
  it('finds the slices through a point, kept within the volume', () => {
    expect(slicesThrough(geometry, [12, 21, 31])).toEqual({ axial: 1, coronal: 1, sagittal: 2 });
    expect(slicesThrough(geometry, [99, -99, 30])).toEqual({ axial: 0, coronal: 0, sagittal: 3 });
  });
  it('puts the seed of a patch into the middle of the picture', () => {
    const patch: Geometry = { ...geometry, size: [50, 50, 50] };
    for (const plane of planes) expect(onScreen(patch, plane, [24.5, 24.5, 24.5])).toEqual({ x: 25, y: 25 });
  });
  it('finds the voxel under a place that onScreen gave, in every plane', () => {
    for (const plane of planes) {
      const { x, y } = onScreen(geometry, plane, [3, 1, 1]);
      expect(voxelAt(geometry, plane, [3, 1, 1][plane.through]!, x, y)).toEqual([3, 1, 1]);
    }
  });
  it('finds nothing outside', () => {
    expect(voxelAt(geometry, axial, 0, -0.1, 1)).toBeNull();
    expect(voxelAt(geometry, coronal, 0, 1, 2.1)).toBeNull();
  });
  it('says where a slice lies', () => {
    expect([slicePositionMm(geometry, axial, 1), slicePositionMm(geometry, sagittal, 3)]).toEqual([31, 13]);
  });
});
