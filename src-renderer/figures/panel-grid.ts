import type { Figure } from '#shared/figure.ts';
import type { Rect } from './plot-geometry.ts';

/** Width over height that suits a panel with axes, and one with numbers at risk below them. */
const goodAspect = 1.25;
const goodAspectWithTable = 0.95;
/** An empty cell at the end is as bad as panels this much (as a logarithm) out of shape. */
const emptyCell = 0.25;

/**
 * Divides the figure into equal cells, row by row, with as many columns as bring panels closest to a good shape.
 * @param gap Space between cells, in the unit of width and height.
 */
export function panelGrid(figure: Figure, width: number, height: number, gap: number): Rect[] {
  const count = figure.panels.length;
  const hasTable = figure.panels.some((panel) => panel.riskTable);
  const wanted = figure.panels.every((panel) => panel.square) ? 1 : hasTable ? goodAspectWithTable : goodAspect;
  const cellOf = (columns: number) => {
    const rows = Math.ceil(count / columns);
    return { width: (width - gap * (columns - 1)) / columns, height: (height - gap * (rows - 1)) / rows };
  };
  const misfit = (columns: number) => {
    const cell = cellOf(columns);
    const empty = (columns - (count % columns)) % columns;
    return Math.abs(Math.log(cell.width / cell.height / wanted)) + emptyCell * empty;
  };
  const columns = Array.from({ length: count }, (_, i) => i + 1).reduce(
    (best, candidate) => (misfit(candidate) < misfit(best) - 1e-9 ? candidate : best),
    1,
  );
  const cell = cellOf(columns);
  return figure.panels.map((_, i) => ({
    ...cell,
    x: (i % columns) * (cell.width + gap),
    y: Math.floor(i / columns) * (cell.height + gap),
  }));
}
