import type { Axis, Panel, Series } from '#shared/figure.ts';
import type { DrawingStyle } from './drawing-style.ts';
import type { PlotScale, Rect } from './plot-geometry.ts';

type SeriesOf<Mark extends Series['mark']> = Extract<Series, { mark: Mark }>;
export type BarSeries = SeriesOf<'bars'>;
export type BoxSeries = SeriesOf<'boxes'>;
export type IntervalSeries = SeriesOf<'intervals'>;
export type BinSeries = SeriesOf<'bins'>;
export type ContourSeries = SeriesOf<'contours'>;
export type RasterSeries = SeriesOf<'raster'>;
export type CellSeries = SeriesOf<'cells'>;

/** What the places of marks in pixels depend on. */
export interface MarkSpace {
  readonly panel: Panel;
  readonly scale: PlotScale;
  readonly style: DrawingStyle;
}

/** Share of a category that its bars or boxes fill, and how wide one gets, per size of text. */
const barShare = 0.72;
const boxShare = 0.56;
const widestBar = 5;
const widestBox = 4.5;

/** Width of one category in pixels; of a numeric axis that of one unit. */
const stepOf = (scale: PlotScale, key: 'x' | 'y'): number => Math.abs(scale[key](1) - scale[key](0));

interface Slot {
  readonly index: number;
  readonly count: number;
}

/**
 * Series of bars, boxes or intervals that meet at some position stand side by side; those that never do each have
 * their positions to themselves.
 */
export function slotOf(series: BarSeries | BoxSeries | IntervalSeries, panel: Panel): Slot {
  const rivals = panel.series.filter(
    (other): other is typeof series =>
      other.mark === series.mark && (other.mark !== 'intervals' || other.along === (series as IntervalSeries).along),
  );
  const positions = rivals.flatMap((rival) => [...new Set(positionsOf(rival))]);
  if (new Set(positions).size === positions.length) return { index: 0, count: 1 };
  return { index: rivals.findIndex((rival) => rival.id === series.id), count: rivals.length };
}

function positionsOf(series: BarSeries | BoxSeries | IntervalSeries): number[] {
  switch (series.mark) {
    case 'bars':
      return series.bars.map((bar) => bar.x);
    case 'boxes':
      return series.boxes.map((box) => box.x);
    case 'intervals':
      return series.points.map((point) => (series.along === 'y' ? point.x : point.y));
  }
}

const offset = ({ index, count }: Slot, width: number): number => (index - (count - 1) / 2) * width;

/** Width of one bar in pixels. */
export function barWidth({ panel, scale, style }: MarkSpace): number {
  const first = panel.series.find((series) => series.mark === 'bars');
  const { count } = first ? slotOf(first, panel) : { count: 1 };
  return Math.min((stepOf(scale, 'x') * barShare) / count, style.sizes.text * widestBar);
}

/** Bars from zero (or the end of the axis) to their values, in order. */
export function barRects(series: BarSeries, space: MarkSpace): Rect[] {
  const { panel, scale } = space;
  const width = barWidth(space);
  const slot = slotOf(series, panel);
  const base = scale.y(panel.y.scale === 'log' ? (panel.y.domain?.[0] ?? 1) : Math.max(0, panel.y.domain?.[0] ?? 0));
  return series.bars.map((bar) => {
    const end = scale.y(bar.y);
    return {
      x: scale.x(bar.x) + offset(slot, width) - width / 2,
      y: Math.min(base, end),
      width,
      height: Math.abs(end - base),
    };
  });
}

export interface PlacedBox {
  readonly middle: number;
  readonly width: number;
  readonly low: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly high: number;
  readonly mean: number | null;
}

export function placedBoxes(series: BoxSeries, { panel, scale, style }: MarkSpace): PlacedBox[] {
  const slot = slotOf(series, panel);
  const room = Math.min(stepOf(scale, 'x') / slot.count, style.sizes.text * widestBox * 1.5);
  const width = Math.min(room * boxShare, style.sizes.text * widestBox);
  return series.boxes.map((box) => ({
    middle: scale.x(box.x) + offset(slot, room),
    width,
    low: scale.y(box.low),
    q1: scale.y(box.q1),
    median: scale.y(box.median),
    q3: scale.y(box.q3),
    high: scale.y(box.high),
    mean: box.mean === undefined ? null : scale.y(box.mean),
  }));
}

export interface PlacedInterval {
  readonly x: number;
  readonly y: number;
  /** Ends along the interval in pixels, the one of the smaller value first; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Half the side of the square, or radius. */
  readonly radius: number;
  readonly diamond: boolean;
}

