import { AppError, toWireError, type WireError } from '#shared/errors.ts';
import { rasteriseContours } from '#shared/imaging/contours.ts';
import type { Geometry } from '#shared/imaging/geometry.ts';
import { type MaskSeed, maskSeed } from '#shared/imaging/mask-seed.ts';
import { type Segmentation, segmentMask } from './segmentation.ts';
import type { StructureSet } from './structure-set.ts';

/** The seed of one region of interest on one scan, or why there is none. */
export type RoiSeed = { roi: string } & ({ seed: MaskSeed } | { error: WireError });

/** Seeds of the regions with these exact names; null: of all. */
export function structureSetSeeds(geometry: Geometry, set: StructureSet, names: readonly string[] | null): RoiSeed[] {
  return set.rois
    .filter(({ name }) => names === null || names.includes(name))
    .map(({ name, contours, warnings }) =>
      attempt(name, () => {
        if (contours.length === 0)
          throw new AppError('invalid-input', ['The region has no contour.', ...warnings].join(' '));
        const mask = rasteriseContours(geometry, contours);
        const seed = maskSeed(geometry, mask);
        return { ...seed, warnings: [...warnings, ...mask.warnings, ...seed.warnings] };
      }),
    );
}

export async function segmentationSeeds(
  geometry: Geometry,
  segmentation: Segmentation,
  names: readonly string[] | null,
): Promise<RoiSeed[]> {
  const wanted = segmentation.segments.filter(({ label }) => names === null || names.includes(label));
  const seeds: RoiSeed[] = [];
  for (const segment of wanted) {
    try {
      const mask = await segmentMask(segment, geometry);
      const seed = maskSeed(geometry, mask);
      seeds.push({ roi: segment.label, seed: { ...seed, warnings: [...mask.warnings, ...seed.warnings] } });
    } catch (error) {
      seeds.push({ roi: segment.label, error: toWireError(error) });
    }
  }
  return seeds;
}

function attempt(roi: string, find: () => MaskSeed): RoiSeed {
  try {
    return { roi, seed: find() };
  } catch (error) {
    return { roi, error: toWireError(error) };
  }
}
