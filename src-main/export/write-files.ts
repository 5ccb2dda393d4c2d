import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#shared/errors.ts';

export interface FileToWrite {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files as a set: each goes to a hidden neighbour first, and only when all are complete do they take their
 * names. A full disk or a crash leaves what was there before.
 */
export async function writeFiles(files: readonly FileToWrite[]): Promise<void> {
  const drafts = files.map(({ path, bytes }) => {
    const folder = dirname(path);
    return { path, bytes, folder, draft: join(folder, `.${basename(path)}.${randomUUID()}`) };
  });
  try {
    for (const { folder, draft, bytes } of drafts) {
      await mkdir(folder, { recursive: true });
      await writeFile(draft, bytes, { flush: true });
    }
    for (const { draft, path } of drafts) await rename(draft, path);
  } catch (error) {
    await Promise.all(drafts.map(({ draft }) => rm(draft, { force: true }).catch(() => undefined)));
    throw storageError(error);
  }
}

function storageError(error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reasons: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EACCES: 'the folder may not be written to',
    EPERM: 'the folder may not be written to, or a file in it is open in another program',
    EBUSY: 'a file in it is open in another program',
    EROFS: 'the disk is read-only',
    ENOTDIR: 'a part of the path is a file',
  };
  return new AppError('storage', `The figure could not be saved: ${reasons[code] ?? (code || 'the write failed')}.`, {
    cause: error,
  });
}
