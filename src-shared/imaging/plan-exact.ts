import { type Geometry, identityDirection, type Vec3, worldToVoxel } from './geometry.ts';
import { assertSeedInside, type PatchPlan } from './patch-plan.ts';
import { patchEdge } from './profiles.ts';

export const leavesScanWarning = 'The 50 mm cube reaches outside the scan; what lies outside is set to -1024 HU.';

/**
 * `exact-v1`: output voxel n along an LPS axis lies at seed + (n - 24.5) mm; trilinear between voxel centres, the scan's
 * own direction honoured (obliques are turned upright), `outsideHu` beyond the scan. The lesion is always centred. An
 * array of 50 voxels of 1 mm with the seed at its centre comes back unchanged.
 */
export function planExact(geometry: Geometry, seedMm: Vec3): PatchPlan {
  assertSeedInside(geometry, seedMm);
  const { spacingMm: s, direction: d } = geometry;
  const reach = (patchEdge - 1) / 2;
  const originMm: Vec3 = [seedMm[0] - reach, seedMm[1] - reach, seedMm[2] - reach];
  const origin = worldToVoxel(geometry, originMm);
  const step = (row: 0 | 3 | 6): Vec3 => [d[row] / s[0], d[row + 1]! / s[1], d[row + 2]! / s[2]];
  const grid = {
    size: [patchEdge, patchEdge, patchEdge] as Vec3,
    origin: [snap(origin[0]), snap(origin[1]), snap(origin[2])] as Vec3,
    steps: [step(0), step(3), step(6)] as const,
  };
  const leaves = [0, 1, 2].some((axis) => leavesScan(geometry, grid, axis as 0 | 1 | 2));
  return {
    grid,
    edge: 'nearest',
    truncatesIntegers: false,
    geometry: { size: grid.size, spacingMm: [1, 1, 1], originMm, direction: identityDirection },
    warnings: leaves ? [leavesScanWarning] : [],
  };
}

/** Rounding noise of the coordinates (below a millionth of a voxel) must not turn voxels into interpolated values. */
function snap(index: number): number {
  const nearest = Math.round(index);
  return Math.abs(index - nearest) < 1e-6 ? nearest : index;
}

function leavesScan(geometry: Geometry, grid: PatchPlan['grid'], axis: 0 | 1 | 2): boolean {
  let low = grid.origin[axis];
  let high = low;
  for (const step of grid.steps) {
    const travel = step[axis] * (patchEdge - 1);
    if (travel < 0) low += travel;
    else high += travel;
  }
  return low < -0.5 || high > geometry.size[axis] - 0.5;
}
