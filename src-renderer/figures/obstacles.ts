import type { Panel, Series } from '#shared/figure.ts';
import {
  overlaps,
  type PlotScale,
  type Point,
  type Rect,
  segmentTouches,
  stepAt,
  stepCorners,
} from './plot-geometry.ts';

/** Tells whether a rectangle of the plot would cover data or a guide; then nothing may be written there. */
export function obstacleTest(panel: Panel, scale: PlotScale, clearance: number): (rect: Rect) => boolean {
  const place = (point: Point): Point => ({ x: scale.x(point.x), y: scale.y(point.y) });
  const tests = [
    ...panel.series.map((series) => seriesTest(series, panel, scale, place)),
    ...panel.guides.map(({ from, to }) => polylineTest([place(from), place(to)])),
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

function seriesTest(series: Series, panel: Panel, scale: PlotScale, place: (point: Point) => Point): RectTest {
  switch (series.mark) {
    case 'line':
    case 'step': {
      const corners = series.mark === 'step' ? stepCorners(series.points) : series.points;
      const line = polylineTest(corners.map(place));
      const band = series.band && bandTest(series.band, series.mark === 'step', scale);
      return (rect) => line(rect) || (band?.(rect) ?? false);
    }
    case 'points': {
      const points = series.points.map(place);
      return (rect) => points.some((point) => segmentTouches(point, point, rect));
    }
    case 'bars': {
      const half = Math.abs(scale.x(0.4) - scale.x(0));
      const zero = scale.y(Math.max(0, panel.y.domain?.[0] ?? 0));
      const bars = series.bars.map((bar) => {
        const top = Math.min(zero, scale.y(Math.max(bar.y, bar.high ?? bar.y)));
        const bottom = Math.max(zero, scale.y(Math.min(bar.y, bar.low ?? bar.y)));
        return { x: scale.x(bar.x) - half, y: top, width: 2 * half, height: bottom - top };
      });
      return (rect) => bars.some((bar) => overlaps(bar, rect));
    }
    default:
      return () => true;
  }
}

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
