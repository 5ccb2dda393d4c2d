import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WireError } from '#shared/errors.ts';
import { type ProfileId, patchEdge } from '#shared/imaging/profiles.ts';
import { readAhead, readerCount } from './extract.ts';
import { openScanFeed, type SeedItem } from './scan-feed.ts';
import type { TaskContext } from './task.ts';

const patchBytes = 4 * patchEdge ** 3;
const patchFile = 'patches.f32';
const listFile = 'patches.json';

interface GatheredList {
  /** What was gathered: another list is gathered anew. */
  readonly fingerprint: string;
  /** Ids of the patches in the order of the file. */
  readonly ids: readonly number[];
  readonly failures: readonly { id: number; error: WireError }[];
}

/** Scaled patches on disk, for training reads each many times and in any order. */
export interface GatheredPatches {
  readonly ids: readonly number[];
  readonly failures: GatheredList['failures'];
  read(id: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Cuts the patches of all items into one file of `folder`, 0.5 MB each, or opens it where the same were gathered there
 * before. The list is written last: what was not finished is gathered again.
 */
export async function gatherPatches(
  folder: string,
  { items, profile, fingerprint }: { items: readonly SeedItem[]; profile: ProfileId; fingerprint: string },
  context: Pick<TaskContext<never>, 'signal' | 'report' | 'log'>,
): Promise<GatheredPatches> {
  await mkdir(folder, { recursive: true });
  const known = await readFile(join(folder, listFile), 'utf8').then(
    (text) => JSON.parse(text) as GatheredList,
    () => null,
  );
  const list =
    known?.fingerprint === fingerprint ? known : await gather(folder, { items, profile, fingerprint }, context);
  const places = new Map(list.ids.map((id, place) => [id, place]));
  const file = await open(join(folder, patchFile), 'r');
  return {
    ids: list.ids,
    failures: list.failures,
    read: async (id) => {
      const patch = new Float32Array(patchEdge ** 3);
      await file.read(new Uint8Array(patch.buffer), 0, patchBytes, places.get(id)! * patchBytes);
      return patch;
    },
    close: () => file.close(),
  };
}

async function gather(
  folder: string,
  { items, profile, fingerprint }: { items: readonly SeedItem[]; profile: ProfileId; fingerprint: string },
  { signal, report, log }: Pick<TaskContext<never>, 'signal' | 'report' | 'log'>,
): Promise<GatheredList> {
  const ids: number[] = [];
  const failures: { id: number; error: WireError }[] = [];
  const file = await open(join(folder, patchFile), 'w');
  const feed = openScanFeed(items, { profile, depth: readAhead(8), readers: readerCount(), signal, log });
  try {
    for (;;) {
      const fed = await feed.next(8);
      if (fed.length === 0) break;
      for (const item of fed) {
        if ('error' in item) {
          failures.push({ id: item.id, error: item.error });
          continue;
        }
        await file.write(new Uint8Array(item.patch.buffer, item.patch.byteOffset, patchBytes));
        ids.push(item.id);
      }
      report({ done: ids.length + failures.length, total: items.length, label: 'Cutting patches' });
    }
    await file.sync();
  } finally {
    await feed.close();
    await file.close();
  }
  const list: GatheredList = { fingerprint, ids, failures };
  await writeFile(join(folder, `${listFile}.unfinished`), JSON.stringify(list));
  await rename(join(folder, `${listFile}.unfinished`), join(folder, listFile));
  return list;
}
