import type { Vec3 } from '#shared/imaging/geometry.ts';

/** Between two points in mm. */
export const distanceMm = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** Between the two readings that lie furthest apart, in mm; null where there are fewer than two. */
export function largestDistanceMm(seeds: readonly Vec3[]): number | null {
  if (seeds.length < 2) return null;
  return Math.max(...seeds.flatMap((seed, index) => seeds.slice(index + 1).map((other) => distanceMm(seed, other))));
}
