import type { Figure } from './figure.ts';
import { figurePresets } from './figure-presets.ts';

/** Columns of a page that a figure is wide; null: the width it was written for. */
export const columnCounts = [1, 2] as const;
export type ColumnCount = (typeof columnCounts)[number];

/**
 * The figure as wide as one or two columns of the journal it is written for (89 or 183 mm). The height goes with the
 * square root of the width, so that a figure made wider does not fill the page and one made narrower stays readable;
 * panels with places of their own move along.
 */
export function inColumns(figure: Figure, columns: ColumnCount | null): Figure {
  if (columns === null) return figure;
  const [single, double] = figurePresets.nature.columnMm;
  const scaleX = (columns === 1 ? single : double) / figure.sizeMm.width;
  const scaleY = Math.sqrt(scaleX);
  const scaled = (box: { width: number; height: number }) => ({
    width: box.width * scaleX,
    height: box.height * scaleY,
  });
  return {
    ...figure,
    sizeMm: scaled(figure.sizeMm),
    panels: figure.panels.map((panel) =>
      panel.placeMm
        ? { ...panel, placeMm: { x: panel.placeMm.x * scaleX, y: panel.placeMm.y * scaleY, ...scaled(panel.placeMm) } }
        : panel,
    ),
  };
}
