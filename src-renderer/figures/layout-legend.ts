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

type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

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

/**
 * What the legend of a panel explains: its series where there are several, and censoring ticks where there are any.
 * A note that begins with the label of a series and a colon stands in the legend in place of the label.
 */
export function legendEntries(panel: Panel): LegendEntry[] {
  const series = panel.series.length < 2 ? [] : panel.series.map((one) => entryOf(one, noteOf(one, panel)));
  const hasCensored = panel.series.some((one) => one.mark === 'step' && one.censored.length > 0);
  const censored: LegendEntry = { seriesId: null, label: 'Censored', glyph: 'censored', colour: null, band: false };
  return hasCensored ? [...series, censored] : series;
}

const entryOf = (series: Series, note: string | undefined): LegendEntry => ({
  seriesId: series.id,
  label: note ?? series.label,
  glyph: series.mark === 'line' && series.dashed ? 'dashed' : series.mark,
  colour: series.colour,
  band: (series.mark === 'line' || series.mark === 'step') && series.band !== undefined,
});

const noteOf = (series: Series, panel: Panel): string | undefined =>
  panel.notes?.lines.find((line) => line.startsWith(`${series.label}: `));

/** The notes that do not stand in the legend. */
function freeNotes(panel: Panel): string[] {
  const inLegend = panel.series.length < 2 ? [] : panel.series.map((one) => noteOf(one, panel));
  return panel.notes?.lines.filter((line) => !inLegend.includes(line)) ?? [];
}

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
function noteBlock(lines: readonly string[], context: LayoutContext): Block<PlacedText> {
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
 * the asked one if none is); for the legend first the corner of the notes, above them, then any other.
 */
export function placeInPlot(
  panel: Panel,
  legend: Block<PlacedLegendItem> | null,
  plot: Rect,
  covers: (rect: Rect) => boolean,
  context: LayoutContext,
): PlacedBlocks {
  const { gap } = context.style.sizes;
  const lines = freeNotes(panel);
  const notes = lines.length > 0 ? noteBlock(lines, context) : null;
  const asked = panel.notes?.corner ?? 'top-right';
  const isFree = (block: Size) => (corner: Corner) => {
    const box = boxIn(plot, corner, block, gap);
    return box.x >= plot.x && box.y >= plot.y - gap && !covers(box);
  };
  const order = [asked, ...corners.filter((corner) => corner !== asked)];
  const noteCorner = notes && (order.find(isFree(notes)) ?? asked);
  const placeNotes = () => {
    if (!notes || !noteCorner) return [];
    const box = boxIn(plot, noteCorner, notes, gap);
    return notes.place(box.x, box.y);
  };
  if (!legend) return { notes: placeNotes(), legend: [] };
  if (notes) {
    const both = { width: Math.max(notes.width, legend.width), height: legend.height + gap + notes.height };
    const corner = order.find(isFree(both));
    if (corner) {
      const box = boxIn(plot, corner, both, gap);
      return { legend: legend.place(box.x, box.y), notes: notes.place(box.x, box.y + legend.height + gap) };
    }
  }
  const corner = order.filter((one) => one !== noteCorner).find(isFree(legend));
  if (!corner) return { notes: placeNotes(), legend: null };
  const box = boxIn(plot, corner, legend, gap);
  return { notes: placeNotes(), legend: legend.place(box.x, box.y) };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A block in a corner of the plot, clear of the axes. */
const boxIn = (plot: Rect, corner: Corner, { width, height }: Size, gap: number): Rect => ({
  x: corner.endsWith('left') ? plot.x + gap * 2 : plot.x + plot.width - gap - width,
  y: corner.startsWith('top') ? plot.y + gap / 2 : plot.y + plot.height - gap * 2 - height,
  width,
  height,
});
