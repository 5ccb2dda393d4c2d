import type { Figure } from '#shared/figure.ts';
import { type ColumnCount, inColumns } from '#shared/figure-columns.ts';
import { type FigurePresetId, figurePresets, presetSize } from '#shared/figure-presets.ts';
import type { DrawingDesk } from './drawing-desk.ts';

/** How a figure is set on paper. */
export interface PaperSetting {
  readonly preset: FigurePresetId;
  /** Null: the width that the figure was written for. */
  readonly columns: ColumnCount | null;
}

/** A figure as the drawing page drew it: clean SVG of this size. */
export interface PaperDrawing {
  readonly svg: string;
  readonly sizeMm: { readonly width: number; readonly height: number };
}

/** Draws a figure at the size and in the lettering of a preset; null where there are only tables. */
export async function drawOnPaper(
  drawings: DrawingDesk,
  figure: Figure,
  { preset, columns }: PaperSetting,
  signal: AbortSignal,
): Promise<PaperDrawing | null> {
  if (figure.panels.length === 0) return null;
  const set = inColumns(figure, columns);
  return { svg: await drawings.draw(set, signal, preset), sizeMm: presetSize(set, figurePresets[preset]) };
}
