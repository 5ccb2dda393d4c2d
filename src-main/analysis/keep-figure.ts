import type { FigureRecord } from '#shared/domain/entities.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { WriteDb } from '../store/database.ts';
import { keepFigure } from '../store/figures.ts';
import { computeFigure, provenanceOf, type StatisticRequest } from './evidence.ts';

/** Computes a figure and keeps it with what its receipt will say: a kept figure is always one that was computed here. */
export async function keepComputedFigure(
  db: WriteDb,
  compute: ComputePool,
  { title, who, ...request }: StatisticRequest & { title: string; who: string },
  signal?: AbortSignal,
): Promise<FigureRecord> {
  // Both read the data at once, before anything can change them: the receipt is that of this figure.
  const [provenance, figure] = await Promise.all([
    provenanceOf(db, request),
    computeFigure(db, compute, request, signal),
  ]);
  return keepFigure(db, { ...request, title, figure, provenance }, who);
}
