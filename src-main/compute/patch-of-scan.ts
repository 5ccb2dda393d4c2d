import type { OpenScan } from '#main/readers/open-scan.ts';
import { AppError } from '#shared/errors.ts';
import type { Region, Vec3 } from '#shared/imaging/geometry.ts';
import { cutPatch, type Patch, requiredBox } from '#shared/imaging/patch.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';

/** Reads the voxels around a seed and cuts the patch; the scan's warnings come before the patch's own. */
export async function patchOfScan(scan: OpenScan, profile: ProfileId, seedMm: Vec3): Promise<Patch> {
  return patchOfRegion(scan, await scan.readRegion(requiredBox(profile, scan.geometry, seedMm)), profile, seedMm);
}

/** Cuts the patch out of a region that is known to hold it. */
export function patchOfRegion(scan: OpenScan, region: Region, profile: ProfileId, seedMm: Vec3): Patch {
  const patch = cutPatch(profile, scan.geometry, region, seedMm);
  if (!patch.hu.every(Number.isFinite)) {
    throw new AppError('unreadable-file', 'The scan holds values around the seed that are not numbers.');
  }
  return { ...patch, warnings: [...scan.warnings, ...patch.warnings] };
}
