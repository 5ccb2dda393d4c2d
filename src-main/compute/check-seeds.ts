import { mapInOrder } from '#main/readers/in-order.ts';
import { openScan } from '#main/readers/open-scan.ts';
import type { SeedFlag } from '#shared/domain/seed-check.ts';
import { toWireError } from '#shared/errors.ts';
import { cubeFingerprint } from '#shared/imaging/cube-fingerprint.ts';
import { keptScan } from './kept-scans.ts';
import { lookAtSeed, type SeedToLookAt } from './look-at-seed.ts';
import type { Task } from './task.ts';

export interface CheckSeedsInput {
  readonly lesions: readonly (SeedToLookAt & { readonly id: number })[];
}

/** What was seen around one seed. What could not be read is a flag and no failure. */
export interface CheckedSeed {
  readonly id: number;
  readonly flags: SeedFlag[];
  /** See `cubeFingerprint`; null where there is no cube. */
  readonly fingerprint: Float32Array | null;
  /** 50 x 50 x 6; see `wallPlanes`. */
  readonly planes: Int16Array | null;
}

/** Scans read at a time: one is decoded while the next is fetched. */
const concurrency = 2;

/** Looks at the seeds of some lesions; each scan is opened once for all of its lesions. */
export const checkSeedsTask: Task<CheckSeedsInput, CheckedSeed, null> = async ({ lesions }, context) => {
  const { signal } = context;
  const byScan = new Map<string, CheckSeedsInput['lesions'][number][]>();
  for (const lesion of lesions) {
    const key = JSON.stringify(lesion.source);
    byScan.set(key, [...(byScan.get(key) ?? []), lesion]);
  }
  let done = 0;
  const give = (seed: CheckedSeed): void => {
    context.emit(seed);
    context.report({ done: ++done, total: lesions.length, label: 'Seeds' });
  };
  context.report({ done, total: lesions.length, label: 'Seeds' });
  await mapInOrder([...byScan.values()], concurrency, async (group) => {
    const { source } = group[0]!;
    if (source.format === 'none') return group.forEach(({ id }) => give(blank(id, [])));
    let scan: Awaited<ReturnType<typeof openScan>>;
    try {
      signal.throwIfAborted();
      scan = await openScan(source, { signal });
    } catch (error) {
      signal.throwIfAborted();
      return group.forEach(({ id }) => give(unreadable(id, error)));
    }
    try {
      for (const { id, ...seed } of group) {
        signal.throwIfAborted();
        try {
          const { flags, patch, planes } = await lookAtSeed(scan, seed, signal);
          give({ id, flags, planes, fingerprint: patch && cubeFingerprint(patch.hu) });
        } catch (error) {
          signal.throwIfAborted();
          give(unreadable(id, error));
        }
      }
    } finally {
      await scan.close();
    }
  });
  return null;
};

const blank = (id: number, flags: SeedFlag[]): CheckedSeed => ({ id, flags, fingerprint: null, planes: null });
const unreadable = (id: number, error: unknown): CheckedSeed =>
  blank(id, [{ kind: 'unreadable', message: toWireError(error).message }]);

/** The pictures of one seed that was not checked yet; the scan stays open, as its other lesions come next. */
export const lookAtSeedTask: Task<SeedToLookAt, never, Int16Array | null> = async (seed, { signal }) =>
  (await lookAtSeed(await keptScan(seed.source, signal), seed, signal)).planes;
