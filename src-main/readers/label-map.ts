import { AppError } from '#shared/errors.ts';
import type { Geometry, VoxelArray } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { unsupported } from './file-bytes.ts';
import { readVolume } from './open-volume.ts';

/** A NIfTI, NRRD or MetaImage file whose voxels are the numbers of regions; 0 is background. */
export interface LabelMap {
  readonly geometry: Geometry;
  /** Ascending, without the background. */
  readonly labels: readonly { value: number; voxels: number }[];
  mask(value: number): Mask;
}

/** More distinct values than this are an image, not labels. */
const labelLimit = 4096;

export async function readLabelMap(path: string, options: { signal?: AbortSignal } = {}): Promise<LabelMap> {
  const { geometry, data } = await readVolume(path, options.signal);
  const counts = countLabels(path, data);
  return {
    geometry,
    labels: [...counts].map(([value, voxels]) => ({ value, voxels })).sort((a, b) => a.value - b.value),
    mask: (value) => {
      if (!counts.has(value)) throw new AppError('invalid-input', `The label map has no voxel of value ${value}.`);
      const mask = new Uint8Array(data.length);
      for (let n = 0; n < data.length; n++) mask[n] = data[n] === value ? 1 : 0;
      return { box: { start: [0, 0, 0], size: geometry.size }, data: mask };
    },
  };
}

function countLabels(path: string, data: VoxelArray): Map<number, number> {
  const counts = new Map<number, number>();
  for (let n = 0; n < data.length; n++) {
    const value = data[n] as number;
    if (value === 0) continue;
    if (!Number.isInteger(value))
      throw unsupported(path, 'the values are not whole numbers; this is an image, not a label map.');
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > labelLimit)
      throw unsupported(path, `more than ${labelLimit} values; this is an image, not a label map.`);
  }
  return counts;
}
