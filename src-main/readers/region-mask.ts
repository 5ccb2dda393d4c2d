import type { RegionSource, ScanSource } from '#shared/domain/entities.ts';
import { AppError, cancelled } from '#shared/errors.ts';
import { rasteriseContours } from '#shared/imaging/contours.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { type Mask, trimMask } from '#shared/imaging/mask.ts';
import { maskSeed } from '#shared/imaging/mask-seed.ts';
import { readLabelMap } from './label-map.ts';
import { readArrayMask } from './open-array.ts';
import type { OpenScan } from './open-scan.ts';
import { readRegionFile } from './region-file.ts';
import { segmentMask } from './segmentation.ts';

/** A mask on the grid of its scan, and what had to be done to get it there. */
export interface RegionMask extends Mask {
  readonly warnings: readonly string[];
}

export interface RegionMaskOptions {
  readonly signal?: AbortSignal;
  /** Tells regions of the same name in one file apart: the one whose centroid is nearest (LPS mm) is taken. */
  readonly seedMm?: Vec3;
}

/**
 * The outline of a lesion as voxels of its scan, over the smallest box that holds them. Refuses with `not-found` where
 * the file has no such region, `invalid-input` where the region holds no voxel of the scan, `unreadable-file` and
 * `unsupported` as the readers do.
 */
export async function readRegionMask(
  scan: Pick<OpenScan, 'geometry'>,
  source: ScanSource,
  region: RegionSource,
  options: RegionMaskOptions = {},
): Promise<RegionMask> {
  if (options.signal?.aborted) throw cancelled();
  const { warnings, ...mask } = await readWhole(scan.geometry, source, region, options);
  const trimmed = trimMask(mask);
  if (trimmed.data.length === 0) throw new AppError('invalid-input', 'The region holds no voxel of the scan.');
  return { ...trimmed, warnings };
}

async function readWhole(
  geometry: Geometry,
  source: ScanSource,
  region: RegionSource,
  options: RegionMaskOptions,
): Promise<RegionMask> {
  switch (region.format) {
    case 'dicom':
      return nearestMask(geometry, await dicomMasks(geometry, region.path, region.roi), options.seedMm);
    case 'labelmap': {
      const map = await readLabelMap(region.path, options);
      return map.maskOn(geometry, region.value);
    }
    case 'array':
      if (source.format !== 'array') {
        throw new AppError('invalid-input', 'A mask without geometry fits only a scan without geometry.');
      }
      return { ...(await readArrayMask(region, geometry.size)), warnings: [] };
  }
}

async function dicomMasks(geometry: Geometry, path: string, roi: string): Promise<RegionMask[]> {
  const file = await readRegionFile(path);
  if ('structureSet' in file) {
    return file.structureSet.rois
      .filter(({ name, contours }) => name === roi && contours.length > 0)
      .map(({ contours, warnings }) => {
        const mask = rasteriseContours(geometry, contours);
        return { ...mask, warnings: [...warnings, ...mask.warnings] };
      });
  }
  const masks: RegionMask[] = [];
  for (const segment of file.segmentation.segments) {
    if (segment.label === roi) masks.push(await segmentMask(segment, geometry));
  }
  return masks;
}

function nearestMask(geometry: Geometry, masks: readonly RegionMask[], seedMm: Vec3 | undefined): RegionMask {
  const [first] = masks;
  if (!first) throw new AppError('not-found', 'The file of regions has no drawn region of this name.');
  if (masks.length === 1 || !seedMm) return first;
  const distance = (mask: RegionMask): number => {
    if (!mask.data.includes(1)) return Number.POSITIVE_INFINITY;
    const { centroidMm } = maskSeed(geometry, mask);
    return Math.hypot(centroidMm[0] - seedMm[0], centroidMm[1] - seedMm[1], centroidMm[2] - seedMm[2]);
  };
  return masks.map((mask) => ({ mask, mm: distance(mask) })).reduce((a, b) => (b.mm < a.mm ? b : a)).mask;
}