/** The largest square of a forest plot and the smallest, per size of text. */
const largestSquare = 0.5;
const smallestSquare = 0.16;

export function placedIntervals(series: IntervalSeries, { panel, scale, style }: MarkSpace): PlacedInterval[] {
  const { along } = series;
  const across = along === 'x' ? 'y' : 'x';
  const slot = slotOf(series, panel);
  const { text, point } = style.sizes;
  const room = slotRoom(series, panel, scale, slot.count, text);
  const heaviest = Math.max(0, ...series.points.map((one) => one.weight ?? 0));
  const largest = Math.min(text * largestSquare, panel[across].scale === 'category' ? room * 0.42 : text);
  const radius = (weight: number | undefined) =>
    weight === undefined || heaviest === 0
      ? Math.min(point * 1.5, largest)
      : Math.max(largest * Math.sqrt(weight / heaviest), Math.min(largest, text * smallestSquare));
  return series.points.map((one) => ({
    x: scale.x(one.x) + (across === 'x' ? offset(slot, room) : 0),
    y: scale.y(one.y) + (across === 'y' ? offset(slot, room) : 0),
    low: one.low === undefined ? null : scale[along](one.low),
    high: one.high === undefined ? null : scale[along](one.high),
    radius: radius(one.weight),
    diamond: one.diamond ?? false,
  }));
}

/** Distance between series that share positions: within a category, or a little beside the true x on a numeric axis. */
function slotRoom(series: IntervalSeries, panel: Panel, scale: PlotScale, count: number, text: number): number {
  const across = series.along === 'x' ? 'y' : 'x';
  if (panel[across].scale === 'category') {
    return series.joined
      ? Math.min(text * 0.9, (stepOf(scale, across) * 0.4) / count)
      : Math.min(text * 2, (stepOf(scale, across) * 0.7) / count);
  }
  const positions = [...new Set(positionsOf(series).map((value) => scale[across](value)))].sort((a, b) => a - b);
  const nearest = Math.min(text * 10, ...positions.slice(1).map((value, i) => value - positions[i]!));
  return Math.min(text * 0.5, (nearest * 0.5) / count);
}

/** Bins as rectangles, in order. */
export const binRects = (series: BinSeries, { scale }: MarkSpace): Rect[] =>
  series.bins.map(({ from, to, count }) =>
    series.along === 'x'
      ? between(scale.x(from), scale.x(to), scale.y(0), scale.y(count))
      : between(scale.x(0), scale.x(count), scale.y(from), scale.y(to)),
  );

export const rasterRect = ({ x, y }: Pick<RasterSeries, 'x' | 'y'>, { scale }: MarkSpace): Rect =>
  between(scale.x(x[0]), scale.x(x[1]), scale.y(y[0]), scale.y(y[1]));

export function cellRects(series: CellSeries, { scale }: MarkSpace): Rect[] {
  const [width, height] = [stepOf(scale, 'x'), stepOf(scale, 'y')];
  return series.cells.map((cell) => ({
    x: scale.x(cell.x) - width / 2,
    y: scale.y(cell.y) - height / 2,
    width,
    height,
  }));
}

/** The largest dot, per size of text, where a category has room for it. */
const largestDot = 0.72;

/** Radius of a dot in pixels, by area; the size legend uses the same. Where sizes stand for nothing: as of a point. */
export function dotRadius({ panel, scale, style }: MarkSpace): (size: number) => number {
  if (!panel.sizeScale) return () => style.sizes.point * 1.2;
  const sizes = [
    ...panel.sizeScale.sizes,
    ...panel.series.flatMap((series) => (series.mark === 'dots' ? series.points.map((point) => point.size) : [])),
  ];
  const largest = Math.max(...sizes, Number.MIN_VALUE);
  const room = Math.min(categoryRoom(panel.x, scale, 'x'), categoryRoom(panel.y, scale, 'y'));
  const radius = Math.min(style.sizes.text * largestDot, room * 0.48);
  return (size) => radius * Math.sqrt(size / largest);
}

const categoryRoom = (axis: Axis, scale: PlotScale, key: 'x' | 'y'): number =>
  axis.scale === 'category' ? stepOf(scale, key) : Number.POSITIVE_INFINITY;

const between = (x0: number, x1: number, y0: number, y1: number): Rect => ({
  x: Math.min(x0, x1),
  y: Math.min(y0, y1),
  width: Math.abs(x1 - x0),
  height: Math.abs(y1 - y0),
});
