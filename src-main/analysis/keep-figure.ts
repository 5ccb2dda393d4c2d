import type { FigureRecord } from '#shared/domain/entities.ts';
import type { WriteDb } from '../store/database.ts';
import { keepFigure } from '../store/figures.ts';
import { computeEvidence, type EvidenceTools, type StatisticRequest } from './evidence.ts';

/** Computes a figure and keeps it with what its receipt will say: a kept figure is always one that was computed here. */
export async function keepComputedFigure(
  tools: EvidenceTools & { readonly db: WriteDb },
  { title, who, ...request }: StatisticRequest & { title: string; who: string },
  signal?: AbortSignal,
): Promise<FigureRecord> {
  const { figure, provenance } = await computeEvidence(tools, request, { signal });
  return keepFigure(tools.db, { ...request, title, figure, provenance }, who);
}
