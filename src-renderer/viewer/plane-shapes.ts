import { type Geometry, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { contourRings } from '#shared/numerics/density.ts';
import type { Pose } from './pose.ts';
import { type PlaneGrid, reslice } from './reslice.ts';
import { along, columnOf, dot, minus } from './vectors.ts';

/** The plane of a view, without its scale. */
export type Plane3 = Pick<Pose, 'middleMm' | 'right' | 'down' | 'through'>;
/** A point of a plane, in mm right and down of its `middleMm`. */
export type PlanePoint = readonly [number, number];
export type Ring = readonly PlanePoint[];

export const onPlane = (plane: Plane3, pointMm: Vec3): PlanePoint => {
  const from = minus(pointMm, plane.middleMm);
  return [dot(from, plane.right), dot(from, plane.down)];
};

/** Where a plane cuts the cube of 50 mm along LPS around a point: a closed polygon of 3 to 6 corners, or null. */
export function cubeOnPlane(plane: Plane3, middleMm: Vec3): Ring | null {
  const half = patchEdge / 2;
  const signs = [-half, half];
  const corners = signs.flatMap((z) => signs.flatMap((y) => signs.map((x): Vec3 => [x, y, z])));
  const cuts: PlanePoint[] = [];
  for (const [a, b] of cubeEdges) {
    const from = along(middleMm, corners[a]!, 1);
    const to = along(middleMm, corners[b]!, 1);
    const low = dot(plane.through, minus(from, plane.middleMm));
    const high = dot(plane.through, minus(to, plane.middleMm));
    if (low > 0 === high > 0) continue;
    cuts.push(onPlane(plane, along(from, minus(to, from), low / (low - high))));
  }
  if (cuts.length < 3) return null;
  const mean = [0, 1].map((axis) => cuts.reduce((sum, cut) => sum + cut[axis]!, 0) / cuts.length) as [number, number];
  const angle = ([x, y]: PlanePoint): number => Math.atan2(y - mean[1], x - mean[0]);
  return cuts.sort((a, b) => angle(a) - angle(b));
}

/** Pairs of corners, numbered x + 2 y + 4 z, that differ along one axis. */
const cubeEdges = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) =>
  [1, 2, 4].filter((bit) => (corner & bit) === 0).map((bit): [number, number] => [corner, corner | bit]),
);

/** A raster on a plane: values at the middles of cells, row by row from the top left. */
export interface PlaneRaster {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
  /** Of the middle of the first cell. */
  readonly first: PlanePoint;
  readonly stepMm: number;
}

/**
 * A small volume on a plane, sampled at half of its least spacing over its own extent alone.
 * @returns null where the plane misses it.
 */
export function volumeOnPlane(plane: Plane3, geometry: Geometry, data: ArrayLike<number>): PlaneRaster | null {
  const box = boxOnPlane(plane, geometry);
  if (!box) return null;
  const stepMm = Math.max(
    Math.min(...geometry.spacingMm) / 2,
    (box.right - box.left) / 600,
    (box.bottom - box.top) / 600,
  );
  const columns = Math.ceil((box.right - box.left) / stepMm) + 1;
  const rows = Math.ceil((box.bottom - box.top) / stepMm) + 1;
  const grid: PlaneGrid = {
    firstMm: along(along(plane.middleMm, plane.right, box.left), plane.down, box.top),
    right: plane.right,
    down: plane.down,
    through: plane.through,
    stepMm,
    columns,
    rows,
  };
  return { columns, rows, values: reslice(geometry, data, grid), first: [box.left, box.top], stepMm };
}

function boxOnPlane(plane: Plane3, geometry: Geometry) {
  const depths: number[] = [];
  const points: PlanePoint[] = [];
  for (const k of [-1, geometry.size[2]]) {
    for (const j of [-1, geometry.size[1]]) {
      for (const i of [-1, geometry.size[0]]) {
        const corner = voxelToWorld(geometry, [i, j, k]);
        depths.push(dot(plane.through, minus(corner, plane.middleMm)));
        points.push(onPlane(plane, corner));
      }
    }
  }
  if (Math.min(...depths) > 0 || Math.max(...depths) < 0) return null;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** Closed rings where a raster crosses a level, outer ring first, then its holes; what lies outside counts as `outside`. */
export function ringsAt(raster: PlaneRaster, level: number, outside: number): Ring[][] {
  return contourRings(
    {
      columns: raster.columns,
      rows: raster.rows,
      x0: raster.first[0],
      y0: raster.first[1],
      stepX: raster.stepMm,
      stepY: raster.stepMm,
      values: new Float64Array(raster.values).map((value) => (Number.isNaN(value) ? outside : value)),
    },
    level,
  );
}

/** The outline of a mask on a plane: where it is half inside. */
export function maskOnPlane(plane: Plane3, geometry: Geometry, inside: Uint8Array): Ring[][] {
  const raster = volumeOnPlane(plane, geometry, inside);
  return raster ? ringsAt(raster, 0.5, 0) : [];
}

/** Half of the least extent of a voxel through a plane: how near a point must lie to count as in the slice. */
export const halfSliceMm = (geometry: Geometry, through: Vec3): number =>
  axes.reduce<number>(
    (sum, axis) => sum + (Math.abs(dot(through, columnOf(geometry.direction, axis))) * geometry.spacingMm[axis]) / 2,
    0,
  );
const axes: readonly (0 | 1 | 2)[] = [0, 1, 2];
