import { describe, expect, it } from 'vitest';
import { type PlaneGrid, reslice } from '#renderer/viewer/reslice.ts';
import { smallerVolume } from '#renderer/viewer/smaller-volume.ts';
import { type Geometry, identityDirection, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { phantomGeometry } from './screen/phantom.ts';

/** A linear function of the place is what trilinear interpolation gives back exactly, on any grid. */
const linear = ([x, y, z]: Vec3): number => 3 * x - 2 * y + 0.5 * z + 40;
function linearVolume(geometry: Geometry): Float32Array {
  const [columns, rows, slices] = geometry.size;
  return Float32Array.from({ length: columns * rows * slices }, (_, at) =>
    linear(voxelToWorld(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / columns / rows)])),
  );
}
const right: Vec3 = [0.6, 0.8, 0];
const down: Vec3 = [-0.8, 0.6, 0];
const grid = (firstMm: Vec3): PlaneGrid => ({
  firstMm,
  right,
  down,
  through: [0, 0, 1],
  stepMm: 1.3,
  columns: 12,
  rows: 9,
});

describe.each(['straight', 'anisotropic', 'oblique'] as const)('a plane through a grid that is %s', (name) => {
  const geometry = phantomGeometry(name);
  const middle = voxelToWorld(geometry, geometry.size.map((count) => count / 2 - 0.3) as unknown as Vec3);
  const data = linearVolume(geometry);
  it('gives a linear volume back', () => {
    const values = reslice(geometry, data, grid(middle));
    values.forEach((value, at) => {
      const [column, row] = [at % 12, Math.floor(at / 12)];
      const mm = middle.map(
        (start, axis) => start + 1.3 * (column * right[axis]! + row * down[axis]!),
      ) as unknown as Vec3;
      expect(value).toBeCloseTo(linear(mm), 2);
    });
  });
  it('takes the greatest, the least and the mean of a slab', () => {
    const at = (blend: 'max' | 'min' | 'mean') =>
      reslice(geometry, data, grid(middle), { thicknessMm: 8, blend })[40]! -
      reslice(geometry, data, grid(middle))[40]!;
    // Half a unit of value per mm through the slab, 4 mm to either side.
    expect(at('max')).toBeCloseTo(2, 3);
    expect(at('min')).toBeCloseTo(-2, 3);
    expect(at('mean')).toBeCloseTo(0, 3);
  });
});

it('has no value outside the box of the voxels, which reaches half a voxel beyond their middles', () => {
  const line: Geometry = { size: [3, 1, 1], spacingMm: [2, 2, 2], originMm: [0, 0, 0], direction: identityDirection };
  const plane: PlaneGrid = {
    firstMm: [-1.5, 0, 0],
    right: [1, 0, 0],
    down: [0, 1, 0],
    through: [0, 0, 1],
    stepMm: 1,
    columns: 8,
    rows: 1,
  };
  expect([...reslice(line, [10, 20, 40], plane)]).toEqual([Number.NaN, 10, 12.5, 17.5, 25, 35, 40, Number.NaN]);
});

it('leaves out voxels for 3D without moving those that stay', () => {
  const geometry = phantomGeometry('oblique');
  const { geometry: small, data } = smallerVolume(geometry, linearVolume(geometry), 20);
  expect(small.size).toEqual([19, 20, 20]);
  const index: Vec3 = [7, 11, 13];
  const value = data[(index[2] * small.size[1] + index[1]) * small.size[0] + index[0]];
  expect(value).toBeCloseTo(linear(voxelToWorld(small, index)), 2);
});
