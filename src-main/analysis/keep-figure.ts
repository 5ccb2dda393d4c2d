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
  const figure = await computeFigure(db, compute, request, signal);
  const provenance = await provenanceOf(db, request);
  return keepFigure(db, { ...request, title, figure, provenance }, who);
}
