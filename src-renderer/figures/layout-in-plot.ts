import type { Panel } from '#shared/figure.ts';
import { freeNotes } from './layout-legend.ts';
import {
  type Block,
  type LayoutContext,
  middleToBaseline,
  type PlacedLegendItem,
  type PlacedLine,
  type PlacedText,
} from './panel-layout.ts';
import { overlaps, type Point, type Rect } from './plot-geometry.ts';
import { measureRuns } from './text-runs.ts';

type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';
type Size = Pick<Rect, 'width' | 'height'>;

const corners: readonly Corner[] = ['top-right', 'bottom-right', 'bottom-left', 'top-left'];

export interface PlacedBlocks {
  readonly notes: readonly PlacedText[];
  /** Lies behind notes that found no free place. */
  readonly plate: readonly PlacedLine[];
  /** Null: no free place in the plot; the legend belongs beside or above it. */
  readonly legend: readonly PlacedLegendItem[] | null;
}

/**
 * Finds places in the plot that are free of data. The notes take the corner they ask for if it is free, else another,
 * else the free place nearest to it, else that corner on a plate that dims what lies below. The legend takes the corner
 * of the notes, above them, else any other corner.
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
  const order = [asked, ...corners.filter((corner) => corner !== asked)];
  const isFree = (box: Rect) => box.x >= plot.x && box.y >= plot.y - gap && !covers(box);
  const inCorner = (block: Size) => order.map((corner) => boxIn(plot, corner, block, gap)).find(isFree);

  if (legend && notes) {
    const both = inCorner({ width: Math.max(notes.width, legend.width), height: legend.height + gap + notes.height });
    if (both) {
      const below = both.y + legend.height + gap;
      return { legend: legend.place(both.x, both.y), notes: notes.place(both.x, below), plate: [] };
    }
  }
  const free = notes && (inCorner(notes) ?? freePlace(boxIn(plot, asked, notes, gap), plot, isFree, context));
  const noteBox = notes && (free ?? boxIn(plot, asked, notes, gap));
  const placed = {
    notes: notes && noteBox ? notes.place(noteBox.x, noteBox.y) : [],
    plate: noteBox && !free ? [plateBehind(noteBox, context)] : [],
  };
  if (!legend) return { ...placed, legend: [] };
  const legendBox = order
    .map((corner) => boxIn(plot, corner, legend, gap))
    .find((box) => isFree(box) && !(noteBox && overlaps(box, noteBox)));
  return { ...placed, legend: legendBox ? legend.place(legendBox.x, legendBox.y) : null };
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

/** Places are tried at so many positions across and down. */
const tries = 24;

/** The free place of a block nearest to where it was to be. */
function freePlace(
  wanted: Rect,
  plot: Rect,
  isFree: (box: Rect) => boolean,
  { style }: LayoutContext,
): Rect | undefined {
  const edge = style.sizes.gap;
  const at = (share: number, start: number, length: number) => start + edge + share * Math.max(0, length - 2 * edge);
  const places: Point[] = Array.from({ length: (tries + 1) ** 2 }, (_, i) => ({
    x: at((i % (tries + 1)) / tries, plot.x, plot.width - wanted.width),
    y: at(Math.floor(i / (tries + 1)) / tries, plot.y, plot.height - wanted.height),
  }));
  const distance = (place: Point) => Math.hypot(place.x - wanted.x, place.y - wanted.y);
  return places
    .sort((a, b) => distance(a) - distance(b))
    .map((place) => ({ ...wanted, ...place }))
    .find(isFree);
}

const plateOpacity = 0.8;

/** As a line as thick as the block is high. */
const plateBehind = ({ x, y, width, height }: Rect, { style }: LayoutContext): PlacedLine => ({
  points: [
    { x: x - style.sizes.gap, y: y + height / 2 },
    { x: x + width + style.sizes.gap, y: y + height / 2 },
  ],
  width: height,
  colour: style.surface,
  opacity: plateOpacity,
});

/** A block in a corner of the plot, clear of the axes. */
const boxIn = (plot: Rect, corner: Corner, { width, height }: Size, gap: number): Rect => ({
  x: corner.endsWith('left') ? plot.x + gap * 2 : plot.x + plot.width - gap - width,
  y: corner.startsWith('top') ? plot.y + gap / 2 : plot.y + plot.height - gap * 2 - height,
  width,
  height,
});
