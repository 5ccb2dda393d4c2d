import type { Vec3 } from '#shared/imaging/geometry.ts';

/**
 * A volume being drawn, in millimetres about its nodule (0, 0, 0), axes along LPS. Values are HU. Shapes are painted
 * by their signed distance, with an edge one voxel wide, so that partial volumes look as a scanner makes them.
 */
export interface Canvas {
  readonly size: Vec3;
  readonly spacingMm: Vec3;
  /** Centre of voxel (0, 0, 0). */
  readonly originMm: Vec3;
  /** i fastest. */
  readonly hu: Float32Array;
}

export function createCanvas(size: Vec3, spacingMm: Vec3, originMm: Vec3): Canvas {
  return { size, spacingMm, originMm, hu: new Float32Array(size[0] * size[1] * size[2]) };
}

/**
 * Visits the voxels whose centres lie in the box `centre +- reach` with their index and place.
 * @param reach half the edge of the box in mm, or Infinity for the whole canvas.
 */
export function visit(
  canvas: Canvas,
  centre: Vec3,
  reach: number,
  visitor: (index: number, x: number, y: number, z: number) => void,
): void {
  const { size, spacingMm, originMm } = canvas;
  const first = (axis: 0 | 1 | 2): number =>
    Math.max(0, Math.ceil((centre[axis] - reach - originMm[axis]) / spacingMm[axis]));
  const last = (axis: 0 | 1 | 2): number =>
    Math.min(size[axis] - 1, Math.floor((centre[axis] + reach - originMm[axis]) / spacingMm[axis]));
  const [i0, i1, j0, j1, k0, k1] = [first(0), last(0), first(1), last(1), first(2), last(2)];
  for (let k = k0; k <= k1; k++) {
    const z = originMm[2] + k * spacingMm[2];
    for (let j = j0; j <= j1; j++) {
      const y = originMm[1] + j * spacingMm[1];
      let index = (k * size[1] + j) * size[0] + i0;
      for (let i = i0; i <= i1; i++) visitor(index++, originMm[0] + i * spacingMm[0], y, z);
    }
  }
}

/** Mixes `hu` into a voxel by how much of it lies inside a shape: `distanceMm` is negative inside. */
export function blend(canvas: Canvas, index: number, distanceMm: number, hu: number): void {
  const edge = canvas.spacingMm[0];
  if (distanceMm >= edge / 2) return;
  const cover = distanceMm <= -edge / 2 ? 1 : 0.5 - distanceMm / edge;
  const old = canvas.hu[index] ?? 0;
  canvas.hu[index] = old + (hu - old) * cover;
}

/**
 * Paints a capsule that tapers from radius `r0` at `a` to `r1` at `b`. Tubes thinner than a voxel fade instead of
 * vanishing between voxel centres.
 */
export function paintCapsule(canvas: Canvas, a: Vec3, b: Vec3, r0: number, r1: number, hu: number): void {
  const axis: Vec3 = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const squared = axis[0] ** 2 + axis[1] ** 2 + axis[2] ** 2;
  const centre: Vec3 = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
  const reach =
    Math.max(Math.abs(axis[0]), Math.abs(axis[1]), Math.abs(axis[2])) / 2 + Math.max(r0, r1) + canvas.spacingMm[0];
  visit(canvas, centre, reach, (index, x, y, z) => {
    const [px, py, pz] = [x - a[0], y - a[1], z - a[2]];
    const t = Math.min(1, Math.max(0, (px * axis[0] + py * axis[1] + pz * axis[2]) / (squared || 1)));
    const distance = Math.hypot(px - t * axis[0], py - t * axis[1], pz - t * axis[2]) - (r0 + t * (r1 - r0));
    blend(canvas, index, distance, hu);
  });
}
