import type { Panel, Series } from '#shared/figure.ts';
import {
  type KeyGlyph,
  keyWidth,
  type LayoutContext,
  lineHeight,
  middleToBaseline,
  type PlacedLegendItem,
  type PlacedText,
} from './panel-layout.ts';
import type { Rect } from './plot-geometry.ts';
import { measureRuns, wrapText } from './text-runs.ts';

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

/** A block of text or of legend items, before it has a place. */
export interface Block<Item> {
  readonly width: number;
  readonly height: number;
  place(x: number, y: number): Item[];
}

interface LegendEntry {
  readonly seriesId: string | null;
  readonly label: string;
  readonly glyph: KeyGlyph;
  readonly colour: number | null;
  readonly band: boolean;
}

/** What the legend of a panel explains: its series where there are several, and censoring ticks where there are any. */
export function legendEntries(panel: Panel): LegendEntry[] {
  const series = panel.series.length < 2 ? [] : panel.series.map(entryOf);
  const hasCensored = panel.series.some((one) => one.mark === 'step' && one.censored.length > 0);
  const censored: LegendEntry = { seriesId: null, label: 'Censored', glyph: 'censored', colour: null, band: false };
  return hasCensored ? [...series, censored] : series;
}

const entryOf = (series: Series): LegendEntry => ({
  seriesId: series.id,
  label: series.label,
  glyph: series.mark === 'line' && series.dashed ? 'dashed' : series.mark,
  colour: series.colour,
  band: (series.mark === 'line' || series.mark === 'step') && series.band !== undefined,
});

/** Entries one below the other. */
export function stackedLegend(
  entries: readonly LegendEntry[],
  widest: number,
  context: LayoutContext,
): Block<PlacedLegendItem> {
  const items = entries.map((entry) => legendItem(entry, widest, context));
  return {
    width: Math.max(0, ...items.map((item) => item.width)),
    height: items.reduce((sum, item) => sum + item.height, 0),
    place(x, y) {
      let top = y;
      return items.flatMap((item) => {
        const placed = item.place(x, top);
        top += item.height;
        return placed;
      });
    },
  };
}

/** Entries side by side, in as many rows as `width` needs. */
export function legendRows(
  entries: readonly LegendEntry[],
  width: number,
  context: LayoutContext,
): Block<PlacedLegendItem> {
  const between = context.style.sizes.gap * 4;
  const rows: Block<PlacedLegendItem>[][] = [];
  for (const entry of entries) {
    const item = legendItem(entry, width, context);
    const row = rows.at(-1);
    const used = row?.reduce((sum, one) => sum + one.width + between, 0) ?? 0;
    if (row && used + item.width <= width) row.push(item);
    else rows.push([item]);
  }
  const heights = rows.map((row) => Math.max(...row.map((item) => item.height)));
  return {
    width,
    height: heights.reduce((sum, height) => sum + height, 0),
    place(x, y) {
      let top = y;
      return rows.flatMap((row, i) => {
        let left = x;
        const placed = row.flatMap((item) => {
          const one = item.place(left, top);
          left += item.width + between;
          return one;
        });
        top += heights[i]!;
        return placed;
      });
    },
  };
}

function legendItem(entry: LegendEntry, widest: number, context: LayoutContext): Block<PlacedLegendItem> {
  const { style, measure } = context;
  const { text, gap } = style.sizes;
  const indent = keyWidth(style) + gap * 1.2;
  const lines = wrapText(entry.label, widest - indent, text, measure);
  const width = indent + Math.max(...lines.map((line) => measureRuns(line, text, measure)));
  const step = text * 1.3;
  const height = step + (lines.length - 1) * text * lineHeight;
  return {
    width,
    height,
    place: (x, y) => [
      {
        seriesId: entry.seriesId,
        key: { x, y: y + step / 2, width: keyWidth(style), glyph: entry.glyph, colour: entry.colour, band: entry.band },
        texts: lines.map((line, row) => ({
          text: line,
          x: x + indent,
          y: y + step / 2 + text * (middleToBaseline + row * lineHeight),
          anchor: 'start',
          size: text,
        })),
        box: { x, y, width, height },
      },
    ],
  };
}

/** Lines of text as a block. */
export function noteBlock(lines: readonly string[], context: LayoutContext): Block<PlacedText> {
  const { text } = context.style.sizes;
  const step = text * 1.3;
  return {
    width: Math.max(0, ...lines.map((line) => measureRuns(line, text, context.measure))),
    height: lines.length * step,
    place: (x, y) =>
      lines.map((line, row) => ({
        text: line,
        x,
        y: y + step * (row + 0.5) + text * middleToBaseline,
        anchor: 'start',
        size: text,
      })),
  };
}

const corners: readonly Corner[] = ['top-right', 'bottom-right', 'bottom-left', 'top-left'];

export interface PlacedBlocks {
  readonly notes: readonly PlacedText[];
  /** Null: no free place in the plot; the legend belongs above it. */
  readonly legend: readonly PlacedLegendItem[] | null;
}

/**
 * Finds corners of the plot that are free of data: for the notes the one they ask for if it is free, else another (and
 * the asked one if none is), for the legend the first that is free, also beyond the notes of the same corner.
 */
export function placeInPlot(
  panel: Panel,
  legend: Block<PlacedLegendItem> | null,
  plot: Rect,
  covers: (rect: Rect) => boolean,
  context: LayoutContext,
): PlacedBlocks {
  const { gap } = context.style.sizes;
  const inset = gap * 2;
  const at = (corner: Corner, size: { width: number; height: number }, width = size.width, beyond = 0): Rect => ({
    x: corner.endsWith('left') ? plot.x + inset : plot.x + plot.width - inset / 2 - width,
    y: corner.startsWith('top') ? plot.y + gap / 2 + beyond : plot.y + plot.height - inset - size.height - beyond,
    width: size.width,
    height: size.height,
  });
  const inside = (rect: Rect) =>
    rect.x >= plot.x && rect.y >= plot.y - gap && rect.y + rect.height <= plot.y + plot.height;

  const notes = panel.notes && noteBlock(panel.notes.lines, context);
  const asked = panel.notes?.corner ?? 'top-left';
  const noteCorner = notes ? ([asked, ...corners].find((corner) => !covers(at(corner, notes))) ?? asked) : null;
  if (!legend) {
    const box = notes && noteCorner ? at(noteCorner, notes) : null;
    return { notes: notes && box ? notes.place(box.x, box.y) : [], legend: [] };
  }
  for (const corner of corners) {
    const shared = notes && corner === noteCorner;
    const width = shared ? Math.max(notes.width, legend.width) : legend.width;
    const box = at(corner, legend, width, shared ? notes.height + gap * 0.5 : 0);
    if (covers(box) || !inside(box)) continue;
    const noteBox = notes && noteCorner ? at(noteCorner, notes, shared ? width : notes.width) : null;
    return { notes: notes && noteBox ? notes.place(noteBox.x, noteBox.y) : [], legend: legend.place(box.x, box.y) };
  }
  const box = notes && noteCorner ? at(noteCorner, notes) : null;
  return { notes: notes && box ? notes.place(box.x, box.y) : [], legend: null };
}
