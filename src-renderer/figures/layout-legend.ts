import type { Panel, Series } from '#shared/figure.ts';
import type { DrawingStyle } from './drawing-style.ts';
import {
  type Block,
  type KeyGlyph,
  keyWidth,
  type LayoutContext,
  lineHeight,
  middleToBaseline,
  type PlacedLegendItem,
  type PlacedText,
} from './panel-layout.ts';
import type { Rect } from './plot-geometry.ts';
import { type SeriesLook, seriesLooks } from './series-looks.ts';
import { measureRuns, wrapAnywhere } from './text-runs.ts';

type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

interface LegendEntry {
  readonly seriesIds: readonly string[];
  readonly label: string;
  readonly glyph: KeyGlyph;
  readonly look: SeriesLook | null;
  readonly band: boolean;
}

/** Marks whose colours a colour bar explains, or nothing does. */
const withoutKey: readonly Series['mark'][] = ['raster', 'cells', 'dots'];

/**
 * What the legend of a panel explains: its series where there are several, and censoring ticks where there are any.
 * Series of the same label and colour (points and their contours, a curve and its fit) share an entry. A note that
 * begins with the label of a series and a colon stands in the legend in place of the label. Series that each stand in
 * the category of their own name need no legend.
 */
export function legendEntries(panel: Panel, style: DrawingStyle): LegendEntry[] {
  if (!panel.legend) return [];
  const looks = seriesLooks(panel, style);
  const entries: LegendEntry[] = [];
  for (const one of panel.series.filter((series) => !withoutKey.includes(series.mark))) {
    const label = noteOf(one, panel) ?? one.label;
    const look = looks.get(one.id)!;
    const same = entries.findIndex((entry) => entry.label === label && entry.look?.colour === look.colour);
    const known = entries[same];
    if (known) entries[same] = { ...known, seriesIds: [...known.seriesIds, one.id], band: known.band || hasBand(one) };
    else entries.push({ seriesIds: [one.id], label, glyph: glyphOf(one), look, band: hasBand(one) });
  }
  const categories = [...(panel.x.categories ?? []), ...(panel.y.categories ?? [])];
  const named = entries.every((entry) => categories.includes(entry.label));
  const series = entries.length < 2 || named ? [] : entries;
  const hasCensored = panel.series.some((one) => one.mark === 'step' && one.censored.length > 0);
  const censored: LegendEntry = { seriesIds: [], label: 'Censored', glyph: 'censored', look: null, band: false };
  return hasCensored ? [...series, censored] : series;
}

const hasBand = (series: Series): boolean =>
  (series.mark === 'line' || series.mark === 'step') && series.band !== undefined;

function glyphOf(series: Series): KeyGlyph {
  if (series.mark === 'contours' && series.filled) return 'filled';
  return series.mark === 'intervals' && series.joined ? 'joined' : series.mark;
}

const noteOf = (series: Series, panel: Panel): string | undefined =>
  panel.notes?.lines.find((line) => line.startsWith(`${series.label}: `));

/** The notes that do not stand in the legend. */
function freeNotes(panel: Panel, legend: boolean): string[] {
  const inLegend = legend ? panel.series.map((one) => noteOf(one, panel)) : [];
  return panel.notes?.lines.filter((line) => !inLegend.includes(line)) ?? [];
}

/** Entries one below the other. */
export function stackedLegend(
  entries: readonly LegendEntry[],
  widest: number,
  context: LayoutContext,
): Block<PlacedLegendItem> {
  const key = widestKey(entries, context);
  const items = entries.map((entry) => legendItem(entry, key, widest, context));
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
    const item = legendItem(entry, widestKey(entries, context), width, context);
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

const widestKey = (entries: readonly LegendEntry[], { style }: LayoutContext): number =>
  Math.max(0, ...entries.map((entry) => keyWidth(style, entry.glyph)));

function legendItem(entry: LegendEntry, key: number, widest: number, context: LayoutContext): Block<PlacedLegendItem> {
  const { style, measure } = context;
  const { text, gap } = style.sizes;
  // Keys of one legend are equally wide, so that its texts line up.
  const indent = key + gap * 1.2;
  const lines = wrapAnywhere(entry.label, widest - indent, text, measure);
  const width = indent + Math.max(...lines.map((line) => measureRuns(line, text, measure)));
  const step = text * 1.3;
  const height = step + (lines.length - 1) * text * lineHeight;
  return {
    width,
    height,
    place: (x, y) => [
      {
        seriesIds: entry.seriesIds,
        key: { x, y: y + step / 2, width: key, glyph: entry.glyph, look: entry.look, band: entry.band },
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
  hasLegend: boolean,
  plot: Rect,
  covers: (rect: Rect) => boolean,
  context: LayoutContext,
): PlacedBlocks {
  const { gap } = context.style.sizes;
  const lines = freeNotes(panel, hasLegend);
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
