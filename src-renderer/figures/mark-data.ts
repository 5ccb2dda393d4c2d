import type { Axis, Panel, Series } from '#shared/figure.ts';
import {
  barRects,
  binRects,
  cellRects,
  type IntervalSeries,
  type MarkSpace,
  type PlacedInterval,
  placedBoxes,
  placedIntervals,
  type RasterSeries,
  rasterRect,
} from './mark-geometry.ts';
import { boxPoints } from './marks/box-points.ts';
import type { Point, Rect } from './plot-geometry.ts';
import { readableNumber } from './ticks.ts';

/** A mark that a pointer can be at, in pixels of the panel. */
export interface MarkDatum extends Point {
  readonly series: Series;
  /** The area it is pointed at in; null: anywhere near. */
  readonly area: Rect | null;
  readonly subject: number | null;
  /** What it says, with the pointer there. */
  read(pointer: Point): { readonly heading: string; readonly text: string };
}

/** Every mark of the series that are shown but curves, which are read along x as a whole. */
export const markData = (space: MarkSpace, plot: Rect, hidden: ReadonlySet<string>): MarkDatum[] =>
  space.panel.series.filter((series) => !hidden.has(series.id)).flatMap((series) => dataOf(series, space, plot));

function dataOf(series: Series, space: MarkSpace, plot: Rect): MarkDatum[] {
  const { panel, scale } = space;
  const single = (
    at: Point,
    heading: string,
    text: string,
    { subject, area = null }: { subject?: number | undefined; area?: Rect | null },
  ): MarkDatum => ({ ...at, series, area, subject: subject ?? null, read: () => ({ heading, text }) });
  const lazy = (at: Point, subject: number | undefined, read: MarkDatum['read']): MarkDatum => ({
    ...at,
    series,
    area: null,
    subject: subject ?? null,
    read,
  });
  switch (series.mark) {
    case 'line':
      return [];
    case 'points':
      return series.points.map((point) =>
        lazy({ x: scale.x(point.x), y: scale.y(point.y) }, point.subject, () => ({
          heading: point.name ?? axisReading(panel.x, point.x),
          text:
            point.name === undefined
              ? axisReading(panel.y, point.y)
              : `${axisReading(panel.x, point.x)}, ${axisReading(panel.y, point.y)}`,
        })),
      );
    case 'step':
      return series.censored.map((point) =>
        lazy({ x: scale.x(point.x), y: scale.y(point.y) }, point.subject, () => ({
          heading: axisReading(panel.x, point.x),
          text: 'censored',
        })),
      );
    case 'bars':
      return barRects(series, space).map((rect, i) => {
        const { x, y, low, high } = series.bars[i]!;
        const at = { x: rect.x + rect.width / 2, y: scale.y(y) };
        const area = { x: rect.x, y: plot.y, width: rect.width, height: plot.height };
        return single(at, axisReading(panel.x, x), withInterval(y, low, high), { area });
      });
    case 'intervals':
      return placedIntervals(series, space).map((at, i) => intervalDatum(series, i, at, panel));
    case 'boxes':
      return placedBoxes(series, space).flatMap((placed, i) => {
        const box = series.boxes[i]!;
        const heading = axisReading(panel.x, box.x);
        const area = {
          x: placed.middle - placed.width / 2,
          y: placed.q3,
          width: placed.width,
          height: placed.q1 - placed.q3,
        };
        const numbers = [box.median, box.q1, box.q3, box.low, box.high].map(readableNumber);
        const mean = box.mean === undefined ? '' : `, mean ${readableNumber(box.mean)}`;
        const text = `median ${numbers[0]} (quartiles ${numbers[1]} to ${numbers[2]}, whiskers ${numbers[3]} to ${numbers[4]}${mean})`;
        return [
          single({ x: placed.middle, y: placed.median }, heading, text, { area }),
          ...boxPoints(series, i, placed, space).map((point) =>
            lazy(point, point.subject ?? undefined, () => ({
              heading,
              text: `${axisReading(panel.y, point.value)}; ${text}`,
            })),
          ),
        ];
      });
    case 'bins':
      return binRects(series, space).map((area, i) => {
        const { from, to, count } = series.bins[i]!;
        const [along, counted] = series.along === 'x' ? [panel.x, panel.y] : [panel.y, panel.x];
        const at =
          series.along === 'x'
            ? { x: area.x + area.width / 2, y: area.y }
            : { x: area.x + area.width, y: area.y + area.height / 2 };
        return single(
          at,
          `${along.label} ${readableNumber(from)} to ${readableNumber(to)}${unitOf(along)}`,
          axisReading(counted, count),
          { area },
        );
      });
    case 'dots':
      return series.points.map((point) => {
        const numbers = [
          axisReading(panel.x, point.x),
          `${panel.sizeScale?.label ?? 'size'} ${readableNumber(point.size)}`,
          `${panel.colourScale?.label ?? 'value'} ${readableNumber(point.value)}`,
        ];
        const at = { x: scale.x(point.x), y: scale.y(point.y) };
        return single(at, axisReading(panel.y, point.y), numbers.join(', '), { subject: point.subject });
      });
    case 'contours':
      return series.levels.flatMap(({ level, rings }) =>
        rings.flat(2).map(([x, y]) =>
          lazy({ x: scale.x(x), y: scale.y(y) }, undefined, () => ({
            heading: `${axisReading(panel.x, x)}, ${axisReading(panel.y, y)}`,
            text: `level ${readableNumber(level)}`,
          })),
        ),
      );
    case 'raster':
      return [rasterDatum(series, rasterRect(series, space), panel)];
    case 'cells':
      return cellRects(series, space).map((area, i) => {
        const { x, y, value, text } = series.cells[i]!;
        const at = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
        const heading = [named(panel.y, y), named(panel.x, x)].join(', ');
        const number = readableNumber(value);
        const reading = [
          ...new Set([text.replaceAll('\n', ' '), `${panel.colourScale?.label ?? ''} ${number}`.trim()]),
        ];
        return single(at, heading, reading.join('; '), { area });
      });
  }
}

