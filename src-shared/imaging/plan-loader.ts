import { AppError } from '../errors.ts';
import { type Direction, type Geometry, type Vec3, voxelToWorld } from './geometry.ts';
import { assertSeedInside, clampedCrop, notCentredWarning, type PatchPlan, roundHalfEven } from './patch-plan.ts';
import { patchEdge } from './profiles.ts';

type Axis = 0 | 1 | 2;

/**
 * `fmcib-loader-1`: what the reference package's training and extraction loader gives with `orient: False` (its setting
 * for the second and third use case): SimpleITK linear resampling to 1 mm on the scan's own axes (origin and direction
 * kept, size = round(N spacing), integer types truncated toward zero), crop about the truncated seed index, then
 * `DICOMOrient("LPS")` of the crop. An oblique scan stays oblique.
 */
export function planLoader(geometry: Geometry, seedMm: Vec3): PatchPlan {
  assertSeedInside(geometry, seedMm);
  const { spacingMm: s, size: n } = geometry;
  const upright: Geometry = {
    ...geometry,
    spacingMm: [1, 1, 1],
    size: [roundHalfEven(n[0] * s[0]), roundHalfEven(n[1] * s[1]), roundHalfEven(n[2] * s[2])],
  };
  const seed = offsetAlongAxes(geometry, seedMm);
  const crops = ([0, 1, 2] as const).map((axis) =>
    clampedCrop(Math.trunc(seed[axis]), upright.size[axis], patchEdge / 2),
  );
  if (crops.some((crop) => crop.size < 1)) {
    throw new AppError('invalid-input', 'The seed lies outside the resampled scan.');
  }
  const axes = closestAxes(geometry.direction);
  const first: [number, number, number] = [0, 0, 0];
  const columns: Vec3[] = [];
  const steps: Vec3[] = [];
  const size: number[] = [];
  for (const { source, sign } of axes) {
    const crop = crops[source]!;
    first[source] = sign > 0 ? crop.start : crop.start + crop.size - 1;
    size.push(crop.size);
    steps.push(([0, 1, 2] as const).map((axis) => (axis === source ? sign / s[axis] : 0)) as [number, number, number]);
    columns.push(column(geometry.direction, source).map((value) => value * sign) as [number, number, number]);
  }
  const [x, y, z] = columns as [Vec3, Vec3, Vec3];
  const outputSize = size as [number, number, number];
  return {
    grid: {
      size: outputSize,
      origin: [first[0] / s[0], first[1] / s[1], first[2] / s[2]],
      steps: steps as [Vec3, Vec3, Vec3],
    },
    edge: 'nearest',
    truncatesIntegers: true,
    geometry: {
      size: outputSize,
      spacingMm: [1, 1, 1],
      originMm: voxelToWorld(upright, first),
      direction: [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]],
    },
    warnings: size.some((voxels) => voxels < patchEdge) ? [notCentredWarning] : [],
  };
}

/** Millimetres from voxel 0 along the scan's own axes: the continuous index at 1 mm. */
function offsetAlongAxes(geometry: Geometry, pointMm: Vec3): Vec3 {
  const { originMm: o, direction: d } = geometry;
  const [x, y, z] = [pointMm[0] - o[0], pointMm[1] - o[1], pointMm[2] - o[2]];
  return [d[0] * x + d[3] * y + d[6] * z, d[1] * x + d[4] * y + d[7] * z, d[2] * x + d[5] * y + d[8] * z];
}

const column = (direction: Direction, axis: Axis): Vec3 => [
  direction[axis],
  direction[(axis + 3) as 3 | 4 | 5],
  direction[(axis + 6) as 6 | 7 | 8],
];

/** For the L, P and S axes in turn: the scan axis nearest to it and whether it runs the same way. */
function closestAxes(direction: Direction): { source: Axis; sign: 1 | -1 }[] {
  const found: { source: Axis; sign: 1 | -1 }[] = [];
  const rows = new Set<number>([0, 1, 2]);
  const columns = new Set<Axis>([0, 1, 2]);
  while (rows.size > 0) {
    let best = { row: -1, source: 0 as Axis, value: 0 };
    for (const row of rows) {
      for (const source of columns) {
        const value = direction[row * 3 + source] ?? 0;
        if (best.row < 0 || Math.abs(value) > Math.abs(best.value)) best = { row, source, value };
      }
    }
    rows.delete(best.row);
    columns.delete(best.source);
    found[best.row] = { source: best.source, sign: best.value < 0 ? -1 : 1 };
  }
  return found;
}
