import type { Figure, Panel } from '#shared/figure.ts';
import { type DrawingStyle, scaledStyle } from './drawing-style.ts';
import { layoutPanel } from './layout-panel.ts';
import { panelGrid } from './panel-grid.ts';
import type { Insets, PanelLayout } from './panel-layout.ts';
import type { Rect } from './plot-geometry.ts';
import type { Measure } from './text-runs.ts';

export interface PlacedPanel {
  readonly panel: Panel;
  /** Within the figure, in pixels. */
  readonly cell: Rect;
  readonly layout: PanelLayout;
}

export interface FigureLayout {
  readonly panels: readonly PlacedPanel[];
  /** The style drawn with: of a crowded figure that with smaller text. */
  readonly style: DrawingStyle;
}

/** Space between panels, in gaps. */
const panelGap = 5;

/** Text, and all lengths with it, get smaller in so many equal steps from their size to the smallest allowed. */
const textSteps = 4;

/**
 * Lays out a whole figure: panels where they ask to be, else sharing it evenly; the plots of panels side by side or
 * one below the other line up; letters a, b, c unless panels say otherwise. A panel that is crowded makes the text of
 * the whole figure smaller, at most to `smallestText` of its size.
 */
export function layoutFigure(
  figure: Figure,
  size: { readonly width: number; readonly height: number },
  style: DrawingStyle,
  smallestText: number,
  measure: Measure,
): FigureLayout {
  const cells = panelCells(figure, size, style.sizes.gap);
  const letters = panelLetters(figure.panels);
  let result: FigureLayout | null = null;
  for (let step = 0; step <= textSteps; step++) {
    const scaled = step === 0 ? style : scaledStyle(style, 1 - (step / textSteps) * (1 - smallestText));
    const panels = linedUp(figure.panels, cells, letters, { style: scaled, measure });
    result = { panels, style: scaled };
    if (!panels.some(({ layout }) => layout.crowded)) return result;
  }
  return result!;
}

function panelCells(figure: Figure, { width, height }: { width: number; height: number }, gap: number): Rect[] {
  const edge = gap / 2;
  const inner = { width: width - 2 * edge, height: height - 2 * edge };
  const grid = panelGrid(figure, inner.width, inner.height, gap * panelGap);
  const [perMmX, perMmY] = [width / figure.sizeMm.width, height / figure.sizeMm.height];
  return figure.panels.map(({ placeMm }, i) =>
    placeMm
      ? { x: placeMm.x * perMmX, y: placeMm.y * perMmY, width: placeMm.width * perMmX, height: placeMm.height * perMmY }
      : { ...grid[i]!, x: grid[i]!.x + edge, y: grid[i]!.y + edge },
  );
}

/** A panel that says nothing about its letter takes the next one, where there are several panels. */
function panelLetters(panels: readonly Panel[]): (string | null)[] {
  let next = 0;
  return panels.map((panel) => {
    if (panel.letter !== undefined) return panel.letter;
    return panels.length > 1 ? String.fromCharCode(97 + next++) : null;
  });
}

/** Lays out every panel, and those that have neighbours again with the space around the plot that the neediest takes. */
function linedUp(
  panels: readonly Panel[],
  cells: readonly Rect[],
  letters: readonly (string | null)[],
  context: Parameters<typeof layoutPanel>[3],
): PlacedPanel[] {
  const alone = panels.map((panel, i) => layoutPanel(panel, cells[i]!, letters[i]!, context));
  const placed = panels.map((panel, i) => {
    const cell = cells[i]!;
    const need = (side: keyof Insets, isNeighbour: (other: Rect) => boolean) =>
      Math.max(
        ...alone.flatMap((layout, k) =>
          k === i || (isNeighbour(cells[k]!) && !layout.flow) ? [layout.insets[side]] : [],
        ),
      );
    const sameRow = (other: Rect) => near(other.y, cell.y) && near(other.height, cell.height);
    const sameColumn = (other: Rect) => near(other.x, cell.x) && near(other.width, cell.width);
    const atLeast: Insets = {
      left: need('left', sameColumn),
      right: need('right', sameColumn),
      top: need('top', sameRow),
      bottom: need('bottom', sameRow),
    };
    return { panel, cell, layout: layoutPanel(panel, cell, letters[i]!, context, atLeast) };
  });
  return placed.map((one, i) => {
    const main = placed.find((other) => isMarginalOf(one, other));
    return main
      ? { ...one, layout: layoutPanel(one.panel, one.cell, letters[i]!, context, marginsOf(main.layout)) }
      : one;
  });
}

/** A histogram above or below a plot with the same x axis keeps to its sides, also where that plot is a square. */
const isMarginalOf = (one: PlacedPanel, main: PlacedPanel): boolean =>
  one !== main &&
  one.panel.series.some((series) => series.mark === 'bins' && series.along === 'x') &&
  main.panel.square &&
  near(one.cell.x, main.cell.x) &&
  near(one.cell.width, main.cell.width) &&
  String(one.layout.x.domain) === String(main.layout.x.domain);

const marginsOf = ({ plot, width }: PanelLayout): Insets => ({
  left: plot.x,
  right: width - plot.x - plot.width,
  top: 0,
  bottom: 0,
});

const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.5;
