import { basename, relative } from 'node:path';
import type { ImportPreview } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { findTables } from './find-tables.ts';
import { matchSeries } from './match-regions.ts';
import { openRepaired } from './patient-scans.ts';
import { type FolderScan, scanFolder } from './scan-folder.ts';
import { groupByPatient, type PatientFiles, type Series } from './series.ts';
import { suggestRois } from './suggest-rois.ts';

type FolderPreview = Extract<ImportPreview, { kind: 'dicom-folder' }>;

export async function previewFolder(path: string, signal: AbortSignal): Promise<FolderPreview> {
  const scan = await scanFolder(path, signal);
  if (scan.headers.length === 0) {
    throw new AppError(
      'unsupported',
      `The folder "${basename(path)}" holds no DICOM file. For other images, import a table that lists them.`,
    );
  }
  const patients = groupByPatient(path, scan.headers);
  const previews: PatientPreview[] = [];
  for (const patient of patients) previews.push(await previewPatient(path, patient, signal));
  const patientsByRoi = countPatients(previews.flatMap(({ rois, label }) => rois.map((roi) => ({ roi, label }))));
  const suggested = suggestRois([...patientsByRoi.keys()]);
  return {
    kind: 'dicom-folder',
    path,
    fileCount: scan.fileCount,
    patientCount: patients.length,
    tables: await findTables(path, signal),
    repairable: previews.reduce((sum, { repairable }) => sum + repairable, 0),
    series: previews.flatMap((preview) => preview.series),
    rois: [...patientsByRoi]
      .map(([name, labels]) => ({ name, patientCount: labels.size, suggested: suggested.has(name) }))
      .sort(
        (a, b) =>
          Number(b.suggested) - Number(a.suggested) || b.patientCount - a.patientCount || a.name.localeCompare(b.name),
      ),
    warnings: [...folderWarnings(path, scan), ...previews.flatMap((preview) => preview.warnings)],
  };
}

interface PatientPreview {
  readonly label: string;
  readonly series: FolderPreview['series'];
  /** Series that are only usable on a regular grid. */
  readonly repairable: number;
  /** Regions that lie on a CT series that can be used. */
  readonly rois: readonly string[];
  readonly warnings: FolderPreview['warnings'];
}

async function previewPatient(
  folder: string,
  { label, series, regionFiles }: PatientFiles,
  signal: AbortSignal,
): Promise<PatientPreview> {
  const usable: Series[] = [];
  const rows: FolderPreview['series'] = [];
  let repairable = 0;
  for (const one of series) {
    const opened = await openRepaired(one, true, signal);
    const refused = 'refused' in opened ? opened.refused.message : null;
    if (refused === null) usable.push(one);
    if ('repaired' in opened && opened.repaired) repairable++;
    rows.push({
      patientLabel: label,
      description: one.description,
      modality: one.modality,
      sliceCount: one.headers.length,
      usable: refused === null,
      reason: refused,
    });
  }
  const rois = new Set<string>();
  const warnings: FolderPreview['warnings'] = [];
  for (const file of regionFiles) {
    const item = relative(folder, file.header.path);
    try {
      matchSeries(file, usable);
      for (const name of file.roiNames) rois.add(name);
      if (file.roiNames.length === 0) warnings.push({ item, message: 'It names no region.' });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      warnings.push({ item, message: error.message });
    }
  }
  return { label, series: rows, repairable, rois: [...rois], warnings };
}

function countPatients(pairs: readonly { roi: string; label: string }[]): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>();
  for (const { roi, label } of pairs) labels.set(roi, (labels.get(roi) ?? new Set()).add(label));
  return labels;
}

function folderWarnings(folder: string, { damaged, copies }: FolderScan): FolderPreview['warnings'] {
  const warnings = damaged.map(({ path, error }) => ({ item: relative(folder, path), message: error.message }));
  if (copies > 0)
    warnings.push({ item: basename(folder), message: `${copies} files are copies of others and are left out.` });
  return warnings;
}
