import { AppError } from '../errors.ts';
import { medianGap, planesOf } from './contour-planes.ts';
import type { Contour } from './contours.ts';
import { type Geometry, type Vec3, type VoxelBox, voxelCount, voxelToWorld, worldToVoxel } from './geometry.ts';
import type { Mask } from './mask.ts';
import { clippedBox } from './mask-frames.ts';

/** A contour may leave its plane by this much, and its plane may lean by about two degrees. */
const flatnessMm = 0.5;
const parallelCosine = 0.9994;
const samePlaneMm = 0.1;
const bandCount = 512;
const workLimit = 2e9;

/**
 * The voxels inside contours of parallel planes that are slices of the scan in none of its directions. A voxel belongs to
 * the nearest plane, no further away than half the distance of the planes (of a single plane: half a voxel), and is
 * inside by the even-odd rule. Refuses contours that are not flat or lie in several directions with `unsupported`.
 */
export function rasteriseOblique(geometry: Geometry, contours: readonly Contour[]): Mask {
  const frame = frameOf(contours);
  const flat = contours.map((points) => flatten(points, frame));
  const planes = planesOf(
    flat.map(({ w }) => w),
    samePlaneMm,
  );
  const gapMm = medianGap(planes) ?? voxelThickness(geometry, frame.w);
  const edges = planes.map(({ members }) => bandsOf(members.map((n) => flat[n] as Flat)));
  const box = boxOf(geometry, contours, frame.w, gapMm / 2);
  const data = new Uint8Array(voxelCount(box.size));
  assertAffordable(edges, data.length);
  const positions = planes.map(({ position }) => position);
  let at = 0;
  for (let k = 0; k < box.size[2]; k++) {
    for (let j = 0; j < box.size[1]; j++) {
      for (let i = 0; i < box.size[0]; i++, at++) {
        const point = voxelToWorld(geometry, [i + box.start[0], j + box.start[1], k + box.start[2]]);
        const plane = nearest(positions, dot(point, frame.w), gapMm / 2);
        if (plane !== null && isInside(edges[plane] as Bands, dot(point, frame.u), dot(point, frame.v))) data[at] = 1;
      }
    }
  }
  return { box, data };
}

interface Frame {
  readonly u: Vec3;
  readonly v: Vec3;
  /** Normal of the planes. */
  readonly w: Vec3;
}

interface Flat {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly w: number;
}

/** Edges by bands of v, so that a point meets only the few beside it. */
interface Bands {
  readonly low: number;
  readonly perBand: number;
  /** ua, va, ub, vb of each edge. */
  readonly bands: readonly (readonly number[])[];
}

