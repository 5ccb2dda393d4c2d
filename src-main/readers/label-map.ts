import { AppError } from '#shared/errors.ts';
import type { Geometry, VoxelArray } from '#shared/imaging/geometry.ts';
import { type Mask, trimMask } from '#shared/imaging/mask.ts';
import { isSameGrid, resampleMask } from '#shared/imaging/mask-resample.ts';
import { unsupported } from './file-bytes.ts';
import { readVolume } from './open-volume.ts';

/** A NIfTI, NRRD or MetaImage file whose voxels are the numbers of regions; 0 is background. */
export interface LabelMap {
  readonly geometry: Geometry;
  /** Ascending, without the background. */
  readonly labels: readonly { value: number; voxels: number }[];
  /** The voxels of one value on the grid of the file; refuses with `not-found` where it has none. */
  mask(value: number): Mask;
  /** The same on the grid of a scan: nearest neighbour, with a warning, where the grids differ. */
  maskOn(scan: Geometry, value: number): Mask & { readonly warnings: readonly string[] };
}

/** More distinct values than this are an image, not labels. */
const labelLimit = 4096;

export async function readLabelMap(path: string, options: { signal?: AbortSignal } = {}): Promise<LabelMap> {
  const { geometry, data } = await readVolume(path, options.signal);
  const counts = countLabels(path, data);
  const mask = (value: number): Mask => {
    if (!counts.has(value)) throw new AppError('not-found', `The label map has no voxel of value ${value}.`);
    const inside = new Uint8Array(data.length);
    for (let n = 0; n < data.length; n++) if (data[n] === value) inside[n] = 1;
    return trimMask({ box: { start: [0, 0, 0], size: geometry.size }, data: inside });
  };
  return {
    geometry,
    labels: [...counts].map(([value, voxels]) => ({ value, voxels })).sort((a, b) => a.value - b.value),
    mask,
    maskOn: (scan, value) => {
      const own = mask(value);
      if (isSameGrid(geometry, scan)) return { ...own, warnings: [] };
      return { ...resampleMask(own, geometry, scan), warnings: [otherGrid(geometry, scan)] };
    },
  };
}

const describe = (geometry: Geometry): string =>
  `${geometry.size.join(' x ')} voxels of ${geometry.spacingMm.map((mm) => Number(mm.toFixed(3))).join(' x ')} mm`;

const otherGrid = (own: Geometry, scan: Geometry): string =>
  `The outline was drawn on another grid (${describe(own)}) than the scan (${describe(scan)}); each voxel takes the nearest one of it.`;

function countLabels(path: string, data: VoxelArray): Map<number, number> {
  const counts = new Map<number, number>();
  let [value, count] = [0, 0];
  const store = () => {
    if (value !== 0 && count > 0) counts.set(value, (counts.get(value) ?? 0) + count);
    if (counts.size > labelLimit)
      throw unsupported(path, `more than ${labelLimit} values; this is an image, not a label map.`);
  };
  for (let n = 0; n < data.length; n++) {
    if (data[n] === value) {
      count++;
      continue;
    }
    store();
    value = data[n] as number;
    count = 1;
    if (!Number.isInteger(value))
      throw unsupported(path, 'the values are not whole numbers; this is an image, not a label map.');
  }
  store();
  return counts;
}
