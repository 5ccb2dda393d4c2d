import type { Flow } from '#shared/figure.ts';
import { type LayoutContext, lineHeight, type PlacedFlow, type PlacedText } from './panel-layout.ts';
import type { Point, Rect } from './plot-geometry.ts';
import { measureRuns, wrapAnywhere } from './text-runs.ts';

type FlowBox = Flow['boxes'][number];

interface SizedBox {
  readonly box: FlowBox;
  readonly lines: readonly { readonly text: string; readonly bold: boolean }[];
  readonly width: number;
  readonly height: number;
}

export interface FlowLayout extends PlacedFlow {
  readonly texts: readonly PlacedText[];
  /** The boxes do not fit with text of this size. */
  readonly crowded: boolean;
}

/** Between columns and between rows, in sizes of text; rows come closer before text gets smaller. */
const columnGap = 2.4;
const widestRowGap = 4;
const tightestRowGap = 1.1;
/** Space between text and the border of its box, in sizes of text. */
const padding = 0.7;

/**
 * Boxes as wide and high as their text, on the columns and rows they ask for, with arrows that run straight down,
 * across, or down, across and down. An arrow to a box beside, which leaves between two boxes of a column, branches off
 * the arrow that joins those two: exclusions of a CONSORT flow.
 */
export function layoutFlow(flow: Flow, area: Rect, context: LayoutContext): FlowLayout {
  const { text } = context.style.sizes;
  const columns = columnPlaces(flow, area, context);
  const sized = flow.boxes.map((box) => {
    // Boxes of a kind in a column are equally wide.
    const kin = flow.boxes.filter(
      (other) => other.column === box.column && (other.tone === 'muted') === (box.tone === 'muted'),
    );
    const width = Math.max(...kin.map((other) => naturalWidth(other, context)));
    return sizeBox(box, Math.min(width, columns.widthOf(box.column)), context);
  });
  const rows = [...new Set(flow.boxes.map((box) => box.row))].sort((a, b) => a - b);
  const heights = rows.map((row) =>
    Math.max(...sized.filter(({ box }) => box.row === row).map(({ height }) => height)),
  );
  const total = heights.reduce((sum, height) => sum + height, 0);
  const free = (area.height - total) / Math.max(1, rows.length - 1);
  const between = Math.min(Math.max(free, text * tightestRowGap), text * widestRowGap);
  const used = total + between * (rows.length - 1);
  const tops = rows.map((_, i) =>
    heights.slice(0, i).reduce((sum, height) => sum + height + between, area.y + Math.max(0, (area.height - used) / 2)),
  );

  const rects = new Map<string, Rect>();
  for (const { box, width, height } of sized) {
    const row = rows.indexOf(box.row);
    rects.set(box.id, {
      x: columns.centreOf(box.column) - width / 2,
      y: tops[row]! + (heights[row]! - height) / 2,
      width,
      height,
    });
  }
  return {
    boxes: flow.boxes.map((box) => ({ rect: rects.get(box.id)!, tone: box.tone })),
    arrows: flow.arrows.flatMap((arrow) => {
      const points = arrowPoints(arrow, flow, rects);
      return points ? [{ points, dashed: arrow.dashed }] : [];
    }),
    texts: sized.flatMap((one) => boxTexts(one, rects.get(one.box.id)!, text)),
    crowded: used > area.height + 0.5 || columns.crowded,
  };
}

/** Natural widths where they fit; else the widest columns give way first and their text is wrapped. */
function columnPlaces(flow: Flow, area: Rect, context: LayoutContext) {
  const { text } = context.style.sizes;
  const keys = [...new Set(flow.boxes.map((box) => box.column))].sort((a, b) => a - b);
  const whole = keys.filter(
    (key) => Number.isInteger(key) || !keys.some((other) => other < key) || !keys.some((other) => other > key),
  );
  const natural = whole.map((key) =>
    Math.max(...flow.boxes.filter((box) => box.column === key).map((box) => naturalWidth(box, context))),
  );
  const gap = text * columnGap;
  const room = area.width - gap * (whole.length - 1);
  const cap = widthCap(natural, room);
  const widths = natural.map((width) => Math.min(width, cap));
  const spare = Math.max(0, room - widths.reduce((sum, width) => sum + width, 0)) / (whole.length + 1);
  let x = area.x + spare;
  const centres = widths.map((width) => {
    const centre = x + width / 2;
    x += width + gap + spare;
    return centre;
  });
  const centreOf = (column: number): number => {
    const at = whole.indexOf(column);
    if (at >= 0) return centres[at]!;
    const right = whole.findIndex((key) => key > column);
    const [before, after] = [whole[right - 1]!, whole[right]!];
    const share = (column - before) / (after - before);
    return centres[right - 1]! + share * (centres[right]! - centres[right - 1]!);
  };
  return {
    centreOf,
    widthOf: (column: number) => widths[whole.indexOf(column)] ?? area.width * 0.6,
    crowded: widths.some((width) => width < text * 5),
  };
}

