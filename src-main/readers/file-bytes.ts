import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';

/** No reader takes a whole file larger than this into memory. */
const wholeFileLimit = 2 ** 30;

/** An error about one file, named by its base name. */
export const unreadable = (path: string, what: string, cause?: unknown): AppError =>
  new AppError('unreadable-file', `${basename(path)}: ${what}`, { cause });

export const unsupported = (path: string, what: string): AppError =>
  new AppError('unsupported', `${basename(path)}: ${what}`);

/** Runs a parser that does not know the file and puts the base name before its errors. */
export function namingFile<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${basename(path)}: ${error.message}`, { cause: error });
  }
}

/** Opens a regular file, runs `work` on it and closes it. Failures of the file system become `unreadable-file`. */
export async function withFile<T>(path: string, work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  let file: FileHandle | null = null;
  try {
    // Without O_NONBLOCK (absent on Windows) a named pipe would wait for its writer, and hold a thread while it waits.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await file.stat();
    if (!stat.isFile()) throw unreadable(path, 'this is not a file.');
    return await work(file, stat.size);
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(path, fileSystemReason(error), error);
  } finally {
    await file?.close();
  }
}

function fileSystemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'the file is not there; it may have been moved or renamed.';
  if (code === 'EACCES' || code === 'EPERM') return 'permission to read the file is denied.';
  return `the file cannot be read${code ? ` (${code})` : ''}.`;
}

/** Exactly `length` bytes from `offset`; a file that ends before is `unreadable-file`. */
export async function readBytes(file: FileHandle, path: string, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) throw unreadable(path, 'the file ends too early; it is truncated.');
    filled += bytesRead;
  }
  return bytes;
}

export const readWholeFile = (path: string): Promise<Buffer> =>
  withFile(path, (file, size) => {
    if (size > wholeFileLimit) throw unsupported(path, `larger than ${wholeFileLimit / 2 ** 20} MiB.`);
    return readBytes(file, path, 0, size);
  });

export const readHead = (path: string, length: number): Promise<{ head: Buffer; size: number }> =>
  withFile(path, async (file, size) => ({ head: await readBytes(file, path, 0, Math.min(length, size)), size }));

const fingerprintChunk = 64 * 1024;

/** A hash that tells files apart without reading all of a large one: of the size and of the first, middle and last 64 KiB. */
export const fileFingerprint = (path: string): Promise<string> =>
  withFile(path, async (file, size) => {
    const hash = createHash('sha256').update(`${size}\n`);
    const last = Math.max(size - fingerprintChunk, 0);
    for (const offset of new Set([0, Math.floor(last / 2), last])) {
      hash.update(await readBytes(file, path, offset, Math.min(fingerprintChunk, size - offset)));
    }
    return hash.digest('hex');
  });
