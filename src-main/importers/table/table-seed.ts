import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readLabelMap } from '#main/readers/label-map.ts';
import { npzNames } from '#main/readers/numpy.ts';
import { readArrayMask } from '#main/readers/open-array.ts';
import { readRegionFile } from '#main/readers/region-file.ts';
import { segmentationSeeds, structureSetSeeds } from '#main/readers/roi-seeds.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import type { RegionSource, ScanSource } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { type Geometry, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { type MaskSeed, maskSeed } from '#shared/imaging/mask-seed.ts';

/** LPS millimetres of a seed that a table gives in another space. */
export function toLps(geometry: Geometry, [x, y, z]: Vec3, space: TableMapping['seedSpace']): Vec3 {
  if (space === 'RAS') return [-x, -y, z];
  return space === 'voxel' ? voxelToWorld(geometry, [x, y, z]) : [x, y, z];
}

export interface TableMask {
  readonly seed: MaskSeed;
  /** Null where no single value of the file is the lesion. */
  readonly region: RegionSource | null;
  readonly seedSource: 'labelmap' | 'rtstruct' | 'seg';
}

/**
 * The lesion that a mask file beside an image holds.
 * @param label the value that is the lesion; null: every voxel that is not 0. Of a DICOM file of regions, its number.
 */
export async function readTableMask(
  geometry: Geometry,
  source: ScanSource,
  path: string,
  label: number | null,
  signal: AbortSignal,
): Promise<TableMask> {
  if (/\.np[yz]$/i.test(path)) return arrayMask(geometry, source, path);
  if (/\.dcm$/i.test(path)) return dicomMask(geometry, path, label);
  const map = await readLabelMap(path, { signal });
  const values = label === null ? map.labels.map(({ value }) => value) : [label];
  if (values.length === 0) throw new AppError('invalid-input', `The mask "${basename(path)}" is empty.`);
  const data = new Uint8Array(geometry.size[0] * geometry.size[1] * geometry.size[2]);
  const warnings = new Set<string>();
  for (const value of values) {
    signal.throwIfAborted();
    const part = map.maskOn(geometry, value);
    for (const warning of part.warnings) warnings.add(warning);
    const [width, height, depth] = part.box.size;
    for (let k = 0, n = 0; k < depth; k++) {
      for (let j = 0; j < height; j++) {
        const row = ((part.box.start[2] + k) * geometry.size[1] + part.box.start[1] + j) * geometry.size[0];
        for (let i = 0; i < width; i++, n++) if (part.data[n]) data[row + part.box.start[0] + i] = 1;
      }
    }
  }
  const seed = maskSeed(geometry, { box: { start: [0, 0, 0], size: geometry.size }, data });
  const [only] = values;
  const region: RegionSource | null =
    only !== undefined && values.length === 1 ? { format: 'labelmap', path, value: only } : null;
  if (!region)
    warnings.add(
      `The mask holds ${values.length} labels, taken together; to see its outline, name the label of the lesion.`,
    );
  return { seed: { ...seed, warnings: [...warnings, ...seed.warnings] }, region, seedSource: 'labelmap' };
}

async function arrayMask(geometry: Geometry, source: ScanSource, path: string): Promise<TableMask> {
  if (source.format !== 'array')
    throw new AppError('invalid-input', `"${basename(path)}" has no geometry and fits only an image without one.`);
  const arrayName = /\.npz$/i.test(path) ? maskArrayName(path, npzNames(await readFile(path)), source.arrayName) : null;
  const region = { format: 'array' as const, path, arrayName, axisOrder: source.axisOrder };
  const mask = await readArrayMask(region, geometry.size);
  return { seed: maskSeed(geometry, mask), region, seedSource: 'labelmap' };
}

function maskArrayName(path: string, names: readonly string[], imageArray: string | null): string {
  const others = names.filter((name) => name !== imageArray);
  const [named] = others.filter((name) => /mask|label|seg/i.test(name));
  const [only] = others;
  if (named !== undefined) return named;
  if (only !== undefined && others.length === 1) return only;
  throw new AppError('not-found', `"${basename(path)}" holds no array that is named like a mask.`);
}

async function dicomMask(geometry: Geometry, path: string, label: number | null): Promise<TableMask> {
  const file = await readRegionFile(path);
  const regions =
    'structureSet' in file
      ? file.structureSet.rois.map(({ number, name }) => ({ number, name }))
      : file.segmentation.segments.map(({ number, label: name }) => ({ number, name }));
  const wanted = label === null ? regions : regions.filter(({ number }) => number === label);
  const [region] = wanted;
  if (!region || wanted.length > 1) {
    throw new AppError(
      'conflict',
      `"${basename(path)}" holds ${regions.length} regions (${regions
        .map(({ number, name }) => `${number}: ${name}`)
        .join(', ')
        .slice(0, 200)}); give the number of one as the label.`,
    );
  }
  const [found] =
    'structureSet' in file
      ? structureSetSeeds(geometry, file.structureSet, [region.name])
      : await segmentationSeeds(geometry, file.segmentation, [region.name]);
  if (!found) throw new AppError('not-found', `"${basename(path)}" has no such region.`);
  if ('error' in found) throw new AppError(found.error.code, found.error.message);
  return {
    seed: found.seed,
    region: { format: 'dicom', path, roi: region.name },
    seedSource: 'structureSet' in file ? 'rtstruct' : 'seg',
  };
}
