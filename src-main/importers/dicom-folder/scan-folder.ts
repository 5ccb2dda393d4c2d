import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type DicomHeader, readDicomHeader } from '#main/readers/dicom-header.ts';
import { readHead } from '#main/readers/file-bytes.ts';
import { AppError, toWireError, type WireError } from '#shared/errors.ts';
import { orderedPool } from '../ordered-pool.ts';

const filesAtATime = 24;

export interface FolderScan {
  /** Headers of every DICOM file below the folder, by path, copies left out. */
  readonly headers: readonly DicomHeader[];
  readonly fileCount: number;
  /** DICOM files whose header cannot be read. Files of other kinds are passed over in silence. */
  readonly damaged: readonly { path: string; error: WireError }[];
  /** Files left out because the same object was met before. */
  readonly copies: number;
}

/** Reads the header of every DICOM file below a folder, whatever its name. Folders behind symbolic links are not entered. */
export async function scanFolder(
  folder: string,
  signal: AbortSignal,
  report?: (done: number, total: number) => void,
): Promise<FolderScan> {
  const paths = await listFiles(folder, signal);
  const headers: DicomHeader[] = [];
  const damaged: { path: string; error: WireError }[] = [];
  const seen = new Set<string>();
  let [copies, done] = [0, 0];
  await orderedPool(
    paths,
    filesAtATime,
    signal,
    (path) => readHeader(path),
    (result, path) => {
      if (++done % 50 === 0 || done === paths.length) report?.(done, paths.length);
      if (result === null) return;
      if ('error' in result) {
        damaged.push({ path, error: result.error });
        return;
      }
      const identity = `${result.sopInstanceUid} ${result.fileSize}`;
      if (result.sopInstanceUid !== '' && seen.has(identity)) {
        copies++;
        return;
      }
      seen.add(identity);
      headers.push(result);
    },
  );
  return { headers, fileCount: paths.length, damaged, copies };
}

async function listFiles(folder: string, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  const folders = [folder];
  for (let current = folders.pop(); current !== undefined; current = folders.pop()) {
    signal.throwIfAborted();
    const entries = await readdir(current, { withFileTypes: true }).catch((cause: unknown) => {
      if (current === folder) {
        const absent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
        throw new AppError(
          absent ? 'not-found' : 'unreadable-file',
          `The folder “${basename(folder)}” ${absent ? 'is not there' : 'cannot be opened. Is reading it allowed?'}`,
          { cause },
        );
      }
      return [];
    });
    for (const entry of entries) {
      if (entry.isDirectory()) folders.push(join(current, entry.name));
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(join(current, entry.name));
    }
  }
  return files.sort();
}

/** Null for what is not DICOM at all, or only an index of other files. */
async function readHeader(path: string): Promise<DicomHeader | { error: WireError } | null> {
  try {
    const header = await readDicomHeader(path);
    return header.modality === '' && header.seriesUid === '' ? null : header;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (await hasDicomMark(path)) ? { error: toWireError(error) } : null;
  }
}

const hasDicomMark = (path: string): Promise<boolean> =>
  readHead(path, 132).then(
    ({ head }) => head.toString('latin1', 128, 132) === 'DICM',
    () => false,
  );
