import { type Geometry, type Vec3, type VoxelBox, voxelCount, voxelToWorld, worldToVoxel } from './geometry.ts';
import type { Mask } from './mask.ts';

/** Grids agree if no corner voxel differs by more than this part of a voxel. */
const gridTolerance = 0.1;

/** True where both grids have the same number of voxels, and these lie at the same places to a tenth of a voxel. */
export function isSameGrid(a: Geometry, b: Geometry): boolean {
  if (a.size.some((length, axis) => length !== b.size[axis])) return false;
  return corners({ start: [0, 0, 0], size: a.size }).every((corner) => {
    const there = worldToVoxel(b, voxelToWorld(a, corner));
    return there.every((value, axis) => Math.abs(value - (corner[axis] as number)) <= gridTolerance);
  });
}

/**
 * A mask of the grid `from` on the grid `to`: each voxel takes the nearest voxel of `from`; what lies more than half a
 * voxel outside its box is outside.
 */
export function resampleMask(mask: Mask, from: Geometry, to: Geometry): Mask {
  const { start, size } = mask.box;
  const box = coveredBox(mask.box, from, to);
  const data = new Uint8Array(voxelCount(box.size));
  // The map between the grids is affine: the index in `from` moves by one constant step per voxel along i.
  const at = (i: number, j: number, k: number): Vec3 => worldToVoxel(from, voxelToWorld(to, [i, j, k]));
  const origin = at(0, 0, 0);
  const [di, dj, dk] = ([0, 1, 2] as const).map((axis) => {
    const unit = at(axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0);
    return [unit[0] - origin[0], unit[1] - origin[1], unit[2] - origin[2]] as const;
  }) as [Vec3, Vec3, Vec3];
  let position = 0;
  for (let k = box.start[2]; k < box.start[2] + box.size[2]; k++) {
    for (let j = box.start[1]; j < box.start[1] + box.size[1]; j++) {
      for (let i = box.start[0]; i < box.start[0] + box.size[0]; i++, position++) {
        const a = Math.round(origin[0] + i * di[0] + j * dj[0] + k * dk[0]) - start[0];
        const b = Math.round(origin[1] + i * di[1] + j * dj[1] + k * dk[1]) - start[1];
        const c = Math.round(origin[2] + i * di[2] + j * dj[2] + k * dk[2]) - start[2];
        if (a < 0 || b < 0 || c < 0 || a >= size[0] || b >= size[1] || c >= size[2]) continue;
        data[position] = mask.data[(c * size[1] + b) * size[0] + a] as number;
      }
    }
  }
  return { box, data };
}

/** The voxels of `to` that may lie in a box of `from`, half a voxel of `from` around it included. */
function coveredBox({ start, size }: VoxelBox, from: Geometry, to: Geometry): VoxelBox {
  const widened = corners({
    start: [start[0] - 0.5, start[1] - 0.5, start[2] - 0.5],
    size: [size[0] + 1, size[1] + 1, size[2] + 1],
  }).map((corner) => worldToVoxel(to, voxelToWorld(from, corner)));
  const span = (axis: 0 | 1 | 2) => {
    const along = widened.map((corner) => corner[axis]);
    const first = Math.max(Math.floor(Math.min(...along)), 0);
    const last = Math.min(Math.ceil(Math.max(...along)), to.size[axis] - 1);
    return last < first ? { first: 0, count: 0 } : { first, count: last - first + 1 };
  };
  const [i, j, k] = [span(0), span(1), span(2)];
  return { start: [i.first, j.first, k.first], size: [i.count, j.count, k.count] };
}

const corners = ({ start, size }: VoxelBox): Vec3[] =>
  Array.from({ length: 8 }, (_, corner) => {
    const at = (axis: 0 | 1 | 2): number => start[axis] + ((corner >> axis) & 1 ? size[axis] - 1 : 0);
    return [at(0), at(1), at(2)];
  });
