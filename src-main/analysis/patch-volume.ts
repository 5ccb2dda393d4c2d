import { encodeVolume } from '#shared/contract/volume-bytes.ts';
import { lesionIdSchema } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { type ProfileId, profileIds } from '#shared/imaging/profiles.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { ReadDb } from '../store/database.ts';
import { getLesion } from '../store/lesions.ts';

/** The patch of a lesion in HU, for a window: `patch-<lesionId>-<profile>`. */
export async function readPatchVolume(db: ReadDb, compute: ComputePool, id: string): Promise<Uint8Array> {
  const [, number, profile] = id.match(/^patch-(\d{1,15})-([a-z0-9-]+)$/) ?? [];
  if (!number || !isProfile(profile)) throw new AppError('not-found', 'There is no such volume.');
  const { lesion, scan } = getLesion(db, lesionIdSchema.parse(Number(number)));
  const { hu, geometry } = await compute.run('read-patch', { source: scan.source, seedMm: lesion.seedMm, profile });
  return encodeVolume({ data: hu, geometry });
}

const isProfile = (name: string | undefined): name is ProfileId => profileIds.some((id) => id === name);
