import { stat } from 'node:fs/promises';
import { openScan } from '#main/readers/open-scan.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import type { ImportedLesion, ImportedScan } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import { type Geometry, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { onlySeries } from '../dicom-folder/only-series.ts';
import { groupBy } from '../group-by.ts';
import { refuseOutside } from '../seed-check.ts';

/** One accepted row of a table: an image of a patient and a seed in it (null: the centre of the image). */
export interface PatientRow {
  readonly line: number;
  readonly path: string;
  readonly seedMm: Vec3 | null;
}

export interface OpenedPatient {
  readonly scans: ImportedScan[];
  readonly failures: { line: number; error: unknown }[];
}

/** Opens each image of a patient once and checks the seeds that lie in it. What fails is returned with its line. */
export async function openPatient(
  rows: readonly PatientRow[],
  mapping: TableMapping,
  signal: AbortSignal,
): Promise<OpenedPatient> {
  const opened: OpenedPatient = { scans: [], failures: [] };
  for (const [path, ofImage] of groupBy(rows, (row) => row.path)) {
    signal.throwIfAborted();
    try {
      await openImage(path, ofImage, mapping, signal, opened);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
      for (const { line } of ofImage) opened.failures.push({ line, error });
    }
  }
  opened.failures.sort((a, b) => a.line - b.line);
  return opened;
}

async function openImage(
  path: string,
  rows: readonly PatientRow[],
  mapping: TableMapping,
  signal: AbortSignal,
  opened: OpenedPatient,
): Promise<void> {
  const source = await imageSource(path, mapping, signal);
  const scan = await openScan(source, { signal });
  try {
    const { geometry, modality, warnings, headerHash } = scan;
    const lesions: ImportedLesion[] = [];
    for (const { line, seedMm } of rows) {
      try {
        const lesion = tableLesion(geometry, seedMm);
        if (!lesions.some((known) => known.seedMm.every((value, axis) => value === lesion.seedMm[axis])))
          lesions.push(lesion);
      } catch (error) {
        opened.failures.push({ line, error });
      }
    }
    if (lesions.length > 0)
      opened.scans.push({ source, geometry, modality, warnings: [...warnings], headerHash, lesions });
  } finally {
    await scan.close();
  }
}

function tableLesion(geometry: Geometry, seedMm: Vec3 | null): ImportedLesion {
  if (seedMm === null)
    return { roi: null, seedMm: centre(geometry), seedSource: 'centre', volumeMm3: null, warnings: [] };
  refuseOutside(geometry, seedMm);
  return { roi: null, seedMm, seedSource: 'table', volumeMm3: null, warnings: [] };
}

const centre = (geometry: Geometry): Vec3 =>
  voxelToWorld(geometry, [(geometry.size[0] - 1) / 2, (geometry.size[1] - 1) / 2, (geometry.size[2] - 1) / 2]);

async function imageSource(path: string, mapping: TableMapping, signal: AbortSignal): Promise<ScanSource> {
  if (/\.np[yz]$/i.test(path)) return { format: 'array', path, ...mapping.array };
  if ((await stat(path)).isDirectory()) return { format: 'dicom', files: await onlySeries(path, signal) };
  return { format: 'volume', path };
}
