import { AppError } from '../errors.ts';
import { type Geometry, holdsBox, type Region, type Vec3, type VoxelBox, voxelToWorld } from './geometry.ts';
import type { PatchPlan } from './patch-plan.ts';
import { planExact } from './plan-exact.ts';
import { planLoader } from './plan-loader.ts';
import { planPip } from './plan-pip.ts';
import { outsideHu, type ProfileId, patchEdge, scaleHu } from './profiles.ts';
import { gridBox, sampleGrid } from './sampling.ts';

/** The cube of 50 x 50 x 50 voxels of 1 mm around a seed. */
export interface Patch {
  /** HU, index (z * 50 + y) * 50 + x; x runs to the left, y to the back, z to the head. */
  readonly hu: Float32Array;
  readonly geometry: Geometry;
  readonly warnings: string[];
}

const plans: Record<ProfileId, (geometry: Geometry, seedMm: Vec3) => PatchPlan> = {
  'exact-v1': planExact,
  'fmcib-pip-1': planPip,
  'fmcib-loader-1': planLoader,
};

/** The voxels of the scan that `cutPatch` needs. Refuses a seed outside the scan with `invalid-input`. */
export function requiredBox(profile: ProfileId, geometry: Geometry, seedMm: Vec3): VoxelBox {
  return gridBox(plans[profile](geometry, seedMm).grid, geometry.size);
}

/** Cuts the patch out of `region`, which must hold `requiredBox` of the same profile, scan and seed. */
export function cutPatch(profile: ProfileId, geometry: Geometry, region: Region, seedMm: Vec3): Patch {
  const plan = plans[profile](geometry, seedMm);
  assertHolds(region.box, gridBox(plan.grid, geometry.size));
  const values = sampleGrid(region, geometry.size, plan.grid, plan.edge);
  if (plan.truncatesIntegers && isIntegerArray(region)) {
    for (let n = 0; n < values.length; n++) values[n] = Math.trunc(values[n] as number);
  }
  return {
    hu: padded(values, plan.geometry.size),
    geometry: paddedGeometry(plan.geometry),
    warnings: [...plan.warnings],
  };
}

/** Where the voxels of a patch are. Refuses a seed outside the scan with `invalid-input`. */
export const patchGeometry = (profile: ProfileId, geometry: Geometry, seedMm: Vec3): Geometry =>
  paddedGeometry(plans[profile](geometry, seedMm).geometry);

/** Model input: (HU + 1024) / 3072, not clipped. */
export function scalePatch(hu: Float32Array): Float32Array {
  return hu.map(scaleHu);
}

/** Voxels before those sampled, which lie in the middle of 50 x 50 x 50; an odd remainder goes to the end. */
const voxelsBefore = (size: Vec3): Vec3 => {
  const before = (axis: 0 | 1 | 2): number => Math.floor((patchEdge - size[axis]) / 2);
  return [before(0), before(1), before(2)];
};

/** Puts the voxels in the middle, the rest being `outsideHu`. */
function padded(values: Float64Array, size: Vec3): Float32Array {
  const [sx, sy, sz] = size;
  const before = voxelsBefore(size);
  const hu = new Float32Array(patchEdge ** 3).fill(outsideHu);
  for (let z = 0; z < sz; z++) {
    for (let y = 0; y < sy; y++) {
      const row = ((z + before[2]) * patchEdge + y + before[1]) * patchEdge + before[0];
      hu.set(values.subarray((z * sy + y) * sx, (z * sy + y + 1) * sx), row);
    }
  }
  return hu;
}

function paddedGeometry(sampled: Geometry): Geometry {
  const [x, y, z] = voxelsBefore(sampled.size);
  const originMm = voxelToWorld(sampled, [0 - x, 0 - y, 0 - z]);
  return { ...sampled, size: [patchEdge, patchEdge, patchEdge], originMm };
}

const isIntegerArray = ({ data }: Region): boolean => !(data instanceof Float32Array || data instanceof Float64Array);

function assertHolds(held: VoxelBox, needed: VoxelBox): void {
  if (!holdsBox(held, needed))
    throw new AppError('internal', 'The region read does not hold the voxels that the patch needs.');
}
