import type { Axis, Panel } from '#shared/figure.ts';
import { seriesValues } from './mark-extents.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where data fall in the plot, in pixels; y grows downwards, categories of a y axis are listed downwards. */
export interface PlotScale {
  x(value: number): number;
  y(value: number): number;
}

export function plotScale(
  plot: Rect,
  x: { axis: Axis; domain: readonly [number, number] },
  y: { axis: Axis; domain: readonly [number, number] },
): PlotScale {
  const shareX = axisShare(x.axis, x.domain);
  const shareY = axisShare(y.axis, y.domain);
  const down = y.axis.scale === 'category';
  return {
    x: (value) => plot.x + shareX(value) * plot.width,
    y: (value) => plot.y + (down ? shareY(value) : 1 - shareY(value)) * plot.height,
  };
}

/** Position of a value between the ends of an axis, 0 to 1. */
export function axisShare(axis: Axis, [low, high]: readonly [number, number]): (value: number) => number {
  const position = axis.scale === 'log' ? Math.log10 : (value: number) => value;
  const [start, span] = [position(low), position(high) - position(low)];
  return (value) => (position(value) - start) / span;
}

/** Smallest and largest value along one axis over everything drawn; null for a panel without data. */
export function dataExtent(panel: Panel, key: 'x' | 'y'): [number, number] | null {
  const values = [
    ...panel.series.flatMap((series) => seriesValues(series, key)),
    ...panel.guides.flatMap((guide) => [guide.from[key], guide.to[key]]),
  ].filter((value) => Number.isFinite(value) && (panel[key].scale !== 'log' || value > 0));
  if (values.length === 0) return null;
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** The corners of a right-continuous step curve. */
export const stepCorners = (points: readonly Point[]): Point[] =>
  points.flatMap((point, i) => {
    const before = points[i - 1];
    return before ? [{ x: point.x, y: before.y }, point] : [point];
  });

/** The value of a step curve or stepwise band at `x`: the last vertex at or before it; null before the first. */
export function stepAt<P extends { x: number }>(vertices: readonly P[], x: number): P | null {
  let found: P | null = null;
  for (const vertex of vertices) {
    if (vertex.x > x) break;
    found = vertex;
  }
  return found;
}

export const overlaps = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a segment touches a rectangle. */
export const segmentTouches = (from: Point, to: Point, rect: Rect): boolean => clipSegment(from, to, rect) !== null;

/** The part of a segment inside a rectangle (Liang-Barsky); null where there is none. */
export function clipSegment(from: Point, to: Point, rect: Rect): [Point, Point] | null {
  let [start, end] = [0, 1];
  for (const [delta, near, far] of [
    [to.x - from.x, rect.x - from.x, rect.x + rect.width - from.x],
    [to.y - from.y, rect.y - from.y, rect.y + rect.height - from.y],
  ] as const) {
    if (delta === 0) {
      if (near > 0 || far < 0) return null;
      continue;
    }
    const [enter, leave] = delta > 0 ? [near / delta, far / delta] : [far / delta, near / delta];
    start = Math.max(start, enter);
    end = Math.min(end, leave);
  }
  if (start > end) return null;
  const at = (share: number) => ({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
  return [at(start), at(end)];
}
