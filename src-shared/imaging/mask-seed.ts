import { AppError } from '../errors.ts';
import { type Geometry, type Vec3, voxelToWorld } from './geometry.ts';
import type { Mask } from './mask.ts';
import { labelComponents } from './mask-components.ts';
import { patchEdge } from './profiles.ts';

export interface MaskSeed {
  readonly voxels: number;
  readonly volumeMm3: number;
  /** Mean of the voxel centres in LPS mm. */
  readonly centroidMm: Vec3;
  readonly warnings: string[];
}

/** Parts smaller than this share of the whole are specks, not a second lesion. */
const speckShare = 0.01;

/**
 * The seed of a region of interest: the centroid of its voxels, as the reference annotations define it (the mean of the
 * contour points and the centre of the bounding box are other points). Refuses an empty region with `invalid-input`.
 */
export function maskSeed(geometry: Geometry, mask: Mask): MaskSeed {
  const { box, data } = mask;
  const [width, height, depth] = box.size;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const sum = [0, 0, 0];
  let voxels = 0;
  for (let k = 0, n = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, n++) {
        if (!data[n]) continue;
        voxels++;
        [i, j, k].forEach((value, axis) => {
          sum[axis] = (sum[axis] as number) + value;
          low[axis] = Math.min(low[axis] as number, value);
          high[axis] = Math.max(high[axis] as number, value);
        });
      }
    }
  }
  if (voxels === 0) throw new AppError('invalid-input', 'The region of interest holds no voxel of the scan.');
  const mean = sum.map((value) => value / voxels) as [number, number, number];
  const index: Vec3 = [box.start[0] + mean[0], box.start[1] + mean[1], box.start[2] + mean[2]];
  const { spacingMm: s } = geometry;
  const extentMm = ([0, 1, 2] as const).map((axis) => ((high[axis] ?? 0) - (low[axis] ?? 0) + 1) * s[axis]);
  const nearest = mean.map(Math.round) as [number, number, number];
  return {
    voxels,
    volumeMm3: voxels * s[0] * s[1] * s[2],
    centroidMm: voxelToWorld(geometry, index),
    warnings: [
      ...(data[(nearest[2] * height + nearest[1]) * width + nearest[0]]
        ? []
        : ['The centroid lies outside the region of interest.']),
      ...partsWarning(mask, voxels),
      ...edgeWarning(geometry, mask, low, high),
      ...(Math.max(...extentMm) > patchEdge
        ? [`The region is ${Math.max(...extentMm).toFixed(0)} mm long and does not fit the ${patchEdge} mm cube.`]
        : []),
    ],
  };
}

function partsWarning(mask: Mask, voxels: number): string[] {
  const parts = labelComponents(mask).sizes.filter((size) => size >= speckShare * voxels);
  if (parts.length < 2) return [];
  const largest = Math.max(...parts) / voxels;
  return [
    `The region has ${parts.length} separate parts (the largest holds ${(largest * 100).toFixed(0)} %); the seed is their common centroid.`,
  ];
}

function edgeWarning(geometry: Geometry, { box }: Mask, low: number[], high: number[]): string[] {
  const touches = ([0, 1, 2] as const).some(
    (axis) =>
      box.start[axis] + (low[axis] ?? 0) === 0 || box.start[axis] + (high[axis] ?? 0) === geometry.size[axis] - 1,
  );
  return touches ? ['The region touches the edge of the scan and may be cut off.'] : [];
}
