import type { OpenScan } from '#main/readers/open-scan.ts';
import { boxAround, holdsBox, type Region, type Vec3 } from '#shared/imaging/geometry.ts';
import { requiredBox } from '#shared/imaging/patch.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';

interface SeedRequest {
  readonly profile: ProfileId;
  readonly seedMm: Vec3;
  readonly neighboursMm?: readonly Vec3[];
}

/**
 * Voxels that hold the patch of a seed: those held already where they do, else a new reading that holds the patches of
 * its neighbours as well.
 */
export async function seedRegion(
  scan: OpenScan,
  { profile, seedMm, neighboursMm = [] }: SeedRequest,
  held: Region | null,
): Promise<Region> {
  const needed = requiredBox(profile, scan.geometry, seedMm);
  if (held && holdsBox(held.box, needed)) return held;
  const boxes = neighboursMm.map((neighbourMm) => requiredBox(profile, scan.geometry, neighbourMm));
  return scan.readRegion(boxAround([needed, ...boxes]));
}
