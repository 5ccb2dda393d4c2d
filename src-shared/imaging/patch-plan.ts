import { AppError } from '../errors.ts';
import { type Geometry, type Vec3, voxelToWorld, worldToVoxel } from './geometry.ts';
import type { EdgeRule, SamplingGrid } from './sampling.ts';

/** What a profile samples from a scan for one seed: at most 50 voxels of 1 mm per axis, padded to 50 afterwards. */
export interface PatchPlan {
  readonly grid: SamplingGrid;
  readonly edge: EdgeRule;
  /** Cut the fraction off where the scan is of an integer type, as ITK's resampling does. */
  readonly truncatesIntegers: boolean;
  /** Where the sampled voxels are, before padding. */
  readonly geometry: Geometry;
  readonly warnings: string[];
}

/** Refuses a seed that is not a point of the scan; the scan reaches half a voxel beyond its outer voxel centres. */
export function assertSeedInside(geometry: Geometry, seedMm: Vec3): void {
  const index = worldToVoxel(geometry, seedMm);
  const inside = index.every((value, axis) => value >= -0.5 && value <= (geometry.size[axis] ?? 0) - 0.5);
  if (inside) return;
  const last: Vec3 = [geometry.size[0] - 1, geometry.size[1] - 1, geometry.size[2] - 1];
  const a = voxelToWorld(geometry, [0, 0, 0]);
  const b = voxelToWorld(geometry, last);
  const span = (axis: 0 | 1 | 2) =>
    `${Math.min(a[axis], b[axis]).toFixed(1)} to ${Math.max(a[axis], b[axis]).toFixed(1)}`;
  const seed = seedMm.map((value) => value.toFixed(1)).join(', ');
  throw new AppError(
    'invalid-input',
    `The seed (${seed}) mm lies outside the scan, which spans x ${span(0)}, y ${span(1)}, z ${span(2)} mm (LPS). ` +
      'Are the coordinates in LPS millimetres, and of this scan?',
  );
}

/** Python's and numpy's `round`: halves go to the even neighbour. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The reference package's crop about voxel `centre`: [centre - 25, centre + 25), cut at the edge of the volume. */
export function clampedCrop(centre: number, size: number, half: number): { start: number; size: number } {
  const start = Math.max(centre - half, 0);
  return { start, size: Math.max(Math.min(centre + half, size) - start, 0) };
}

export const notCentredWarning =
  'The patch is cut at the edge of the scan and padded evenly, so the lesion is not at its centre (as in the reference package).';
