import { barRects, type MarkSpace, placedBoxes, placedIntervals } from './mark-geometry.ts';
import type { LayoutContext, PlacedLine, PlacedText } from './panel-layout.ts';
import type { Rect } from './plot-geometry.ts';
import { measureRuns } from './text-runs.ts';

export interface PlacedBrackets {
  readonly lines: readonly PlacedLine[];
  readonly texts: readonly PlacedText[];
  /** Upper edge of the highest text; infinite without brackets. */
  readonly top: number;
}

/**
 * Brackets above what they compare, the narrow ones lowest, each as low as the marks below it and the brackets placed
 * before it allow. They may rise above the plot; the caller leaves room there.
 */
export function placeBrackets(space: MarkSpace, plot: Rect, context: LayoutContext): PlacedBrackets {
  const { panel, scale, style } = space;
  const { text, gap, axisLine } = style.sizes;
  const marks = markRects(space);
  const placed: Rect[] = [];
  const lines: PlacedLine[] = [];
  const texts: PlacedText[] = [];
  const order = [...panel.brackets].sort(
    (a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from) || a.from - b.from,
  );
  for (const bracket of order) {
    const [from, to] = [Math.min(bracket.from, bracket.to), Math.max(bracket.from, bracket.to)];
    // Brackets that meet in one place keep apart there.
    const inset = panel.brackets.some(
      (other) => other !== bracket && [other.from, other.to].some((end) => end === from || end === to),
    )
      ? gap * 0.6
      : 0;
    const [left, right] = [from, to].map((end) => snapped(scale.x(end), marks)) as [number, number];
    const width = measureRuns(bracket.text, text, context.measure);
    const middle = (left + right) / 2;
    const extent = { from: Math.min(left, middle - width / 2), to: Math.max(right, middle + width / 2) };
    const below = [...marks, ...placed].filter((rect) => rect.x < extent.to && extent.from < rect.x + rect.width);
    const foot = Math.min(plot.y + plot.height, ...below.map((rect) => rect.y)) - gap * 1.4;
    const bar = foot - gap;
    lines.push({
      points: [
        { x: left + inset, y: foot },
        { x: left + inset, y: bar },
        { x: right - inset, y: bar },
        { x: right - inset, y: foot },
      ],
      width: axisLine,
      colour: style.ink,
    });
    texts.push({ text: bracket.text, x: middle, y: bar - gap * 0.8, anchor: 'middle', size: text });
    const top = bar - gap * 0.8 - text * 0.8;
    placed.push({ x: extent.from + inset, y: top, width: extent.to - extent.from - 2 * inset, height: foot - top });
  }
  return { lines, texts, top: Math.min(...placed.map((rect) => rect.y)) };
}

/** The middle of the mark that a bracket ends above, else where it says. */
function snapped(x: number, marks: readonly Rect[]): number {
  const over = marks.find((rect) => x >= rect.x && x <= rect.x + rect.width);
  return over ? over.x + over.width / 2 : x;
}

/** What stands in the categories of x, whiskers included. */
function markRects(space: MarkSpace): Rect[] {
  const { panel, scale } = space;
  return panel.series.flatMap((series): Rect[] => {
    switch (series.mark) {
      case 'bars':
        return barRects(series, space).map((rect, i) => {
          const top = Math.min(rect.y, scale.y(series.bars[i]!.high ?? series.bars[i]!.y));
          return { ...rect, y: top, height: rect.y + rect.height - top };
        });
      case 'boxes':
        return placedBoxes(series, space).map((box, i) => {
          const top = Math.min(box.high, ...series.boxes[i]!.points.map((point) => scale.y(point.y)));
          return { x: box.middle - box.width / 2, y: top, width: box.width, height: box.low - top };
        });
      case 'intervals':
        return placedIntervals(series, space).map(({ x, y, high, radius }) => {
          const top = Math.min(y - radius, series.along === 'y' ? (high ?? y) : y);
          return { x: x - radius, y: top, width: 2 * radius, height: y + radius - top };
        });
      default:
        return [];
    }
  });
}