/** A whisker is pointed at within so many pixels. */
const nearby = 4;

function intervalDatum(series: IntervalSeries, index: number, at: PlacedInterval, panel: Panel): MarkDatum {
  const { x, y, low, high, weight, subject } = series.points[index]!;
  const [value, across] = series.along === 'x' ? [x, axisReading(panel.y, y)] : [y, axisReading(panel.x, x)];
  const ends = [at.low, at.high].map((end) => end ?? at[series.along]);
  const [left, right] = series.along === 'x' ? [Math.min(...ends), Math.max(...ends)] : [at.x, at.x];
  const [top, bottom] = series.along === 'y' ? [Math.min(...ends), Math.max(...ends)] : [at.y, at.y];
  const share = weight === undefined ? '' : `, weight ${readableNumber(weight)}`;
  return {
    x: at.x,
    y: at.y,
    series,
    area: {
      x: Math.min(left, at.x - at.radius) - nearby,
      y: Math.min(top, at.y - at.radius) - nearby,
      width: Math.max(right, at.x + at.radius) - Math.min(left, at.x - at.radius) + 2 * nearby,
      height: Math.max(bottom, at.y + at.radius) - Math.min(top, at.y - at.radius) + 2 * nearby,
    },
    subject: subject ?? null,
    read: () => ({ heading: across, text: withInterval(value, low, high) + share }),
  };
}

/** The pixel of the image that the pointer is over. */
function rasterDatum(series: RasterSeries, area: Rect, panel: Panel): MarkDatum {
  const { columns, values, scale } = series;
  const rows = Math.ceil(values.length / columns);
  const index = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return {
    x: area.x + area.width / 2,
    y: area.y + area.height / 2,
    series,
    area,
    subject: series.subject ?? null,
    read(pointer) {
      const [shareX, shareY] = [(pointer.x - area.x) / area.width, (pointer.y - area.y) / area.height];
      const value = values[index(shareY, rows) * columns + index(shareX, columns)] ?? 0;
      const at = (ends: readonly [number, number], share: number) => ends[0] + share * (ends[1] - ends[0]);
      return {
        heading: `${axisReading(panel.x, at(series.x, shareX))}, ${axisReading(panel.y, at(series.y, shareY))}`,
        text: `${scale.label ?? ''} ${readableNumber(value)}`.trim(),
      };
    },
  };
}

export const withInterval = (y: number, low?: number, high?: number): string =>
  low === undefined || high === undefined
    ? readableNumber(y)
    : `${readableNumber(y)} (${readableNumber(low)} to ${readableNumber(high)})`;

const unitOf = (axis: Axis): string => (axis.unit ? ` ${axis.unit}` : '');

export function axisReading(axis: Axis, value: number): string {
  if (axis.scale === 'category') return (axis.categories?.[value] ?? String(value)).trim();
  return `${axis.label} ${readableNumber(value)}${unitOf(axis)}`.trim();
}

const named = (axis: Axis, value: number): string => `${axis.label} ${axisReading(axis, value)}`.trim();
