import { type PhantomCohort, writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { type ExportFigureInput, exportFigure } from '#main/export/export-figure.ts';
import { previewImport } from '#main/importers/importers.ts';
import { type AppliedProbe, applyProbe, type LockedProbe, type ValidationRows } from '#shared/biomarker/apply-probe.ts';
import { type ProbeInput, type ProbeResult, trainProbe } from '#shared/biomarker/probe.ts';
import type { ImportPreview } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import type { DataTable } from '#shared/statistics/data-table.ts';
import { statistics } from '#shared/statistics/statistics.ts';
import type { Task } from './task.ts';

export const previewImportTask: Task<{ path: string }, never, ImportPreview> = ({ path }, { signal }) =>
  previewImport(path, { signal });

export const writePhantomsTask: Task<{ folder: string; patients: number; seed: number }, never, PhantomCohort> = (
  { folder, patients, seed },
  { signal, report },
) => writePhantomCohort(folder, { patients, seed, signal, report });

export const trainProbeTask: Task<ProbeInput, never, ProbeResult> = async (input, { signal, report }) =>
  trainProbe(input, { signal, report });

export const applyProbeTask: Task<{ probe: LockedProbe; rows: ValidationRows }, never, AppliedProbe> = async (
  { probe, rows },
  { signal },
) => applyProbe(probe, rows, signal);

export const computeStatisticTask: Task<
  { statisticId: string; table: DataTable; params: Record<string, unknown> },
  never,
  Figure
> = async ({ statisticId, table, params }, { signal, report }) => {
  const statistic = statistics.find((candidate) => candidate.id === statisticId);
  if (!statistic) throw new AppError('not-found', `There is no statistic "${statisticId}".`);
  return statistic.compute(table, params, { signal, report: (share) => report({ done: share, total: 1, label: '' }) });
};

export const exportFigureTask: Task<ExportFigureInput, never, string[]> = (input) => exportFigure(input);
