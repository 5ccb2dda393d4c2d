import { relative } from 'node:path';
import type { Task } from '#main/compute/task.ts';
import type { OpenScan } from '#main/readers/open-scan.ts';
import { type RoiSeed, segmentationSeeds, structureSetSeeds } from '#main/readers/roi-seeds.ts';
import { readSegmentation } from '#main/readers/segmentation.ts';
import { readStructureSet } from '#main/readers/structure-set.ts';
import type { ImportOptions } from '#shared/contract/imports.ts';
import type { ImportedLesion, ImportedScan, ImportItem } from '#shared/domain/imported.ts';
import { AppError, isCancelled, toWireError, type WireError } from '#shared/errors.ts';
import type { Geometry } from '#shared/imaging/geometry.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { ImportTotals } from '../importer.ts';
import { orderedPool } from '../ordered-pool.ts';
import { isInside } from '../seed-check.ts';
import { matchSeries } from './match-regions.ts';
import { scanFolder } from './scan-folder.ts';
import { groupByPatient, openSeries, type PatientFiles, type RegionFile, type Series } from './series.ts';

type FolderOptions = Extract<ImportOptions, { kind: 'dicom-folder' }>;
interface Failure {
  readonly item: string;
  readonly error: WireError;
}

const patientsAtATime = 3;
/** Seeds of the same region closer than this come from two versions of one structure set. */
const samePlaceMm = 0.1;

export const readFolder: Task<FolderOptions, ImportItem, ImportTotals> = async ({ path, rois }, context) => {
  const scan = await scanFolder(path, context.signal, (done, total) =>
    context.report({ done, total, label: 'Reading headers' }),
  );
  const patients = groupByPatient(path, scan.headers);
  context.log(
    `${counted(scan.fileCount, 'file')}: ${counted(scan.headers.length, 'DICOM object')} of ${counted(patients.length, 'patient')}; copies left out: ${scan.copies}.`,
  );
  for (const { path: file, error } of scan.damaged)
    context.emit({ kind: 'failure', item: relative(path, file), error });

  const totals: ImportTotals = { patients: 0, scans: 0, lesions: 0 };
  let done = 0;
  await orderedPool(
    patients,
    patientsAtATime,
    context.signal,
    (patient) => readPatient(path, patient, rois, context.signal),
    ({ scans, failures }, { label }) => {
      for (const failure of failures) context.emit({ kind: 'failure', ...failure });
      context.report({ done: ++done, total: patients.length, label: 'Finding seeds' });
      if (scans.length === 0) return;
      context.emit({ kind: 'patient', label, clinical: {}, scans });
      totals.patients++;
      totals.scans += scans.length;
      for (const { lesions } of scans) totals.lesions += lesions.length;
    },
  );
  return totals;
};

async function readPatient(
  folder: string,
  { series, regionFiles }: PatientFiles,
  rois: readonly string[],
  signal: AbortSignal,
): Promise<{ scans: ImportedScan[]; failures: Failure[] }> {
  const failures: Failure[] = [];
  const opened: (Series & { scan: OpenScan; lesions: ImportedLesion[] })[] = [];
  for (const one of series) {
    if (one.modality !== 'CT') continue;
    const result = await openSeries(one, { signal });
    if ('scan' in result) opened.push({ ...one, scan: result.scan, lesions: [] });
    else failures.push({ item: `${one.name} (${one.headers.length} files)`, error: result.refused });
  }
  for (const file of regionFiles) {
    signal.throwIfAborted();
    const wanted = rois.filter((roi) => file.roiNames.includes(roi));
    if (wanted.length === 0) continue;
    const item = relative(folder, file.header.path);
    try {
      const { scan, lesions } = matchSeries(file, opened);
      for (const seed of await regionSeeds(scan.geometry, file, wanted)) {
        if ('error' in seed) failures.push({ item: `${item}, ${seed.roi}`, error: seed.error });
        else addLesion(lesions, scan.geometry, file, seed);
      }
    } catch (error) {
      if (isCancelled(error) || !(error instanceof AppError)) throw error;
      failures.push({ item, error: toWireError(error) });
    }
  }
  const found = opened.some(({ lesions }) => lesions.length > 0);
  const first = opened[0];
  if (first && rois.length > 0 && !found && failures.length === 0) {
    const message = 'None of the chosen regions was found: the scan came in without a seed.';
    failures.push({ item: first.name, error: { code: 'not-found', message } });
  }
  const scans = opened.map(({ scan, headers, lesions }) => ({
    source: { format: 'dicom' as const, files: headers.map(({ path }) => path) },
    geometry: scan.geometry,
    modality: scan.modality,
    warnings: [...scan.warnings],
    headerHash: scan.headerHash,
    lesions,
  }));
  return { scans, failures };
}

const regionSeeds = async (geometry: Geometry, { header }: RegionFile, names: readonly string[]): Promise<RoiSeed[]> =>
  header.structureSet
    ? structureSetSeeds(geometry, await readStructureSet(header.path), names)
    : segmentationSeeds(geometry, await readSegmentation(header.path), names);

function addLesion(
  lesions: ImportedLesion[],
  geometry: Geometry,
  file: RegionFile,
  { roi, seed }: Extract<RoiSeed, { seed: unknown }>,
): void {
  const { centroidMm, volumeMm3, warnings } = seed;
  const known = lesions.some(
    (lesion) =>
      lesion.roi === roi &&
      lesion.seedMm.every((value, axis) => Math.abs(value - (centroidMm[axis] ?? 0)) < samePlaceMm),
  );
  if (known || !isInside(geometry, centroidMm)) return;
  const seedSource = file.header.structureSet ? 'rtstruct' : 'seg';
  lesions.push({ roi, seedMm: centroidMm, seedSource, volumeMm3, warnings: [...warnings] });
}
