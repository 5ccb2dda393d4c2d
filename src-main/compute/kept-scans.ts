import { type OpenScan, openScan } from '#main/readers/open-scan.ts';
import type { ScanSource } from '#shared/domain/entities.ts';

/** Two, so that two scans can be compared. */
const mostKept = 2;

/** Scans that stay open in this process between tasks, the one used last at the end. */
const kept = new Map<string, OpenScan>();

/** The scan, opened unless it is open already; the caller does not close it. */
export async function keptScan(source: ScanSource, signal: AbortSignal): Promise<OpenScan> {
  const key = JSON.stringify(source);
  const known = kept.get(key);
  const scan = known ?? (await openScan(source, { signal }));
  kept.delete(key);
  kept.set(key, scan);
  for (const [oldest, old] of [...kept].slice(0, -mostKept)) {
    kept.delete(oldest);
    await old.close();
  }
  return scan;
}

export async function releaseScan(source: ScanSource): Promise<void> {
  const key = JSON.stringify(source);
  const scan = kept.get(key);
  kept.delete(key);
  await scan?.close();
}
