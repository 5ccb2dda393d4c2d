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
} from './panel-layout.ts';
import { type SeriesLook, seriesLooks } from './series-looks.ts';
import { measureRuns, wrapAnywhere } from './text-runs.ts';

interface LegendEntry {
  readonly seriesIds: readonly string[];
  readonly label: string;
  readonly glyph: KeyGlyph;
  readonly look: SeriesLook | null;
  readonly band: boolean;
}

/** What lies about other marks: the sign of those explains the series. */
const outlines: readonly KeyGlyph[] = ['contours', 'filled'];

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
    if (known) {
      const glyph = outlines.includes(known.glyph) ? glyphOf(one) : known.glyph;
      entries[same] = { ...known, glyph, seriesIds: [...known.seriesIds, one.id], band: known.band || hasBand(one) };
    } else entries.push({ seriesIds: [one.id], label, glyph: glyphOf(one), look, band: hasBand(one) });
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
export function freeNotes(panel: Panel, legend: boolean): string[] {
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

/** Entries side by side; where they need several rows, in columns, as many as fit. */
export function legendRows(
  entries: readonly LegendEntry[],
  width: number,
  context: LayoutContext,
): Block<PlacedLegendItem> {
  const between = context.style.sizes.gap * 4;
  const key = widestKey(entries, context);
  const items = entries.map((entry) => legendItem(entry, key, width, context));
  const columnWidths = (count: number) =>
    Array.from({ length: count }, (_, column) =>
      Math.max(...items.filter((_item, i) => i % count === column).map((item) => item.width)),
    );
  const total = (widths: readonly number[]) => widths.reduce((sum, one) => sum + one + between, -between);
  const fitting = Array.from({ length: items.length }, (_, i) => columnWidths(items.length - i));
  const columns = fitting.find((widths) => total(widths) <= width) ?? columnWidths(1);
  const rows = Array.from({ length: Math.ceil(items.length / columns.length) }, (_, row) =>
    items.slice(row * columns.length, (row + 1) * columns.length),
  );
  const heights = rows.map((row) => Math.max(...row.map((item) => item.height)));
  const lefts = columns.map((_, column) => total(columns.slice(0, column)) + between);
  return {
    width,
    height: heights.reduce((sum, height) => sum + height, 0),
    place(x, y) {
      let top = y;
      return rows.flatMap((row, i) => {
        const placed = row.flatMap((item, column) => item.place(x + lefts[column]!, top));
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
