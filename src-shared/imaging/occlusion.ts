import { patchEdge } from './profiles.ts';

/** Cubes that hide a patch one after another; every voxel lies in at least one. */
export interface OcclusionPlan {
  /** Edge of the cube in voxels, which are mm. */
  readonly block: number;
  /** First index of the cubes along each axis. */
  readonly starts: readonly number[];
  /** Cubes: the third power of the starts. */
  readonly count: number;
}

/** Cubes `stride` apart, and one more at the end where the stride does not meet it. */
export function occlusionPlan(block: number, stride: number): OcclusionPlan {
  const last = patchEdge - block;
  const starts = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  if (starts.at(-1) !== last) starts.push(last);
  return { block, starts, count: starts.length ** 3 };
}

/** First index of a cube along x, y and z; x runs fastest. */
function startOf({ starts }: OcclusionPlan, index: number): [number, number, number] {
  const n = starts.length;
  return [
    starts[index % n] as number,
    starts[Math.floor(index / n) % n] as number,
    starts[Math.floor(index / n / n)] as number,
  ];
}

/** A copy of the patch whose cube number `index` is filled with one value. */
export function occluded(patch: Float32Array, plan: OcclusionPlan, index: number, fill: number): Float32Array {
  const copy = patch.slice();
  forEachRowOfCube(plan, index, (start) => copy.fill(fill, start, start + plan.block));
  return copy;
}

/**
 * Saliency of each voxel (Zeiler & Fergus 2014): the mean, over the cubes that cover it, of how much the explained value
 * falls when the cube is hidden. Positive: the voxel speaks for the class. Index (z * 50 + y) * 50 + x.
 * @param falls one per cube
 */
export function occlusionMap(plan: OcclusionPlan, falls: ArrayLike<number>): Float32Array {
  const sums = new Float64Array(patchEdge ** 3);
  const covers = new Float64Array(patchEdge ** 3);
  for (let index = 0; index < plan.count; index++) {
    const fall = falls[index] as number;
    forEachRowOfCube(plan, index, (start) => {
      for (let voxel = start; voxel < start + plan.block; voxel++) {
        sums[voxel] = (sums[voxel] as number) + fall;
        covers[voxel] = (covers[voxel] as number) + 1;
      }
    });
  }
  return Float32Array.from(sums, (sum, voxel) => sum / (covers[voxel] as number));
}

function forEachRowOfCube(plan: OcclusionPlan, index: number, visit: (start: number) => void): void {
  const [x, y, z] = startOf(plan, index);
  for (let k = z; k < z + plan.block; k++) {
    for (let j = y; j < y + plan.block; j++) visit((k * patchEdge + j) * patchEdge + x);
  }
}
