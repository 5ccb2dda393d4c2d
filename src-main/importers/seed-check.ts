import { AppError } from '#shared/errors.ts';
import { type Geometry, type Vec3, worldToVoxel } from '#shared/imaging/geometry.ts';

/** True where the point lies in the volume that the voxels fill, half a voxel beyond the outermost centres included. */
export function isInside(geometry: Geometry, pointMm: Vec3): boolean {
  return worldToVoxel(geometry, pointMm).every(
    (index, axis) => index >= -0.5 && index <= (geometry.size[axis] ?? 0) - 0.5,
  );
}

/** Refuses a seed that misses the scan and names the usual cause where it can be recognised. */
export function refuseOutside(geometry: Geometry, seedMm: Vec3): void {
  if (isInside(geometry, seedMm)) return;
  const [x, y, z] = seedMm;
  const at = `(${seedMm.map((value) => value.toFixed(1)).join(', ')}) mm`;
  const hint = isInside(geometry, [-x, -y, z])
    ? ' With the signs of x and y turned it lies inside: the table may give RAS instead of LPS coordinates.'
    : looksLikeIndex(geometry, seedMm)
      ? ' The numbers look like voxel indices: LPS millimetres are needed.'
      : '';
  throw new AppError('invalid-input', `The seed ${at} lies outside the scan.${hint}`);
}

const looksLikeIndex = ({ size }: Geometry, point: Vec3): boolean =>
  point.every((value, axis) => Number.isInteger(value) && value >= 0 && value < (size[axis] ?? 0));
