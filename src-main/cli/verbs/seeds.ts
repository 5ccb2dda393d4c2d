import { relative } from 'node:path';
import { matchSeries } from '#main/importers/dicom-folder/match-regions.ts';
import { scanFolder } from '#main/importers/dicom-folder/scan-folder.ts';
import { groupByPatient, openSeries, type RegionFile, type Series } from '#main/importers/dicom-folder/series.ts';
import type { OpenScan } from '#main/readers/open-scan.ts';
import { type RoiSeed, segmentationSeeds, structureSetSeeds } from '#main/readers/roi-seeds.ts';
import { readSegmentation } from '#main/readers/segmentation.ts';
import { readStructureSet } from '#main/readers/structure-set.ts';
import { AppError, toWireError, type WireError } from '#shared/errors.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { exitCodes, parseOptions, printJson, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'seeds',
  summary: 'Lists the seed of every region in the RTSTRUCT and SEG files of a DICOM folder.',
  usage: `<dicom-folder> [--roi NAME] [--json]

  --roi NAME  Only the regions of exactly this name.
  --json      Prints [{patientId, roi, voxels, volumeMm3, centroidMm: [x, y, z], warnings}], LPS mm.`,
  async run(args, io) {
    const options = { roi: { type: 'string' }, json: { type: 'boolean' } } as const;
    const { values, positionals } = parseOptions(args, options, { min: 1, max: 1 });
    const { seeds, failures } = await findSeeds(positionals[0] as string, values.roi ?? null, io.signal);
    for (const failure of failures) io.note(failure);
    if (values.json) printJson(io, seeds);
    else for (const seed of seeds) io.out(lineOf(seed));
    return failures.length > 0 ? exitCodes.someFailed : exitCodes.done;
  },
};

interface FoundSeed {
  readonly patientId: string;
  readonly roi: string;
  readonly voxels: number;
  readonly volumeMm3: number;
  readonly centroidMm: Vec3;
  readonly warnings: readonly string[];
}

type UsableSeries = Series & { readonly scan: OpenScan };

/** Seeds of all regions below a folder, or of those with this name; what failed is listed and does not end the rest. */
export async function findSeeds(
  folder: string,
  roi: string | null,
  signal: AbortSignal,
): Promise<{ seeds: FoundSeed[]; failures: string[] }> {
  const { headers, damaged } = await scanFolder(folder, signal);
  const seeds: FoundSeed[] = [];
  const failures = damaged.map(({ error }) => error.message);
  const names = new Set<string>();
  for (const { label, series, regionFiles } of groupByPatient(folder, headers)) {
    const usable: UsableSeries[] = [];
    for (const one of series) {
      const opened = await openSeries(one, { signal });
      if ('scan' in opened) usable.push({ ...one, scan: opened.scan });
    }
    for (const file of regionFiles) {
      signal.throwIfAborted();
      for (const name of file.roiNames) names.add(name);
      if (roi !== null && !file.roiNames.includes(roi)) continue;
      const item = relative(folder, file.header.path);
      for (const found of await seedsOf(file, usable, series, roi)) {
        if ('error' in found) failures.push(`${item}${found.roi ? `, ${found.roi}` : ''}: ${found.error.message}`);
        else seeds.push({ patientId: label, roi: found.roi, ...found.seed });
      }
    }
  }
  if (seeds.length === 0 && failures.length === 0) throw nothingFound(roi, names);
  return { seeds, failures };
}

async function seedsOf(
  file: RegionFile,
  usable: readonly UsableSeries[],
  all: readonly Series[],
  roi: string | null,
): Promise<RoiSeed[]> {
  try {
    const { scan } = matchSeries(file, usable);
    return await regionSeeds(scan.geometry, file, roi === null ? null : [roi]);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    return [{ roi: '', error: (await refusalOf(file, all)) ?? toWireError(error) }];
  }
}

const regionSeeds = async (geometry: Geometry, { header }: RegionFile, names: string[] | null): Promise<RoiSeed[]> =>
  header.structureSet
    ? structureSetSeeds(geometry, await readStructureSet(header.path), names)
    : segmentationSeeds(geometry, await readSegmentation(header.path), names);

/** Where the series that was drawn on is there but unusable, the reason for that says more. */
async function refusalOf(file: RegionFile, series: readonly Series[]): Promise<WireError | null> {
  try {
    const opened = await openSeries(matchSeries(file, series));
    return 'refused' in opened ? opened.refused : null;
  } catch {
    return null;
  }
}

function nothingFound(roi: string | null, names: ReadonlySet<string>): AppError {
  if (roi === null || names.size === 0)
    return new AppError('not-found', 'There is no RTSTRUCT or SEG file in the folder.');
  return new AppError('not-found', `No region is called "${roi}". There are: ${[...names].sort().join(', ')}.`);
}

function lineOf({ patientId, roi, voxels, volumeMm3, centroidMm, warnings }: FoundSeed): string {
  const centroid = centroidMm.map((value) => value.toFixed(3)).join(', ');
  const notes = warnings.length > 0 ? `  (${warnings.join(' ')})` : '';
  return `${patientId}  ${roi}  ${centroid} mm  ${voxels} voxels, ${volumeMm3.toFixed(0)} mm3${notes}`;
}
