import { access } from 'node:fs/promises';
import { openScan } from '#main/readers/open-scan.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import type { Task } from './task.ts';

interface ScanToHash {
  readonly id: number;
  readonly source: ScanSource;
}

/** The hash of a scan's headers; null where its files are not there or cannot be read. */
export interface HashedScan {
  readonly id: number;
  readonly headerHash: string | null;
}

/** Opens scans one by one to see whether they are the ones that are known. */
export const hashScans: Task<{ scans: readonly ScanToHash[] }, never, HashedScan[]> = async (
  { scans },
  { signal, report },
) => {
  const hashed: HashedScan[] = [];
  for (const [done, { id, source }] of scans.entries()) {
    signal.throwIfAborted();
    report({ done, total: scans.length, label: 'scans' });
    hashed.push({ id, headerHash: await hashOf(source, signal) });
  }
  return hashed;
};

async function hashOf(source: ScanSource, signal: AbortSignal): Promise<string | null> {
  const [first] = 'files' in source ? source.files : 'path' in source ? [source.path] : [];
  if (first === undefined) return null;
  try {
    await access(first);
    const scan = await openScan(source, { signal });
    await scan.close();
    return scan.headerHash;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
