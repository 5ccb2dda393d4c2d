import { gaussianFilter } from '../../imaging/gaussian-filter.ts';
import { patchEdge } from '../../imaging/profiles.ts';
import type { SaliencyMap } from '../attachments.ts';
import type { SaliencyGridParams } from './params.ts';

/** One map made ready to be shown. Slices are 50 x 50, row by row from the front of the patient to the back. */
export interface ShownMap {
  readonly source: SaliencyMap;
  /** e.g. `P0003-1`. */
  readonly lesion: string;
  /** Index of the axial slice, 0 at the feet. */
  readonly slice: number;
  readonly hu: number[];
  /** As shown: 0 to 1 of the whole map, or the fall of the log-odds. */
  readonly saliency: number[];
  /** Of the whole smoothed map, before scaling: fall of the log-odds. */
  readonly least: number;
  readonly greatest: number;
  /** Where the greatest lies, from the seed: left, back, up. */
  readonly peakMm: readonly [number, number, number];
}

const area = patchEdge * patchEdge;
/** The seed lies between the voxels 24 and 25. */
const seedIndex = (patchEdge - 1) / 2;

/** Smooths the whole map, then scales it, then takes the slice. */
export function shownMap(source: SaliencyMap, lesion: string, params: SaliencyGridParams): ShownMap {
  const smooth = gaussianFilter(source.map, patchEdge, params.smoothing);
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let peak = 0;
  for (let voxel = 0; voxel < smooth.length; voxel++) {
    const value = smooth[voxel] as number;
    if (value < least) least = value;
    if (value > greatest) [greatest, peak] = [value, voxel];
  }
  const slice = params.slice === 'seed' ? Math.ceil(seedIndex) : mostSalientSlice(smooth);
  const scaled = (value: number): number => {
    if (params.scaling === 'none') return value;
    return greatest > least ? (value - least) / (greatest - least) : 0;
  };
  return {
    source,
    lesion,
    slice,
    hu: Array.from(source.hu.subarray(slice * area, (slice + 1) * area)),
    saliency: Array.from(smooth.subarray(slice * area, (slice + 1) * area), scaled),
    least,
    greatest,
    peakMm: [
      (peak % patchEdge) - seedIndex,
      (Math.floor(peak / patchEdge) % patchEdge) - seedIndex,
      Math.floor(peak / area) - seedIndex,
    ],
  };
}

/** Of the highest mean; the lowest of several. */
function mostSalientSlice(map: Float32Array): number {
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let slice = 0; slice < patchEdge; slice++) {
    let sum = 0;
    for (let voxel = slice * area; voxel < (slice + 1) * area; voxel++) sum += map[voxel] as number;
    if (sum > highest) [best, highest] = [slice, sum];
  }
  return best;
}
