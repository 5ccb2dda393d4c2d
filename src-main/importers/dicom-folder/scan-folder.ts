import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { looksLikeDicom } from '#main/readers/dicom-file.ts';
import { type DicomHeader, readDicomHeader } from '#main/readers/dicom-header.ts';
import { readHead } from '#main/readers/file-bytes.ts';
import { AppError, toWireError, type WireError } from '#shared/errors.ts';
import { orderedPool } from '../ordered-pool.ts';
import { HeaderCache, type HeaderResult } from './header-cache.ts';
import { answering, assertDriveIsThere, fileSystemCode } from './lost-drive.ts';

const filesAtATime = 24;
/** A file or folder that has not answered by then is given up. */
const defaultPatienceMs = 10_000;

export interface FolderScan {
  /** Headers of every DICOM file below the folder, by path, copies left out. */
  readonly headers: readonly DicomHeader[];
  readonly fileCount: number;
  /** DICOM files whose header cannot be read, and folders that cannot be opened. Other files are passed over in silence. */
  readonly damaged: readonly { path: string; error: WireError }[];
  /** Files left out because the same object was met before. */
  readonly copies: number;
}

export interface ScanOptions {
  /** Absent: the one of this process. */
  readonly cache?: HeaderCache;
  readonly patienceMs?: number;
}

const processCache = new HeaderCache();

/**
 * Reads the header of every DICOM file below a folder, whatever its name. Folders behind symbolic links are not entered.
 * A drive that goes away meanwhile is `storage`; the same call then goes on from where it was.
 */
export async function scanFolder(
  folder: string,
  signal: AbortSignal,
  report?: (done: number, total: number) => void,
  { cache = processCache, patienceMs = defaultPatienceMs }: ScanOptions = {},
): Promise<FolderScan> {
  const { files: paths, unopened } = await listFiles(folder, signal, patienceMs);
  const headers: DicomHeader[] = [];
  const damaged: { path: string; error: WireError }[] = [...unopened];
  const seen = new Set<string>();
  let [copies, done] = [0, 0];
  const lookAt = async (path: string): Promise<HeaderResult> => {
    try {
      return await answering(readCached(path, cache), patienceMs);
    } catch (error) {
      await assertDriveIsThere(folder, error, { done, total: paths.length }, patienceMs);
      return { error: { code: 'unreadable-file', message: `${basename(path)}: ${reasonOf(error)}` } };
    }
  };
  await orderedPool(paths, filesAtATime, signal, lookAt, (result, path) => {
    if (++done % 50 === 0 || done === paths.length) report?.(done, paths.length);
    if (result === null) return;
    if ('error' in result) {
      damaged.push({ path, error: result.error });
      return;
    }
    const { header } = result;
    const identity = `${header.sopInstanceUid} ${header.fileSize}`;
    if (header.sopInstanceUid !== '' && seen.has(identity)) {
      copies++;
      return;
    }
    seen.add(identity);
    headers.push(header);
  });
  return { headers, fileCount: paths.length, damaged, copies };
}

const reasonOf = (error: unknown): string => {
  const code = fileSystemCode(error);
  return code === 'ETIMEDOUT' ? 'the file does not answer.' : `the file cannot be read${code ? ` (${code})` : ''}.`;
};

async function listFiles(
  folder: string,
  signal: AbortSignal,
  patienceMs: number,
): Promise<{ files: string[]; unopened: { path: string; error: WireError }[] }> {
  const files: string[] = [];
  const unopened: { path: string; error: WireError }[] = [];
  const folders = [folder];
  for (let current = folders.pop(); current !== undefined; current = folders.pop()) {
    signal.throwIfAborted();
    try {
      for (const entry of await answering(readdir(current, { withFileTypes: true }), patienceMs)) {
        if (entry.isDirectory()) folders.push(join(current, entry.name));
        else if (entry.isFile() || entry.isSymbolicLink()) files.push(join(current, entry.name));
      }
    } catch (cause) {
      if (current === folder) throw notOpened(folder, cause);
      await assertDriveIsThere(folder, cause, { done: 0, total: files.length }, patienceMs);
      unopened.push({ path: current, error: toWireError(notOpened(current, cause)) });
    }
  }
  return { files: files.sort(), unopened };
}

function notOpened(folder: string, cause: unknown): AppError {
  const absent = fileSystemCode(cause) === 'ENOENT';
  return new AppError(
    absent ? 'not-found' : 'unreadable-file',
    `The folder “${basename(folder)}” ${absent ? 'is not there.' : 'cannot be opened. Is reading it allowed?'}`,
    { cause },
  );
}

async function readCached(path: string, cache: HeaderCache): Promise<HeaderResult> {
  const file = await stat(path);
  const known = cache.get(path, file);
  if (known) return known.result;
  const result = file.isFile() ? await readHeader(path) : null;
  cache.set(path, file, result);
  return result;
}

/** Null for what is not DICOM at all, or only an index of other files. Failures of the drive are thrown. */
async function readHeader(path: string): Promise<HeaderResult> {
  try {
    const header = await readDicomHeader(path);
    return header.modality === '' && header.seriesUid === '' ? null : { header };
  } catch (error) {
    if (!(error instanceof AppError) || fileSystemCode(error) !== '') throw error;
    return (await claimsToBeDicom(path)) ? { error: toWireError(error) } : null;
  }
}

const claimsToBeDicom = async (path: string): Promise<boolean> => looksLikeDicom((await readHead(path, 132)).head);