/** The largest width with which all columns, none wider, fill the room. */
function widthCap(natural: readonly number[], room: number): number {
  const sorted = [...natural].sort((a, b) => a - b);
  let left = room;
  for (const [i, width] of sorted.entries()) {
    const share = left / (sorted.length - i);
    if (width > share) return share;
    left -= width;
  }
  return Number.POSITIVE_INFINITY;
}

const face = (row: number) => (row === 0 ? 'bold' : 'regular');

const naturalWidth = (box: FlowBox, { style, measure }: LayoutContext): number => {
  const { text } = style.sizes;
  return Math.max(...box.lines.map((line, i) => measureRuns(line, text, measure, face(i)))) + 2 * padding * text;
};

function sizeBox(box: FlowBox, width: number, context: LayoutContext): SizedBox {
  const { style, measure } = context;
  const { text } = style.sizes;
  const lines = box.lines.flatMap((line, i) =>
    wrapAnywhere(line, width - 2 * padding * text + 0.01, text, (part, size) => measure(part, size, face(i))).map(
      (part) => ({
        text: part,
        bold: i === 0,
      }),
    ),
  );
  const own = Math.max(...lines.map((line) => measureRuns(line.text, text, measure, line.bold ? 'bold' : 'regular')));
  return {
    box,
    lines,
    width: Math.max(width, own + 2 * padding * text),
    height: ((lines.length - 1) * lineHeight + 1) * text + 2 * padding * text,
  };
}

/** Main boxes are centred; lists, and what was left out, read better from the left. */
function boxTexts({ lines, box }: SizedBox, rect: Rect, text: number): PlacedText[] {
  const isList = box.tone === 'muted' || box.lines.length > 3;
  return lines.map((line, row) => ({
    text: line.text,
    x: isList ? rect.x + padding * text : rect.x + rect.width / 2,
    y: rect.y + padding * text + text * (0.82 + row * lineHeight),
    anchor: isList ? 'start' : 'middle',
    size: text,
    ...(line.bold ? { bold: true } : {}),
  }));
}

/** Corners of an arrow; null where one of its boxes is missing. */
function arrowPoints(
  { from, to }: Flow['arrows'][number],
  flow: Flow,
  rects: ReadonlyMap<string, Rect>,
): Point[] | null {
  const [start, end] = [rects.get(from), rects.get(to)];
  const [source, target] = [from, to].map((id) => flow.boxes.find((box) => box.id === id));
  if (!start || !end || !source || !target) return null;
  const [middleX, middleY] = [start.x + start.width / 2, start.y + start.height / 2];
  const [endX, endY] = [end.x + end.width / 2, end.y + end.height / 2];
  const rightwards = endX > middleX;
  const side = { x: rightwards ? end.x : end.x + end.width, y: endY };
  if (target.row === source.row) {
    const y = (middleY + endY) / 2;
    return [
      { x: rightwards ? start.x + start.width : start.x, y },
      { ...side, y },
    ];
  }
  const down = target.row > source.row;
  const tail = { x: middleX, y: down ? start.y + start.height : start.y };
  const head = { x: endX, y: down ? end.y : end.y + end.height };
  if (Math.abs(middleX - endX) < 0.5) return [tail, { ...head, x: middleX }];
  const trunk = flow.arrows
    .filter((arrow) => arrow.from === from && arrow.to !== to)
    .map((arrow) => flow.boxes.find((box) => box.id === arrow.to))
    .find((box) => box?.column === source.column && box.row > target.row);
  if (trunk && down) return [{ x: middleX, y: endY }, side];
  const turn = (head.y + tail.y) / 2;
  return [tail, { x: middleX, y: turn }, { x: endX, y: turn }, head];
}
