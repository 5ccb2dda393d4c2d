import type { CohortId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { WriteDb } from '../store/database.ts';
import { performEdit } from '../store/edits.ts';
import { movedSource } from '../store/edits-of-files.ts';
import { listHashes } from '../store/scans.ts';

/**
 * Looks below another folder for the files of scans. Those found must have the same headers, or nothing is changed:
 * `conflict` with the scans that differ. Files that are not there are counted and left. Can be undone.
 */
export async function relinkScans(
  db: WriteDb,
  compute: Pick<ComputePool, 'run'>,
  { cohortId, from, to }: { cohortId: CohortId; from: string; to: string },
  who: string,
): Promise<{ relinked: number; missing: number }> {
  const known = listHashes(db, cohortId).flatMap((scan) => {
    const moved = movedSource(scan.source, from, to);
    return moved ? [{ ...scan, source: moved }] : [];
  });
  if (known.length === 0) {
    const message = 'No scan of this cohort lies in that folder.';
    throw new AppError('invalid-input', message, { issues: [{ path: 'from', message }] });
  }
  const hashed = await compute.run('hash-scans', { scans: known.map(({ id, source }) => ({ id, source })) });
  const hashes = new Map(hashed.map(({ id, headerHash }) => [id, headerHash]));
  const there = known.filter(({ id }) => (hashes.get(id) ?? null) !== null);
  const others = there.filter(({ id, headerHash }) => hashes.get(id) !== headerHash);
  if (others.length > 0) {
    throw new AppError(
      'conflict',
      `In that folder lie other files than those imported, for ${counted(others.length, 'scan')}: the headers differ. Nothing was changed.`,
      {
        issues: others.map(({ patientCode }) => ({ path: 'to', message: `A scan of ${patientCode} is another one.` })),
      },
    );
  }
  if (there.length > 0) {
    const scanIds = there.map(({ id }) => id);
    performEdit(db, 'scans.relink', { cohortId, scanIds, from, to }, { place: 'new' }, who);
  }
  return { relinked: there.length, missing: known.length - there.length };
}
