import type { Panel } from '#shared/figure.ts';
import { type LayoutContext, middleToBaseline, type PlacedLine, type PlacedText } from './panel-layout.ts';
import type { PlotScale, Rect } from './plot-geometry.ts';
import { measureRuns } from './text-runs.ts';

interface SideColumn {
  readonly header: string;
  readonly cells: readonly string[];
  readonly width: number;
  /** Counts and the like stand under each other by their last digit. */
  readonly anchor: 'start' | 'end';
}

export interface SideColumns {
  readonly left: readonly SideColumn[];
  readonly right: readonly SideColumn[];
  readonly leftWidth: number;
  readonly rightWidth: number;
  /** Of the line of headers above the plot. */
  readonly headerHeight: number;
}

const count = /^[<>≤≥=~]?\s?[−-]?[\d\s.,]*%?$/u;
/** Between columns, in gaps. */
const columnGap = 4.5;

/** Measures the columns of text beside a plot with categories on y. */
export function measureSideTexts(panel: Panel, { style, measure }: LayoutContext): SideColumns {
  const { text, gap } = style.sizes;
  const columnsOf = (side: 'left' | 'right') =>
    panel.sideTexts
      .filter((column) => column.side === side)
      .map(({ header, cells }): SideColumn => {
        const widths = cells.map((cell) => measureRuns(cell, text, measure));
        return {
          header,
          cells,
          width: Math.max(measureRuns(header, text, measure, 'bold'), 0, ...widths),
          anchor: cells.every((cell) => count.test(cell)) ? 'end' : 'start',
        };
      });
  const [left, right] = [columnsOf('left'), columnsOf('right')];
  const total = (columns: readonly SideColumn[]) =>
    columns.reduce((sum, column) => sum + column.width + gap * columnGap, 0);
  return {
    left,
    right,
    leftWidth: total(left),
    rightWidth: total(right),
    headerHeight: panel.sideTexts.length > 0 ? text * 1.35 + gap : 0,
  };
}

/** The columns in place, with a rule under their headers. */
export function sideTextParts(
  panel: Panel,
  columns: SideColumns,
  plot: Rect,
  scale: PlotScale,
  panelWidth: number,
  context: LayoutContext,
): { texts: PlacedText[]; lines: PlacedLine[] } {
  if (panel.sideTexts.length === 0) return { texts: [], lines: [] };
  const { text, gap, guideLine } = context.style.sizes;
  const headerBaseline = plot.y - gap - text * 0.3;
  const texts: PlacedText[] = [];
  const place = (column: SideColumn, left: number) => {
    const x = column.anchor === 'end' ? left + column.width : left;
    const shared = { x, anchor: column.anchor, size: text };
    texts.push({ text: column.header, ...shared, y: headerBaseline, bold: true });
    column.cells.forEach((cell, i) => {
      if (cell !== '') texts.push({ text: cell, ...shared, y: scale.y(i) + text * middleToBaseline });
    });
  };
  let x = plot.x - columns.leftWidth;
  for (const column of columns.left) {
    place(column, x);
    x += column.width + gap * columnGap;
  }
  x = plot.x + plot.width + gap * columnGap;
  for (const column of columns.right) {
    place(column, x);
    x += column.width + gap * columnGap;
  }
  if (panel.y.label !== '') {
    texts.push({ text: panel.y.label, x: 0, y: headerBaseline, anchor: 'start', size: text, bold: true });
  }
  const rule = plot.y - gap * 0.5;
  const lines: PlacedLine[] = texts.some((one) => one.text !== '' && one.bold)
    ? [
        {
          points: [
            { x: 0, y: rule },
            { x: panelWidth, y: rule },
          ],
          width: guideLine,
          colour: context.style.ink,
        },
      ]
    : [];
  return { texts: texts.filter((one) => one.text !== ''), lines };
}

/** In bold: a category without data that the next one is set in below, and one that holds a total. */
export function isHeading(panel: Panel, category: number): boolean {
  if (panel.sideTexts.length === 0) return false;
  const points = panel.series.flatMap((series) => (series.mark === 'intervals' ? series.points : []));
  const own = points.filter((point) => point.y === category);
  const indent = (at: number) => (panel.y.categories?.[at] ?? '').search(/\S/);
  return own.length === 0 ? indent(category + 1) > indent(category) : own.every((point) => point.diamond);
}
