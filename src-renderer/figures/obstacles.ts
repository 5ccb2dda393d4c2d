import type { Series } from '#shared/figure.ts';
import type { PlacedBrackets } from './layout-brackets.ts';
import { barRects, binRects, dotRadius, type MarkSpace, placedBoxes, placedIntervals } from './mark-geometry.ts';
import {
  overlaps,
  type PlotScale,
  type Point,
  type Rect,
  segmentTouches,
  stepAt,
  stepCorners,
} from './plot-geometry.ts';

/** Tells whether a rectangle of the plot would cover data, a guide or a bracket; then nothing may be written there. */
export function obstacleTest(space: MarkSpace, brackets: PlacedBrackets, clearance: number): (rect: Rect) => boolean {
  const { panel, scale } = space;
  const place = (point: Point): Point => ({ x: scale.x(point.x), y: scale.y(point.y) });
  const tests = [
    ...panel.series.map((series) => seriesTest(series, space, place)),
    ...panel.guides.map(({ from, to }) => polylineTest([place(from), place(to)])),
    ...brackets.lines.map(({ points }) => polylineTest(points)),
    rectsTest(
      brackets.texts.map((text) => ({
        x: text.x - text.size,
        y: text.y - text.size,
        width: text.size * 2,
        height: text.size,
      })),
    ),
  ];
  return (rect) => {
    const wide = {
      x: rect.x - clearance,
      y: rect.y - clearance,
      width: rect.width + 2 * clearance,
      height: rect.height + 2 * clearance,
    };
    return tests.some((test) => test(wide));
  };
}

type RectTest = (rect: Rect) => boolean;

function seriesTest(series: Series, space: MarkSpace, place: (point: Point) => Point): RectTest {
  const { scale } = space;
  switch (series.mark) {
    case 'line':
    case 'step': {
      const corners = series.mark === 'step' ? stepCorners(series.points) : series.points;
      const line = polylineTest(corners.map(place));
      const band = series.band && bandTest(series.band, series.mark === 'step', scale);
      return (rect) => line(rect) || (band?.(rect) ?? false);
    }
    case 'points':
      return pointsTest(series.points.map(place));
    case 'bars':
      return rectsTest(
        barRects(series, space).map((rect, i) => {
          const bar = series.bars[i]!;
          const top = Math.min(rect.y, scale.y(bar.high ?? bar.y));
          const bottom = Math.max(rect.y + rect.height, scale.y(bar.low ?? bar.y));
          return { ...rect, y: top, height: bottom - top };
        }),
      );
    case 'intervals': {
      const placed = placedIntervals(series, space);
      const whiskers = placed.map(({ x, y, low, high, radius }) =>
        series.along === 'x'
          ? spanning(low ?? x, high ?? x, y - radius, y + radius)
          : spanning(x - radius, x + radius, low ?? y, high ?? y),
      );
      const joined = series.joined ? polylineTest(placed) : () => false;
      const test = rectsTest(whiskers);
      return (rect) => test(rect) || joined(rect);
    }
    case 'boxes':
      return rectsTest(
        placedBoxes(series, space).flatMap((box, i) => [
          spanning(box.middle - box.width / 2, box.middle + box.width / 2, box.low, box.high),
          ...series.boxes[i]!.points.map(({ y }) =>
            spanning(box.middle - box.width / 2, box.middle + box.width / 2, scale.y(y), scale.y(y)),
          ),
        ]),
      );
    case 'bins':
      return rectsTest(binRects(series, space));
    case 'dots': {
      const radius = dotRadius(space);
      return rectsTest(
        series.points.map(({ x, y, size }) => {
          const r = radius(size);
          return spanning(scale.x(x) - r, scale.x(x) + r, scale.y(y) - r, scale.y(y) + r);
        }),
      );
    }
    case 'contours': {
      const lines = series.levels.flatMap(({ rings }) =>
        rings.flat().map((ring) => polylineTest(ring.map(([x, y]) => place({ x, y })))),
      );
      return (rect) => lines.some((test) => test(rect));
    }
    case 'raster':
    case 'cells':
      return () => true;
  }
}

const spanning = (x0: number, x1: number, y0: number, y1: number): Rect => ({
  x: Math.min(x0, x1),
  y: Math.min(y0, y1),
  width: Math.abs(x1 - x0),
  height: Math.abs(y1 - y0),
});

const rectsTest =
  (rects: readonly Rect[]): RectTest =>
  (rect) =>
    rects.some((one) => overlaps(one, rect) || segmentTouches(one, one, rect));

const pointsTest =
  (points: readonly Point[]): RectTest =>
  (rect) =>
    points.some((point) => segmentTouches(point, point, rect));

const polylineTest =
  (points: readonly Point[]): RectTest =>
  (rect) =>
    points.some((point, i) => segmentTouches(points[i - 1] ?? point, point, rect));

const bandSamples = 24;

/** Looks at the band along columns of the rectangle. */
function bandTest(
  band: readonly { x: number; low: number; high: number }[],
  stepwise: boolean,
  scale: PlotScale,
): RectTest {
  const vertices = band.map((vertex) => ({
    x: scale.x(vertex.x),
    low: scale.y(vertex.low),
    high: scale.y(vertex.high),
  }));
  const end = vertices.at(-1)?.x ?? 0;
  const at = (x: number) => {
    if (x > end) return null;
    const left = stepAt(vertices, x);
    const right = vertices.find((vertex) => vertex.x > x);
    if (stepwise || !left || !right) return left;
    const share = (x - left.x) / (right.x - left.x);
    return { low: left.low + share * (right.low - left.low), high: left.high + share * (right.high - left.high) };
  };
  return (rect) =>
    Array.from({ length: bandSamples + 1 }, (_, i) => rect.x + (i / bandSamples) * rect.width).some((x) => {
      const column = at(x);
      return column !== null && column.low >= rect.y && column.high <= rect.y + rect.height;
    });
}