function frameOf(contours: readonly Contour[]): Frame {
  const normals = contours.map(areaVector);
  const largest = normals.reduce((a, b) => (Math.hypot(...b) > Math.hypot(...a) ? b : a));
  const area = Math.hypot(...largest);
  if (!(area > 0)) throw new AppError('unsupported', 'The contours of the region enclose nothing.');
  const w: Vec3 = [largest[0] / area, largest[1] / area, largest[2] / area];
  for (const normal of normals) {
    const size = Math.hypot(...normal);
    if (size > 0.01 * area && Math.abs(dot(normal, w)) < parallelCosine * size) {
      throw new AppError('unsupported', 'The contours of the region lie in planes of several directions.');
    }
  }
  const away: Vec3 = Math.abs(w[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const across = cross(w, away);
  const length = Math.hypot(...across);
  const u: Vec3 = [across[0] / length, across[1] / length, across[2] / length];
  return { u, v: cross(w, u), w };
}

/** Twice the area of a polygon along its normal (Newell). */
function areaVector(points: Contour): Vec3 {
  const sum: [number, number, number] = [0, 0, 0];
  const at = (n: number): Vec3 => [points[n * 3] ?? 0, points[n * 3 + 1] ?? 0, points[n * 3 + 2] ?? 0];
  const count = points.length / 3;
  const [x, y, z] = at(0);
  for (let n = 1; n + 1 < count; n++) {
    const [a, b] = [at(n), at(n + 1)];
    const product = cross([a[0] - x, a[1] - y, a[2] - z], [b[0] - x, b[1] - y, b[2] - z]);
    sum[0] += product[0];
    sum[1] += product[1];
    sum[2] += product[2];
  }
  return sum;
}

function flatten(points: Contour, frame: Frame): Flat {
  const count = points.length / 3;
  const u = new Float64Array(count);
  const v = new Float64Array(count);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < count; n++) {
    const point: Vec3 = [points[n * 3] ?? 0, points[n * 3 + 1] ?? 0, points[n * 3 + 2] ?? 0];
    u[n] = dot(point, frame.u);
    v[n] = dot(point, frame.v);
    const w = dot(point, frame.w);
    low = Math.min(low, w);
    high = Math.max(high, w);
  }
  if (high - low > 2 * flatnessMm) {
    throw new AppError(
      'unsupported',
      `A contour of the region is not flat: its points lie ${(high - low).toFixed(1)} mm apart across its plane.`,
    );
  }
  return { u, v, w: (low + high) / 2 };
}

function bandsOf(polygons: readonly Flat[]): Bands {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { v } of polygons) {
    for (const value of v) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const perBand = Math.max((high - low) / bandCount, 1e-9);
  const bands: number[][] = Array.from({ length: bandCount }, () => []);
  let entries = 0;
  for (const { u, v } of polygons) {
    for (let n = 0; n < u.length; n++) {
      const next = n + 1 === u.length ? 0 : n + 1;
      const [va, vb] = [v[n] as number, v[next] as number];
      const first = Math.floor((Math.min(va, vb) - low) / perBand);
      const last = Math.min(Math.floor((Math.max(va, vb) - low) / perBand), bandCount - 1);
      entries += last - first + 1;
      if (entries > 2 ** 23) throw new AppError('unsupported', 'A contour is too intricate to be an outline.');
      for (let band = first; band <= last; band++) bands[band]?.push(u[n] as number, va, u[next] as number, vb);
    }
  }
  return { low, perBand, bands };
}

function isInside({ low, perBand, bands }: Bands, u: number, v: number): boolean {
  const band = bands[Math.floor((v - low) / perBand)];
  if (!band) return false;
  let inside = false;
  for (let n = 0; n < band.length; n += 4) {
    const [ua, va, ub, vb] = [band[n] as number, band[n + 1] as number, band[n + 2] as number, band[n + 3] as number];
    if (va <= v !== vb <= v && u < ua + ((v - va) * (ub - ua)) / (vb - va)) inside = !inside;
  }
  return inside;
}

/** The nearest of ascending positions within `reach`, its upper end excluded so that no voxel belongs to two planes. */
function nearest(positions: readonly number[], w: number, reach: number): number | null {
  let [low, high] = [0, positions.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] as number) < w) low = middle + 1;
    else high = middle;
  }
  const below = Math.max(low - 1, 0);
  const best = w - (positions[below] as number) < (positions[low] as number) - w ? below : low;
  const away = w - (positions[best] as number);
  return away >= -reach && away < reach ? best : null;
}

function assertAffordable(planes: readonly Bands[], voxels: number): void {
  const edges = planes.reduce((sum, { bands }) => sum + bands.reduce((total, band) => total + band.length / 4, 0), 0);
  if ((edges / (planes.length * bandCount)) * voxels > workLimit) {
    throw new AppError('unsupported', 'The contours are too intricate to be an outline.');
  }
}

/** How far a voxel reaches along a direction. */
const voxelThickness = ({ direction: d, spacingMm: s }: Geometry, w: Vec3): number =>
  Math.max(
    ...([0, 1, 2] as const).map((axis) => Math.abs(dot([d[axis], d[axis + 3] ?? 0, d[axis + 6] ?? 0], w)) * s[axis]),
  );

/** The voxels around contours that reach `reachMm` to both sides of their planes. */
function boxOf(geometry: Geometry, contours: readonly Contour[], w: Vec3, reachMm: number): VoxelBox {
  const indices: Vec3[] = [];
  for (const points of contours) {
    for (let n = 0; n < points.length; n += 3) {
      for (const side of [-reachMm, reachMm]) {
        const [x, y, z] = [points[n] ?? 0, points[n + 1] ?? 0, points[n + 2] ?? 0];
        indices.push(worldToVoxel(geometry, [x + side * w[0], y + side * w[1], z + side * w[2]]));
      }
    }
  }
  return clippedBox(geometry, indices);
}

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
