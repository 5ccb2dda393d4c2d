import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { voxelToWorld } from '#shared/imaging/geometry.ts';

/** A volume of at most so many voxels along each axis, by leaving out every other: for 3D, where finer is not seen. */
export function smallerVolume(
  geometry: Geometry,
  data: Int16Array | Float32Array,
  most: number,
): { geometry: Geometry; data: Int16Array | Float32Array } {
  const every = geometry.size.map((count) => Math.ceil(count / most)) as unknown as Vec3;
  if (every.every((n) => n === 1)) return { geometry, data };
  const size = geometry.size.map((count, axis) => Math.floor((count - 1) / every[axis]!) + 1) as unknown as Vec3;
  const spacingMm = geometry.spacingMm.map((mm, axis) => mm * every[axis]!) as unknown as Vec3;
  const Kind = data instanceof Int16Array ? Int16Array : Float32Array;
  const out = new Kind(size[0] * size[1] * size[2]);
  let at = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      const row = (k * every[2] * geometry.size[1] + j * every[1]) * geometry.size[0];
      for (let i = 0; i < size[0]; i++) out[at++] = data[row + i * every[0]]!;
    }
  }
  return {
    geometry: { size, spacingMm, originMm: voxelToWorld(geometry, [0, 0, 0]), direction: geometry.direction },
    data: out,
  };
}
