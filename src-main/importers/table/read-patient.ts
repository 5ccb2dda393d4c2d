import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type OpenScan, openScan } from '#main/readers/open-scan.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import type { ImportedLesion, ImportedScan } from '#shared/domain/imported.ts';
import { AppError, isCancelled } from '#shared/errors.ts';
import { type Geometry, identityDirection, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { onlySeries } from '../dicom-folder/only-series.ts';
import { groupBy } from '../group-by.ts';
import { refuseOutside } from '../seed-check.ts';
import { joinLesions, type PlacedRow } from './lesions-of-image.ts';
import type { TableRow } from './row-collector.ts';
import { readTableMask, toLps } from './table-seed.ts';

export interface OpenedPatient {
  readonly scans: ImportedScan[];
  readonly taken: { line: number; message: string }[];
  readonly failures: { line: number; error: unknown }[];
}

/** Opens each image of a patient once and checks the seeds that lie in it. What fails is returned with its line. */
export async function openPatient(
  patientId: string,
  rows: readonly TableRow[],
  mapping: TableMapping,
  signal: AbortSignal,
): Promise<OpenedPatient> {
  const opened: OpenedPatient = { scans: [], taken: [], failures: [] };
  if (mapping.image === null) {
    withoutImages(patientId, rows, mapping, opened);
    return opened;
  }
  for (const [path, ofImage] of groupBy(rows, (row) => row.path ?? '')) {
    signal.throwIfAborted();
    try {
      await openImage(path, ofImage, mapping, signal, opened);
    } catch (error) {
      if (!(error instanceof AppError) || isCancelled(error)) throw error;
      for (const { line } of ofImage) opened.failures.push({ line, error });
    }
  }
  opened.failures.sort((a, b) => a.line - b.line);
  return opened;
}

async function openImage(
  path: string,
  rows: readonly TableRow[],
  mapping: TableMapping,
  signal: AbortSignal,
  opened: OpenedPatient,
): Promise<void> {
  const source = await imageSource(path, mapping, signal);
  const scan = await openScan(source, { signal });
  try {
    const placed: PlacedRow[] = [];
    for (const row of rows) {
      try {
        placed.push({ row, lesion: await lesionOf(row, scan, source, mapping, signal) });
      } catch (error) {
        if (!(error instanceof AppError) || isCancelled(error)) throw error;
        opened.failures.push({ line: row.line, error });
      }
    }
    const { lesions, taken, failures } = joinLesions(placed);
    opened.taken.push(...taken);
    opened.failures.push(...failures);
    const { geometry, modality, warnings, headerHash } = scan;
    if (lesions.length > 0)
      opened.scans.push({ source, geometry, modality, warnings: [...warnings], headerHash, lesions });
  } finally {
    await scan.close();
  }
}

async function lesionOf(
  row: TableRow,
  { geometry }: OpenScan,
  source: ScanSource,
  mapping: TableMapping,
  signal: AbortSignal,
): Promise<ImportedLesion> {
  const mask =
    row.maskPath === null
      ? null
      : await readTableMask(geometry, source, row.maskPath, mapping.mask?.label ?? null, signal);
  const given = row.seed && toLps(geometry, row.seed, mapping.seedSpace);
  const seedMm = given ?? mask?.seed.centroidMm ?? centre(geometry);
  refuseOutside(geometry, seedMm);
  return {
    roi: row.lesion,
    seedMm,
    seedSource: given ? 'table' : (mask?.seedSource ?? 'centre'),
    volumeMm3: mask?.seed.volumeMm3 ?? null,
    ...(mask ? { region: mask.region } : {}),
    ...(Object.keys(row.values).length > 0 ? { values: row.values } : {}),
    ...(row.features ? { features: row.features } : {}),
    warnings: mask ? [...mask.seed.warnings] : [],
  };
}

/** A scan of no pixels for each lesion: a cube of 50 mm about its seed, or about 0 where none is given. */
function withoutImages(
  patientId: string,
  rows: readonly TableRow[],
  mapping: TableMapping,
  opened: OpenedPatient,
): void {
  const seen = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const seedMm: Vec3 =
      row.seed && mapping.seedSpace !== 'voxel' ? toLps(cubeAbout([0, 0, 0]), row.seed, mapping.seedSpace) : [0, 0, 0];
    const name = row.lesion ?? (row.seed ? row.seed.join(' ') : `row ${index}`);
    const twin = seen.get(name);
    if (twin !== undefined) {
      const message = `The same lesion of the same patient has features in line ${twin}.`;
      opened.failures.push({ line: row.line, error: new AppError('conflict', message) });
      continue;
    }
    seen.set(name, row.line);
    opened.scans.push({
      source: { format: 'none' },
      geometry: cubeAbout(seedMm),
      modality: 'none',
      warnings: [],
      headerHash: createHash('sha256').update(`no pixels\n${patientId}\n${name}`).digest('hex'),
      lesions: [
        {
          roi: row.lesion,
          seedMm,
          seedSource: row.seed ? 'table' : 'centre',
          volumeMm3: null,
          ...(Object.keys(row.values).length > 0 ? { values: row.values } : {}),
          features: row.features,
          warnings: [],
        },
      ],
    });
    opened.taken.push({ line: row.line, message: 'A lesion with its features, without a scan.' });
  }
}

const cubeAbout = (seedMm: Vec3): Geometry => {
  const half = (patchEdge - 1) / 2;
  return {
    size: [patchEdge, patchEdge, patchEdge],
    spacingMm: [1, 1, 1],
    originMm: [seedMm[0] - half, seedMm[1] - half, seedMm[2] - half],
    direction: identityDirection,
  };
};

const centre = (geometry: Geometry): Vec3 =>
  voxelToWorld(geometry, [(geometry.size[0] - 1) / 2, (geometry.size[1] - 1) / 2, (geometry.size[2] - 1) / 2]);

/** How the image that a cell names is read. Refuses pipes, devices and the like, which could keep a reader waiting. */
export async function imageSource(path: string, mapping: TableMapping, signal: AbortSignal): Promise<ScanSource> {
  const entry = await stat(path);
  if (entry.isDirectory()) return { format: 'dicom', files: await onlySeries(path, signal), repair: true };
  if (!entry.isFile()) throw new AppError('unsupported', `"${basename(path)}" is no file.`);
  if (/\.np[yz]$/i.test(path)) return { format: 'array', path, ...mapping.array };
  return { format: 'volume', path };
}
