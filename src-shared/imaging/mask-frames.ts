import { AppError } from '../errors.ts';
import { planesOf } from './contour-planes.ts';
import { type Geometry, type Vec3, type VoxelBox, voxelCount, voxelToWorld, worldToVoxel } from './geometry.ts';
import { type Mask, trimMask } from './mask.ts';

/** One flat piece of a segmentation: where it lies, and its pixels. */
export interface MaskFrame {
  /** LPS mm, centre of the first pixel. */
  readonly positionMm: Vec3;
  /** Unit vectors along which the column index, then the row index, increases. */
  readonly orientation: readonly number[];
  /** Between rows, between columns. */
  readonly pixelSpacingMm: readonly number[];
  /** 1 inside, over a box of columns x rows x 1 pixels. */
  readonly pixels: Mask;
}

interface PlacedFrame extends MaskFrame {
  readonly across: Vec3;
  readonly down: Vec3;
}

/** A mask from frames, and whether these lay on the voxels of the scan. */
export interface FramesMask extends Mask {
  readonly isOnGrid: boolean;
}

/** A frame is on the grid if no pixel of it differs by more than this part of a voxel. */
const gridTolerance = 0.1;
const samePlaneMm = 0.05;

/** A frame of pixels (column fastest) without what is empty around them. */
export const framePixels = (pixels: Uint8Array, columns: number, rows: number): Mask =>
  trimMask({ box: { start: [0, 0, 0], size: [columns, rows, 1] }, data: pixels });

/**
 * The voxels of a scan that flat pieces of a segmentation cover. Frames drawn on the grid of the scan (axes may be
 * permuted or turned around) are copied; others are sampled: each voxel takes the nearest pixel of the nearest frame, no
 * further away than half of `gapMm`, the distance of frames. Refuses sampled frames of several directions or pixel sizes
 * with `unsupported`.
 */
export function maskOfFrames(geometry: Geometry, frames: readonly MaskFrame[], gapMm: number | null): FramesMask {
  const drawn = frames.filter(({ pixels }) => pixels.data.length > 0).map(placed);
  const axes = drawn.map((frame) => gridAxes(frame, geometry));
  const isOnGrid = axes.every((one) => one !== null);
  if (drawn.length === 0) return { box: { start: [0, 0, 0], size: [0, 0, 0] }, data: new Uint8Array(0), isOnGrid };
  return isOnGrid
    ? { ...copied(geometry, drawn, axes as GridAxes[]), isOnGrid }
    : { ...sampled(geometry, drawn, gapMm), isOnGrid };
}

function placed(frame: MaskFrame): PlacedFrame {
  const [xr, yr, zr, xd, yd, zd] = frame.orientation as [number, number, number, number, number, number];
  return { ...frame, across: [xr, yr, zr], down: [xd, yd, zd] };
}

const pixelAt = ({ positionMm: p, across, down, pixelSpacingMm }: PlacedFrame, column: number, row: number): Vec3 => {
  const c = column * (pixelSpacingMm[1] as number);
  const r = row * (pixelSpacingMm[0] as number);
  return [p[0] + across[0] * c + down[0] * r, p[1] + across[1] * c + down[1] * r, p[2] + across[2] * c + down[2] * r];
};

interface GridAxes {
  /** Voxel of pixel (0, 0), and the steps of one column and one row. */
  readonly origin: Vec3;
  readonly column: Vec3;
  readonly row: Vec3;
}

/** Null where the pixels of a frame are not voxels of the grid. */
function gridAxes(frame: PlacedFrame, geometry: Geometry): GridAxes | null {
  const { start, size } = frame.pixels.box;
  const last = [start[0] + size[0] - 1, start[1] + size[1] - 1] as const;
  const origin = worldToVoxel(geometry, pixelAt(frame, 0, 0));
  const step = (column: number, row: number): Vec3 => {
    const [a, b, c] = worldToVoxel(geometry, pixelAt(frame, column, row));
    return [a - origin[0], b - origin[1], c - origin[2]];
  };
  const rounded = ([a, b, c]: Vec3): Vec3 => [Math.round(a), Math.round(b), Math.round(c)];
  const axes = { origin: rounded(origin), column: rounded(step(1, 0)), row: rounded(step(0, 1)) };
  const isUnit = (one: Vec3) => Math.abs(one[0]) + Math.abs(one[1]) + Math.abs(one[2]) === 1;
  if (!isUnit(axes.column) || !isUnit(axes.row)) return null;
  const corners = [
    [start[0], start[1]],
    [last[0], start[1]],
    [start[0], last[1]],
  ] as const;
  const fits = corners.every(([column, row]) => {
    const found = worldToVoxel(geometry, pixelAt(frame, column, row));
    return found.every(
      (value, axis) => Math.abs(value - voxelOf(axes, column, row, axis as 0 | 1 | 2)) <= gridTolerance,
    );
  });
  return fits ? axes : null;
}

const voxelOf = ({ origin, column, row }: GridAxes, c: number, r: number, axis: 0 | 1 | 2): number =>
  origin[axis] + c * column[axis] + r * row[axis];

