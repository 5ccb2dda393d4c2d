import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#shared/errors.ts';

/** What a file system says when the drive below it has gone. A missing file may mean the same. */
const lostCodes = new Set([
  'EIO',
  'ENOTCONN',
  'ESTALE',
  'ETIMEDOUT',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENXIO',
  'ENODEV',
  'EREMOTEIO',
  'ENOENT',
]);

/** The code of the file system in an error or in what caused it; '' where there is none. */
export function fileSystemCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return error.code;
  return fileSystemCode(error.cause);
}

/** Settles as `work` does, or rejects with `ETIMEDOUT` when the drive does not answer in time. */
export async function answering<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  const timer = new AbortController();
  // What comes after the timeout is of no interest, and must not count as unhandled.
  work.catch(() => undefined);
  try {
    return await Promise.race([
      work,
      delay(patienceMs, undefined, { signal: timer.signal }).then(() => {
        throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
      }),
    ]);
  } finally {
    timer.abort();
  }
}

/**
 * Tells a bad file from a drive that has gone: throws `storage` where the failure could be the drive's and the folder
 * itself no longer answers.
 */
export async function assertDriveIsThere(
  folder: string,
  error: unknown,
  progress: { done: number; total: number },
  patienceMs: number,
): Promise<void> {
  if (!lostCodes.has(fileSystemCode(error))) return;
  try {
    await answering(readdir(folder), patienceMs);
  } catch (cause) {
    throw new AppError(
      'storage',
      `The folder “${basename(folder)}” cannot be reached any more (${fileSystemCode(cause) || 'no answer'}), after ${progress.done} of ${progress.total} files. Connect its drive and do the same again: what was read is kept, and reading goes on from there.`,
      { cause },
    );
  }
}
