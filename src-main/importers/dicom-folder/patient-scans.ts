import { relative } from 'node:path';
import type { OpenScan } from '#main/readers/open-scan.ts';
import { readRegionFile } from '#main/readers/region-file.ts';
import { type RoiSeed, segmentationSeeds, structureSetSeeds } from '#main/readers/roi-seeds.ts';
import type { ImportedLesion, ImportedScan } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import type { Geometry } from '#shared/imaging/geometry.ts';
import { counted } from '#shared/statistics/wording.ts';
import { type RowOutcome, refusal } from '../dataset-report.ts';
import { isInside } from '../seed-check.ts';
import { matchSeries } from './match-regions.ts';
import { openSeries, type PatientFiles, type RegionFile, type Series } from './series.ts';

/** Seeds of the same region closer than this come from two versions of one structure set. */
const samePlaceMm = 0.1;

export interface ScanPlan {
  /** Series of one patient that may become scans; absent: every CT series. */
  readonly series?: (series: Series) => boolean;
  /** Names of the regions of a file that become lesions; none: the file is passed over. */
  regions(file: RegionFile): readonly string[];
  /** Tilted or uneven series are put on a regular grid instead of being refused. */
  readonly repair: boolean;
}

export interface PatientScans {
  readonly scans: { readonly series: Series; readonly scan: ImportedScan }[];
  /** What became of files of regions, and of series that were refused. */
  readonly outcomes: RowOutcome[];
}

interface Opened extends Series {
  readonly scan: OpenScan;
  readonly repaired: boolean;
  readonly lesions: ImportedLesion[];
}

/** Opens the CT series of a patient and finds the seeds of their regions. What cannot be used is an outcome, not an error. */
export async function readPatientScans(
  folder: string,
  { series, regionFiles }: PatientFiles,
  plan: ScanPlan,
  signal: AbortSignal,
): Promise<PatientScans> {
  const outcomes: RowOutcome[] = [];
  const opened: Opened[] = [];
  for (const one of series) {
    if (one.modality !== 'CT' || plan.series?.(one) === false) continue;
    const result = await openRepaired(one, plan.repair, signal);
    if ('scan' in result) opened.push({ ...one, ...result, lesions: [] });
    else outcomes.push({ item: seriesItem(one), outcome: 'refused', error: result.refused });
  }
  for (const file of regionFiles) {
    signal.throwIfAborted();
    const wanted = plan.regions(file);
    if (wanted.length === 0) continue;
    const item = relative(folder, file.header.path);
    try {
      const { scan, lesions } = matchSeries(file, opened);
      for (const found of await seedsOf(scan.geometry, file, wanted)) {
        if ('error' in found) outcomes.push({ item: `${item}, ${found.roi}`, outcome: 'refused', error: found.error });
        else outcomes.push(...addLesion(lesions, scan.geometry, file, found, item));
      }
    } catch (error) {
      outcomes.push(refusal(item, error));
    }
  }
  return { scans: opened.map((one) => ({ series: one, scan: scanOf(one) })), outcomes };
}

export const seriesItem = ({ name, headers }: Series): string => `${name} (${counted(headers.length, 'file')})`;

/** What a report says of a scan that was taken; `corrected` where the reader had to mend it. */
export function scanOutcome(series: Series, scan: ImportedScan, without: string): RowOutcome {
  const lesions = scan.lesions.length;
  const taken = lesions > 0 ? `A scan with ${counted(lesions, 'lesion')}.` : without;
  const [first] = scan.warnings;
  return first === undefined
    ? { item: seriesItem(series), outcome: 'taken', message: taken }
    : { item: seriesItem(series), outcome: 'corrected', message: [taken, ...scan.warnings].join(' ') };
}

/** A series that is regular stays as it is, whether repairs are allowed or not. */
export async function openRepaired(
  series: Series,
  repair: boolean,
  signal: AbortSignal,
): Promise<
  { scan: OpenScan; repaired: boolean } | Extract<Awaited<ReturnType<typeof openSeries>>, { refused: unknown }>
> {
  const plain = await openSeries(series, { signal });
  if ('scan' in plain) return { scan: plain.scan, repaired: false };
  if (!repair) return plain;
  const mended = await openSeries(series, { signal, repair: true });
  return 'scan' in mended ? { scan: mended.scan, repaired: true } : plain;
}

async function seedsOf(geometry: Geometry, { header }: RegionFile, names: readonly string[]): Promise<RoiSeed[]> {
  const file = await readRegionFile(header.path);
  return 'structureSet' in file
    ? structureSetSeeds(geometry, file.structureSet, names)
    : segmentationSeeds(geometry, file.segmentation, names);
}

function addLesion(
  lesions: ImportedLesion[],
  geometry: Geometry,
  file: RegionFile,
  { roi, seed }: Extract<RoiSeed, { seed: unknown }>,
  item: string,
): RowOutcome[] {
  const { centroidMm, volumeMm3, warnings } = seed;
  const known = lesions.some(
    (lesion) =>
      lesion.roi === roi &&
      lesion.seedMm.every((value, axis) => Math.abs(value - (centroidMm[axis] ?? 0)) < samePlaceMm),
  );
  if (known) return [{ item: `${item}, ${roi}`, outcome: 'taken', message: 'The same region as in another file.' }];
  if (!isInside(geometry, centroidMm)) {
    return [
      refusal(`${item}, ${roi}`, new AppError('invalid-input', 'The centroid of the region lies outside the scan.')),
    ];
  }
  lesions.push({
    roi,
    seedMm: centroidMm,
    seedSource: file.header.structureSet ? 'rtstruct' : 'seg',
    volumeMm3,
    region: { format: 'dicom', path: file.header.path, roi },
    warnings: [...warnings],
  });
  return [];
}

function scanOf({ scan, headers, lesions, repaired, description, studyUid, uid }: Opened): ImportedScan {
  return {
    source: {
      format: 'dicom',
      files: headers.map(({ path }) => path),
      ...(repaired ? { repair: true } : {}),
    },
    geometry: scan.geometry,
    modality: scan.modality,
    description,
    acquiredOn: headers.find(({ acquiredOn }) => acquiredOn !== null)?.acquiredOn ?? null,
    studyUid: studyUid || null,
    seriesUid: uid || null,
    warnings: [...scan.warnings],
    headerHash: scan.headerHash,
    lesions,
  };
}
