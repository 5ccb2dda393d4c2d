import type { MarkDatum } from './mark-data.ts';
import type { Point } from './plot-geometry.ts';

/** Whether a point lies in a polygon, by the even-odd rule; a polygon of fewer than three corners holds nothing. */
export function isInside(polygon: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i]!, polygon[j]!];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return polygon.length >= 3 && inside;
}

/** The lesions whose marks lie in a polygon, each once; images and areas are no marks of single lesions. */
export function subjectsIn(polygon: readonly Point[], data: readonly MarkDatum[]): number[] {
  const subjects = new Set<number>();
  for (const { subject, series, x, y } of data) {
    if (subject !== null && series.mark !== 'raster' && isInside(polygon, { x, y })) subjects.add(subject);
  }
  return [...subjects];
}
