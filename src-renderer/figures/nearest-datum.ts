import type { Series } from '#shared/figure.ts';
import { axisReading, type MarkDatum, withInterval } from './mark-data.ts';
import type { MarkSpace } from './mark-geometry.ts';
import { type Point, type Rect, stepAt } from './plot-geometry.ts';

/** What lies under the pointer. */
export interface PointedAt {
  /** Position of the datum nearest to the pointer, in pixels of the panel. */
  readonly at: Point;
  readonly heading: string;
  readonly rows: readonly { readonly label: string; readonly colour: number; readonly text: string }[];
  /** Lesion that the datum stands for. */
  readonly subject: number | null;
}

/** Within so many pixels a datum is pointed at. */
const reach = 12;

/**
 * Reads a panel at a point of the plot: the nearest mark within reach, else the mark whose area the point lies in, else
 * the value of every curve at that x.
 */
export function readPanel(
  space: MarkSpace,
  data: readonly MarkDatum[],
  pointer: Point,
  hidden: ReadonlySet<string>,
): PointedAt | null {
  const datum = nearest(data, pointer) ?? smallestAround(data, pointer);
  const shown = space.panel.series.filter((series) => !hidden.has(series.id));
  if (!datum || datum.series.mark === 'raster') {
    const curves = readCurves(space, shown, pointer);
    if (curves || !datum) return curves;
  }
  const { heading, text } = datum.read(pointer);
  return {
    at: datum.series.mark === 'raster' ? pointer : { x: datum.x, y: datum.y },
    heading,
    rows: [{ label: datum.series.label, colour: datum.series.colour, text }],
    subject: datum.subject,
  };
}

function nearest(data: readonly MarkDatum[], pointer: Point): MarkDatum | null {
  let best: MarkDatum | null = null;
  let closest = reach;
  for (const datum of data) {
    if (datum.area) continue;
    const distance = Math.hypot(datum.x - pointer.x, datum.y - pointer.y);
    if (distance > closest) continue;
    [best, closest] = [datum, distance];
  }
  return best;
}

function smallestAround(data: readonly MarkDatum[], pointer: Point): MarkDatum | null {
  const size = ({ width, height }: Rect) => width * height;
  let best: MarkDatum | null = null;
  for (const datum of data) {
    if (!datum.area || !contains(datum.area, pointer)) continue;
    if (!best?.area || size(datum.area) < size(best.area)) best = datum;
  }
  return best;
}

export const contains = ({ x, y, width, height }: Rect, point: Point): boolean =>
  point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;

function readCurves({ panel, scale }: MarkSpace, shown: readonly Series[], pointer: Point): PointedAt | null {
  const readings = shown.flatMap((series) => {
    const reading = readCurve(series, scale, pointer);
    return reading ? [{ series, ...reading }] : [];
  });
  const nearestCurve = readings.reduce<(typeof readings)[number] | null>(
    (best, one) => (best && Math.abs(best.at.y - pointer.y) <= Math.abs(one.at.y - pointer.y) ? best : one),
    null,
  );
  if (!nearestCurve) return null;
  return {
    at: nearestCurve.at,
    heading: axisReading(panel.x, nearestCurve.x),
    rows: readings.map(({ series, text }) => ({ label: series.label, colour: series.colour, text })),
    subject: null,
  };
}

function readCurve(
  series: Series,
  scale: MarkSpace['scale'],
  pointer: Point,
): { at: Point; x: number; text: string } | null {
  if (series.mark !== 'line' && series.mark !== 'step') return null;
  const near = series.points.reduce<Point | null>((best, point) => {
    const distance = Math.abs(scale.x(point.x) - pointer.x);
    return best && Math.abs(scale.x(best.x) - pointer.x) <= distance ? best : point;
  }, null);
  if (!near) return null;
  const first = scale.x(series.points[0]!.x);
  const last = scale.x(series.points.at(-1)!.x);
  if (pointer.x < first - reach || pointer.x > last + reach) return null;
  const interval = series.band && stepAt(series.band, near.x);
  return {
    at: { x: scale.x(near.x), y: scale.y(near.y) },
    x: near.x,
    text: withInterval(near.y, interval?.low, interval?.high),
  };
}

/**
 * The places that arrow keys go through, from left to right: the marks, or in a panel of curves their vertices. Where
 * marks are lesions, the hundreds of vertices of contours around them are passed over.
 */
export function readablePlaces({ panel, scale }: MarkSpace, data: readonly MarkDatum[]): Point[] {
  const isLinked = data.some(({ subject }) => subject !== null);
  const marks = data.filter(({ series }) => !isLinked || series.mark !== 'contours').map(({ x, y }) => ({ x, y }));
  const curve = panel.series.find((series) => series.mark === 'line' || series.mark === 'step');
  const places =
    marks.length > 0 || !curve ? marks : curve.points.map((point) => ({ x: scale.x(point.x), y: scale.y(point.y) }));
  return places.sort((a, b) => a.x - b.x || a.y - b.y);
}
