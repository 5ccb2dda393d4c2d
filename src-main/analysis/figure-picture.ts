import { AppError } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import type { DrawingDesk } from '../export/drawing-desk.ts';
import { drawOnPaper } from '../export/paper-drawing.ts';
import { svgToRasterBytes } from '../export/raster.ts';

/** The figure as other programs paste it: PNG at 300 dpi in base64, and SVG; at the width it was written for. */
export async function pictureOf(figure: Figure, drawings: DrawingDesk): Promise<{ png: string; svg: string }> {
  const never = new AbortController().signal;
  const drawing = await drawOnPaper(drawings, figure, { preset: 'nature', columns: null }, never);
  if (!drawing) throw new AppError('unsupported', `“${figure.title}” has tables and no drawing: export it instead.`);
  const { svg, sizeMm } = drawing;
  const png = await svgToRasterBytes(svg, { widthMm: sizeMm.width, format: 'png', dpi: 300 });
  return { png: png.toString('base64'), svg };
}
