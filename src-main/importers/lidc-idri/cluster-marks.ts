import type { PlacedMark } from './placed-mark.ts';

/** A nodule has at most one mark of each of four readers. */
const mostMarks = 4;
const shrinking = 0.9;
const smallestTolerance = 0.1;

/**
 * Which marks are of one nodule, by pylidc's rule: two marks belong together if their outlines come as near as the
 * tolerance, and so on from mark to mark; where more than four come together the tolerance shrinks by tenths. Distances
 * are counted in voxel steps and the tolerance is the slice thickness in mm, both as pylidc has them: so the published
 * nodules come out.
 */
export function clusterMarks<M extends PlacedMark>(marks: readonly M[], sliceThicknessMm: number): M[][] {
  const distances = marks.map((a, n) => marks.slice(n + 1).map((b) => outlineDistance(a, b, sliceThicknessMm)));
  let tolerance = sliceThicknessMm;
  let groups = connected(marks.length, distances, tolerance);
  while (groups.some((group) => group.length > mostMarks)) {
    tolerance *= shrinking;
    if (tolerance < smallestTolerance) break;
    groups = connected(marks.length, distances, tolerance);
  }
  return groups.map((group) => group.map((index) => marks[index] as M));
}

/** Groups of indices in the order of their first. @param distances `[a][b - a - 1]` for a < b. */
function connected(count: number, distances: readonly (readonly number[])[], tolerance: number): number[][] {
  const groupOf = Array.from({ length: count }, (_, n) => n);
  distances.forEach((row, a) => {
    row.forEach((distance, offset) => {
      const [one, other] = [groupOf[a], groupOf[a + offset + 1]];
      if (distance > tolerance || one === other) return;
      groupOf.forEach((group, n) => {
        if (group === other) groupOf[n] = one as number;
      });
    });
  });
  const groups = new Map<number, number[]>();
  groupOf.forEach((group, n) => groups.set(group, [...(groups.get(group) ?? []), n]));
  return [...groups.values()];
}

/** Least distance between points of two marks, in voxel steps; infinite where it is beyond `reach`. */
function outlineDistance(a: PlacedMark, b: PlacedMark, reach: number): number {
  const apart = ([0, 1, 2] as const).some((axis) => {
    const [endA, endB] = [a.box.start[axis] + a.box.size[axis] - 1, b.box.start[axis] + b.box.size[axis] - 1];
    return a.box.start[axis] - endB > reach || b.box.start[axis] - endA > reach;
  });
  if (apart) return Number.POSITIVE_INFINITY;
  const cell = Math.max(Math.ceil(reach), 1);
  const cells = new Map<string, Set<string>>();
  const keyOf = (i: number, j: number, k: number): string => `${i} ${j} ${k}`;
  forEachPoint(b, (i, j, k) => {
    const key = keyOf(Math.floor(i / cell), Math.floor(j / cell), Math.floor(k / cell));
    const points = cells.get(key);
    if (points) points.add(keyOf(i, j, k));
    else cells.set(key, new Set([keyOf(i, j, k)]));
  });
  const inCells = new Map(
    [...cells].map(([key, points]) => [key, [...points].map((point) => point.split(' ').map(Number))]),
  );
  let least = Number.POSITIVE_INFINITY;
  forEachPoint(a, (i, j, k) => {
    if (least === 0) return;
    const [ci, cj, ck] = [Math.floor(i / cell), Math.floor(j / cell), Math.floor(k / cell)];
    for (let n = 0; n < 27; n++) {
      const near = inCells.get(keyOf(ci + (n % 3) - 1, cj + (Math.floor(n / 3) % 3) - 1, ck + Math.floor(n / 9) - 1));
      for (const [x = 0, y = 0, z = 0] of near ?? []) {
        const squared = (x - i) ** 2 + (y - j) ** 2 + (z - k) ** 2;
        if (squared < least) least = squared;
      }
    }
  });
  const distance = Math.sqrt(least);
  return distance > reach ? Number.POSITIVE_INFINITY : distance;
}

function forEachPoint({ outlines }: PlacedMark, take: (i: number, j: number, k: number) => void): void {
  for (const { points, slice } of outlines)
    for (let n = 0; n + 1 < points.length; n += 2) take(points[n] as number, points[n + 1] as number, slice);
}
