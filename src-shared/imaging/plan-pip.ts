import { AppError } from '../errors.ts';
import { type Geometry, identityDirection, type Vec3, voxelToWorld, worldToVoxel } from './geometry.ts';
import { assertSeedInside, clampedCrop, notCentredWarning, type PatchPlan, roundHalfEven } from './patch-plan.ts';
import { patchEdge } from './profiles.ts';

/**
 * `fmcib-pip-1`: what the reference package's `fmcib.preprocessing` gives with MONAI 1.2 to 1.5: `Spacing(1, linear,
 * zeros, align_corners=True, diagonal=True)`, `Orientation(LPS)`, crop about the truncated seed index, even padding.
 * The resampling happens on the upright RAS grid, with its known flaw: MONAI normalises coordinates without
 * `align_corners` and samples with it, so that RAS output index j reads the source index
 * x = (A (j Nd/(Nd-1) - 1/2) + b + 1/2) (Ns-1)/Ns, per axis, where A j + b is the exact mapping. The position it reports
 * is the exact one; the error is 0 in the middle of the scan and up to (spacing - 1)/2 mm at its ends.
 */
export function planPip(geometry: Geometry, seedMm: Vec3): PatchPlan {
  assertSeedInside(geometry, seedMm);
  const ras = rasGrid(geometry);
  const count = ras.size;
  /** LPS position of voxel 0 after `Orientation(LPS)`, which turns the x and y axes of the RAS grid around. */
  const lpsOrigin: Vec3 = [-(ras.offset[0] + count[0] - 1), -(ras.offset[1] + count[1] - 1), ras.offset[2]];
  const crop = ([0, 1, 2] as const).map((axis) =>
    clampedCrop(Math.trunc(seedMm[axis] - lpsOrigin[axis]), count[axis], patchEdge / 2),
  ) as [Crop, Crop, Crop];
  const size: Vec3 = [crop[0].size, crop[1].size, crop[2].size];
  if (size.some((voxels) => voxels < 1))
    throw new AppError('invalid-input', 'The seed lies outside the resampled scan.');
  const first: Vec3 = [crop[0].start, crop[1].start, crop[2].start];
  const rasFirst: Vec3 = [count[0] - 1 - first[0], count[1] - 1 - first[1], first[2]];
  const origin = ras.sourceIndex(rasFirst);
  const turn: Vec3 = [-1, -1, 1];
  const step = (axis: 0 | 1 | 2): Vec3 => {
    const next = ras.sourceIndex([
      rasFirst[0] + (axis === 0 ? turn[0] : 0),
      rasFirst[1] + (axis === 1 ? turn[1] : 0),
      rasFirst[2] + (axis === 2 ? turn[2] : 0),
    ]);
    return [next[0] - origin[0], next[1] - origin[1], next[2] - origin[2]];
  };
  return {
    grid: { size, origin, steps: [step(0), step(1), step(2)] },
    edge: 'blend',
    truncatesIntegers: false,
    geometry: {
      size,
      spacingMm: [1, 1, 1],
      originMm: [lpsOrigin[0] + first[0], lpsOrigin[1] + first[1], lpsOrigin[2] + first[2]],
      direction: identityDirection,
    },
    warnings: size.some((voxels) => voxels < patchEdge) ? [notCentredWarning] : [],
  };
}

interface Crop {
  readonly start: number;
  readonly size: number;
}

interface RasGrid {
  readonly size: Vec3;
  /** RAS position of its voxel 0, as MONAI reports it. */
  readonly offset: Vec3;
  /** RAS grid index -> continuous source index, flaw included. */
  sourceIndex(index: Vec3): Vec3;
}

function rasGrid(geometry: Geometry): RasGrid {
  const { size: ns } = geometry;
  const corners = cornersRas(geometry);
  const extent = (axis: 0 | 1 | 2): [number, number] => [
    Math.min(...corners.map((corner) => corner[axis])),
    Math.max(...corners.map((corner) => corner[axis])),
  ];
  const low: Vec3 = [extent(0)[0], extent(1)[0], extent(2)[0]];
  const high: Vec3 = [extent(0)[1], extent(1)[1], extent(2)[1]];
  const count = (axis: 0 | 1 | 2) => roundHalfEven(high[axis] - low[axis] + 1);
  const size: Vec3 = [count(0), count(1), count(2)];
  // MONAI starts at the corner that is lowest along all three axes; an oblique scan has none and is centred instead.
  const lowest = corners.find((corner) => corner.every((value, axis) => Math.abs(value - (low[axis] ?? 0)) <= 1e-8));
  const middle = toRas(voxelToWorld(geometry, [ns[0] / 2, ns[1] / 2, ns[2] / 2]));
  const offset: Vec3 = lowest ?? [middle[0] - size[0] / 2, middle[1] - size[1] / 2, middle[2] - size[2] / 2];

  const exactIndex = (index: Vec3) =>
    worldToVoxel(geometry, toRas([offset[0] + index[0], offset[1] + index[1], offset[2] + index[2]]));
  const unchanged = size.every((voxels, axis) => voxels === ns[axis]) && isNearIdentity(exactIndex);
  if (unchanged) return { size, offset, sourceIndex: (index) => index };

  const stretched = (index: number, voxels: number) => (voxels === 1 ? 0 : (index * voxels) / (voxels - 1) - 0.5);
  const sourceIndex = (index: Vec3): Vec3 => {
    const at = exactIndex([stretched(index[0], size[0]), stretched(index[1], size[1]), stretched(index[2], size[2])]);
    const shrunk = (axis: 0 | 1 | 2) => ((at[axis] + 0.5) * (ns[axis] - 1)) / ns[axis];
    return [shrunk(0), shrunk(1), shrunk(2)];
  };
  return { size, offset, sourceIndex };
}

const toRas = ([x, y, z]: Vec3): Vec3 => [-x, -y, z];

function cornersRas(geometry: Geometry): Vec3[] {
  const last = geometry.size.map((voxels) => voxels - 1) as [number, number, number];
  const corners: Vec3[] = [];
  for (const i of [0, last[0]]) {
    for (const j of [0, last[1]]) {
      for (const k of [0, last[2]]) corners.push(toRas(voxelToWorld(geometry, [i, j, k])));
    }
  }
  return corners;
}

/** MONAI hands a scan back as it is when its grid differs from the new one by less than a thousandth of a voxel. */
function isNearIdentity(exactIndex: (index: Vec3) => Vec3): boolean {
  const origin = exactIndex([0, 0, 0]);
  const units: Vec3[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const close = (value: number, expected: number) => Math.abs(value - expected) <= 1e-3 + 1e-5 * Math.abs(expected);
  return (
    origin.every((value) => close(value, 0)) &&
    units.every((unit) => exactIndex(unit).every((value, axis) => close(value - (origin[axis] ?? 0), unit[axis] ?? 0)))
  );
}
