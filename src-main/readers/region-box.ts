import { AppError } from '#shared/errors.ts';
import { type Region, type Vec3, type VoxelArray, type VoxelBox, voxelCount } from '#shared/imaging/geometry.ts';

export function assertBoxInside(box: VoxelBox, size: Vec3): void {
  const inside = ([0, 1, 2] as const).every(
    (axis) => box.start[axis] >= 0 && box.size[axis] > 0 && box.start[axis] + box.size[axis] <= size[axis],
  );
  if (!inside) throw new AppError('invalid-input', 'The box reaches outside the scan.');
}

/** Copies a box out of a whole volume (i fastest). */
export function copyBox(data: VoxelArray, size: Vec3, box: VoxelBox): Region {
  assertBoxInside(box, size);
  const [wi, wj, wk] = box.size;
  const out = new (data.constructor as new (length: number) => VoxelArray)(voxelCount(box.size));
  let position = 0;
  for (let k = box.start[2]; k < box.start[2] + wk; k++) {
    for (let j = box.start[1]; j < box.start[1] + wj; j++) {
      const row = (k * size[1] + j) * size[0] + box.start[0];
      out.set(data.subarray(row, row + wi), position);
      position += wi;
    }
  }
  return { box, data: out };
}
