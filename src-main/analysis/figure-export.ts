import { basename } from 'node:path';
import type { FigureId } from '#shared/domain/ids.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { DrawingDesk } from '../export/drawing-desk.ts';
import { type FigureFormat, fileNameOf } from '../export/export-figure.ts';
import { drawOnPaper, type PaperSetting } from '../export/paper-drawing.ts';
import type { ResolutionDpi } from '../export/raster.ts';
import { provenanceSchema, type ReceiptPart } from '../export/receipt.ts';
import type { ReadDb } from '../store/database.ts';
import { getFigure } from '../store/figures.ts';

export interface FigureExport extends PaperSetting {
  readonly figureId: FigureId;
  readonly formats: readonly FigureFormat[];
  readonly dpi: ResolutionDpi;
  readonly folder: string;
}

/** Draws a kept figure in the drawing page and writes it with its receipt. Returns the names of the files. */
export async function writeKeptFigure(
  { db, compute, drawings }: { db: ReadDb; compute: ComputePool; drawings: DrawingDesk },
  { figureId, formats, dpi, folder, preset, columns }: FigureExport,
  signal: AbortSignal,
): Promise<string[]> {
  const { record, figure, provenance } = getFigure(db, figureId);
  const drawing = await drawOnPaper(drawings, figure, { preset, columns }, signal);
  const baseName = `${fileNameOf(record.title)}-${figureId}`;
  const parts: [ReceiptPart] = [{ provenance: provenanceSchema.parse(provenance), figure }];
  const paths = await compute.run(
    'export-figure',
    { figure, drawing, formats, dpi, folder, baseName, parts },
    { signal },
  );
  return paths.map((path) => basename(path));
}
