import type { Axis, Panel, Series } from '#shared/figure.ts';
import { type PlotScale, type Point, stepAt } from './plot-geometry.ts';
import { readableNumber } from './ticks.ts';

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
 * Reads a panel at a point of the plot: a single datum (point, bar, censoring tick) within reach, else the value of
 * every curve at that x.
 */
export function readPanel(
  panel: Panel,
  scale: PlotScale,
  pointer: Point,
  hidden: ReadonlySet<string>,
): PointedAt | null {
  const shown = panel.series.filter((series) => !hidden.has(series.id));
  return nearestDatum(panel, shown, scale, pointer) ?? readCurves(panel, shown, scale, pointer);
}

interface Datum extends Point {
  readonly series: Series;
  readonly text: string;
  readonly subject: number | null;
}

function nearestDatum(panel: Panel, shown: readonly Series[], scale: PlotScale, pointer: Point): PointedAt | null {
  let best: { datum: Datum; distance: number } | null = null;
  for (const datum of shown.flatMap((series) => dataOf(series, panel))) {
    const sideways = scale.x(datum.x) - pointer.x;
    const distance =
      datum.series.mark === 'bars' ? Math.abs(sideways) : Math.hypot(sideways, scale.y(datum.y) - pointer.y);
    if (
      distance <= (datum.series.mark === 'bars' ? reach * 2 : reach) &&
      distance < (best?.distance ?? Number.POSITIVE_INFINITY)
    ) {
      best = { datum, distance };
    }
  }
  if (!best) return null;
  const { datum } = best;
  return {
    at: { x: scale.x(datum.x), y: scale.y(datum.y) },
    heading: axisReading(panel.x, datum.x),
    rows: [{ label: datum.series.label, colour: datum.series.colour, text: datum.text }],
    subject: datum.subject,
  };
}

function dataOf(series: Series, panel: Panel): Datum[] {
  const reading = (y: number) => axisReading(panel.y, y);
  switch (series.mark) {
    case 'points':
      return series.points.map((point) => ({
        ...point,
        series,
        text: reading(point.y),
        subject: point.subject ?? null,
      }));
    case 'step':
      return series.censored.map((point) => ({ ...point, series, text: 'censored', subject: point.subject ?? null }));
    case 'bars':
      return series.bars.map((bar) => ({
        ...bar,
        series,
        text: withInterval(bar.y, bar.low, bar.high),
        subject: null,
      }));
    default:
      return [];
  }
}

function readCurves(panel: Panel, shown: readonly Series[], scale: PlotScale, pointer: Point): PointedAt | null {
  const readings = shown.flatMap((series) => {
    const reading = readCurve(series, scale, pointer);
    return reading ? [{ series, ...reading }] : [];
  });
  const nearest = readings.reduce<(typeof readings)[number] | null>(
    (best, one) => (best && Math.abs(best.at.y - pointer.y) <= Math.abs(one.at.y - pointer.y) ? best : one),
    null,
  );
  if (!nearest) return null;
  return {
    at: nearest.at,
    heading: axisReading(panel.x, nearest.x),
    rows: readings.map(({ series, text }) => ({ label: series.label, colour: series.colour, text })),
    subject: null,
  };
}

function readCurve(series: Series, scale: PlotScale, pointer: Point): { at: Point; x: number; text: string } | null {
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

const withInterval = (y: number, low?: number, high?: number): string =>
  low === undefined || high === undefined
    ? readableNumber(y)
    : `${readableNumber(y)} (${readableNumber(low)} to ${readableNumber(high)})`;

function axisReading(axis: Axis, value: number): string {
  if (axis.scale === 'category') return axis.categories?.[value] ?? String(value);
  const number = readableNumber(value);
  return `${axis.label} ${number}${axis.unit ? ` ${axis.unit}` : ''}`;
}