function copied(geometry: Geometry, frames: readonly PlacedFrame[], axes: readonly GridAxes[]): Mask {
  const box = boxOf(geometry, frames, 0);
  const data = new Uint8Array(voxelCount(box.size));
  frames.forEach(({ pixels }, n) => {
    const { start, size } = pixels.box;
    for (let at = 0; at < pixels.data.length; at++) {
      if (!pixels.data[at]) continue;
      const column = start[0] + (at % size[0]);
      const row = start[1] + Math.floor(at / size[0]);
      const i = voxelOf(axes[n] as GridAxes, column, row, 0) - box.start[0];
      const j = voxelOf(axes[n] as GridAxes, column, row, 1) - box.start[1];
      const k = voxelOf(axes[n] as GridAxes, column, row, 2) - box.start[2];
      const isInside = i >= 0 && j >= 0 && k >= 0 && i < box.size[0] && j < box.size[1] && k < box.size[2];
      if (isInside) data[(k * box.size[1] + j) * box.size[0] + i] = 1;
    }
  });
  return { box, data };
}

function sampled(geometry: Geometry, frames: readonly PlacedFrame[], gapMm: number | null): Mask {
  const [first] = frames as readonly [PlacedFrame, ...PlacedFrame[]];
  const isAlike = frames.every(
    (frame) =>
      frame.orientation.every((value, n) => Math.abs(value - (first.orientation[n] ?? 0)) < 1e-3) &&
      frame.pixelSpacingMm.every((value, n) => Math.abs(value - (first.pixelSpacingMm[n] ?? 0)) < 1e-4),
  );
  const normal = cross(first.across, first.down);
  if (!isAlike || !(Math.abs(Math.hypot(...normal) - 1) < 0.01)) {
    throw new AppError(
      'unsupported',
      'The frames of the segmentation differ in direction or pixel size from each other.',
    );
  }
  const planes = planesOf(
    frames.map(({ positionMm }) => dot(positionMm, normal)),
    samePlaneMm,
  );
  const gaps = planes.slice(1).map(({ position }, n) => position - (planes[n]?.position ?? 0));
  const reach = (gapMm ?? Math.min(...gaps, ...(gaps.length === 0 ? [Math.min(...geometry.spacingMm)] : []))) / 2;
  const box = boxOf(geometry, frames, reach);
  const data = new Uint8Array(voxelCount(box.size));
  let at = 0;
  for (let k = 0; k < box.size[2]; k++) {
    for (let j = 0; j < box.size[1]; j++) {
      for (let i = 0; i < box.size[0]; i++, at++) {
        const point = voxelToWorld(geometry, [i + box.start[0], j + box.start[1], k + box.start[2]]);
        const plane = nearestPlane(planes, dot(point, normal), reach);
        if (plane?.some((n) => isPixel(frames[n] as PlacedFrame, point))) data[at] = 1;
      }
    }
  }
  return { box, data };
}

function isPixel({ positionMm: p, across, down, pixelSpacingMm, pixels }: PlacedFrame, point: Vec3): boolean {
  const offset: Vec3 = [point[0] - p[0], point[1] - p[1], point[2] - p[2]];
  const column = Math.round(dot(offset, across) / (pixelSpacingMm[1] as number)) - pixels.box.start[0];
  const row = Math.round(dot(offset, down) / (pixelSpacingMm[0] as number)) - pixels.box.start[1];
  const [columns, rows] = pixels.box.size;
  return column >= 0 && row >= 0 && column < columns && row < rows && pixels.data[row * columns + column] === 1;
}

function nearestPlane(
  planes: readonly { readonly position: number; readonly members: readonly number[] }[],
  w: number,
  reach: number,
): readonly number[] | null {
  let [low, high] = [0, planes.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((planes[middle]?.position ?? 0) < w) low = middle + 1;
    else high = middle;
  }
  const above = planes[low];
  const below = planes[Math.max(low - 1, 0)];
  if (!above || !below) return null;
  const best = w - below.position < above.position - w ? below : above;
  const away = w - best.position;
  return away >= -reach && away < reach ? best.members : null;
}

/** The voxels of the scan around the pixels of the frames, widened along their normal by `reachMm`. */
function boxOf(geometry: Geometry, frames: readonly PlacedFrame[], reachMm: number): VoxelBox {
  const half = reachMm > 0 ? 0.5 : 0;
  const points = frames.flatMap((frame) => {
    const { start, size } = frame.pixels.box;
    const normal = cross(frame.across, frame.down);
    return [start[0] - half, start[0] + size[0] - 1 + half].flatMap((column) =>
      [start[1] - half, start[1] + size[1] - 1 + half].flatMap((row) => {
        const [x, y, z] = pixelAt(frame, column, row);
        return [-reachMm, reachMm].map((side) =>
          worldToVoxel(geometry, [x + side * normal[0], y + side * normal[1], z + side * normal[2]]),
        );
      }),
    );
  });
  return clippedBox(geometry, points, reachMm > 0 ? 0 : gridTolerance);
}

/** The smallest box of voxels of a scan that holds these continuous indices, moved inwards by `slack` of a voxel. */
export function clippedBox({ size }: Geometry, indices: readonly Vec3[], slack = 0): VoxelBox {
  const span = (axis: 0 | 1 | 2) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const index of indices) {
      low = Math.min(low, index[axis]);
      high = Math.max(high, index[axis]);
    }
    const start = Math.max(Math.floor(low + slack), 0);
    const end = Math.min(Math.ceil(high - slack), size[axis] - 1);
    return end < start ? { start: 0, size: 0 } : { start, size: end - start + 1 };
  };
  const [i, j, k] = [span(0), span(1), span(2)];
  return { start: [i.start, j.start, k.start], size: [i.size, j.size, k.size] };
}

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
