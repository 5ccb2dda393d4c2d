import { cancelled } from '#shared/errors.ts';
import type { Geometry, Region, VoxelArray, VoxelBox } from '#shared/imaging/geometry.ts';
import { outsideHu } from '#shared/imaging/profiles.ts';
import { fileFingerprint } from './file-bytes.ts';
import type { OpenScan } from './open-scan.ts';
import { copyBox } from './region-box.ts';
import { type DeclaredVolume, readVolumeHeader } from './volume-header.ts';
import { readAllVoxels, readRawBox } from './volume-voxels.ts';

export interface Volume {
  readonly geometry: Geometry;
  /** i fastest. */
  readonly data: VoxelArray;
}

/**
 * Opens a NIfTI, NRRD or MetaImage file as a scan. Of an uncompressed file each region reads only what it needs; a
 * compressed one is decompressed once and stays in memory until it is let go. What is not a number counts as outside the
 * scan (-1024 HU).
 */
export async function openVolume(path: string, options: { signal?: AbortSignal } = {}): Promise<OpenScan> {
  const volume = await readVolumeHeader(path);
  const whole = volume.encoding === 'raw' ? null : await readAllVoxels(volume, options.signal);
  const readRegion = async (box: VoxelBox): Promise<Region> => {
    const stored = whole ? copyBox(whole, volume.geometry.size, box) : await readRawBox(volume, box);
    return { box, data: withoutGaps(scaled(stored.data, volume)) };
  };
  const warnings = [...volume.warnings, ...(await hounsfieldWarning(volume.geometry, readRegion))];
  const headerHash = await fingerprint(path, volume);
  if (options.signal?.aborted) throw cancelled();
  return {
    geometry: volume.geometry,
    modality: 'unknown',
    warnings,
    headerHash,
    readRegion,
    close: async () => {},
  };
}

/** A whole volume with its geometry in LPS. */
export async function readVolume(path: string, signal?: AbortSignal): Promise<Volume> {
  const volume = await readVolumeHeader(path);
  return { geometry: volume.geometry, data: scaled(await readAllVoxels(volume, signal), volume) };
}

/** The hash of the file that was named, and of the file of its voxels where that is another. */
async function fingerprint(path: string, { dataPath }: DeclaredVolume): Promise<string> {
  const own = await fileFingerprint(path);
  return dataPath === path ? own : `${own}:${await fileFingerprint(dataPath)}`;
}

function scaled(stored: VoxelArray, { slope, intercept }: DeclaredVolume): VoxelArray {
  if (slope === 1 && intercept === 0) return stored;
  const isWhole =
    Number.isInteger(slope) &&
    Number.isInteger(intercept) &&
    !(stored instanceof Float32Array || stored instanceof Float64Array);
  const reach = 2 ** (stored.BYTES_PER_ELEMENT * 8) * Math.abs(slope) + Math.abs(intercept);
  const out = isWhole && reach <= 2 ** 31 ? new Int32Array(stored.length) : new Float32Array(stored.length);
  for (let n = 0; n < stored.length; n++) out[n] = (stored[n] as number) * slope + intercept;
  return out;
}

function withoutGaps(data: VoxelArray): VoxelArray {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return data;
  for (let n = 0; n < data.length; n++) if (!Number.isFinite(data[n])) data[n] = outsideHu;
  return data;
}

/** Air is -1000 HU; a CT without any voxel below -200 in three of its slices is probably not in Hounsfield units. */
async function hounsfieldWarning(
  { size }: Geometry,
  readRegion: (box: VoxelBox) => Promise<Region>,
): Promise<string[]> {
  let low = Number.POSITIVE_INFINITY;
  for (const share of [0.5, 0.25, 0.75]) {
    const slice = Math.min(Math.floor(size[2] * share), size[2] - 1);
    const { data } = await readRegion({ start: [0, 0, slice], size: [size[0], size[1], 1] });
    for (let n = 0; n < data.length; n++) low = Math.min(low, data[n] as number);
    if (low <= -200) return [];
  }
  return [`The lowest value is ${low}: the voxels may not be Hounsfield units.`];
}
