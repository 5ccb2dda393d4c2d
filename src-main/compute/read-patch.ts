import { openScan } from '#main/readers/open-scan.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import type { Patch } from '#shared/imaging/patch.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import { patchOfScan } from './patch-of-scan.ts';
import type { Task } from './task.ts';

export interface ReadPatchInput {
  readonly source: ScanSource;
  /** LPS. */
  readonly seedMm: Vec3;
  readonly profile: ProfileId;
}

/** One patch in HU, to be looked at. */
export const readPatch: Task<ReadPatchInput, never, Patch> = async ({ source, seedMm, profile }, { signal }) => {
  const scan = await openScan(source, { signal });
  try {
    signal.throwIfAborted();
    return await patchOfScan(scan, profile, seedMm);
  } finally {
    await scan.close();
  }
};
