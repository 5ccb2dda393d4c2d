import { readRegionMask } from '#main/readers/region-mask.ts';
import type { RegionSource, ScanSource } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import type { Geometry, Vec3, VoxelArray } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { keptScan, releaseScan } from './kept-scans.ts';
import type { Task } from './task.ts';

export interface Slab {
  /** Of the whole scan. */
  readonly geometry: Geometry;
  /** HU of whole slices; int16 where the scan is integer. */
  readonly data: Int16Array | Float32Array;
}

/** Some slices of a scan, which stays open for the next ones. Refuses slices that the scan does not have. */
export const readSlabTask: Task<{ source: ScanSource; first: number; count: number }, never, Slab> = async (
  { source, first, count },
  { signal },
) => {
  const scan = await keptScan(source, signal);
  signal.throwIfAborted();
  const [width, height, depth] = scan.geometry.size;
  if (first < 0 || count < 1 || first + count > depth)
    throw new AppError(
      'not-found',
      `The scan has ${depth} slices: there are no slices ${first + 1} to ${first + count}.`,
    );
  const { data } = await scan.readRegion({ start: [0, 0, first], size: [width, height, count] });
  return { geometry: scan.geometry, data: forScreen(data) };
};

/** HU beyond 16 bits are none: they are cut off. */
function forScreen(data: VoxelArray): Int16Array | Float32Array {
  if (data instanceof Int16Array || data instanceof Float32Array) return data;
  if (data instanceof Float64Array) return Float32Array.from(data);
  return Int16Array.from(data, (value) => Math.min(Math.max(value, -32768), 32767));
}

/** The outline of a lesion, over the smallest box that holds it. */
export const readMaskTask: Task<
  { source: ScanSource; geometry: Geometry; region: RegionSource; seedMm: Vec3 },
  never,
  Mask
> = async ({ source, geometry, region, seedMm }, { signal }) => {
  const { box, data } = await readRegionMask({ geometry }, source, region, { signal, seedMm });
  return { box, data };
};

/** What this process keeps of a scan is let go. */
export const releaseScanTask: Task<{ source: ScanSource }, never, null> = async ({ source }) => {
  await releaseScan(source);
  return null;
};
