import type { OpenScan } from '#main/readers/open-scan.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { cutPatch, type Patch, requiredBox } from '#shared/imaging/patch.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';

/** Reads the voxels around a seed and cuts the patch; the scan's warnings come before the patch's own. */
export async function patchOfScan(scan: OpenScan, profile: ProfileId, seedMm: Vec3): Promise<Patch> {
  const region = await scan.readRegion(requiredBox(profile, scan.geometry, seedMm));
  const patch = cutPatch(profile, scan.geometry, region, seedMm);
  if (!patch.hu.every(Number.isFinite)) {
    throw new AppError('unreadable-file', 'The scan holds values around the seed that are not numbers.');
  }
  return { ...patch, warnings: [...scan.warnings, ...patch.warnings] };
}
