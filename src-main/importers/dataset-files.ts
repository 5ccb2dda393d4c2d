import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#shared/errors.ts';

export interface FoundFile {
  /** Base name. */
  readonly name: string;
  readonly path: string;
}

/** A public data set has far fewer; more means that somebody chose a whole disk. */
const mostFiles = 2_000_000;

/**
 * The files below a folder whose base name `wanted` accepts, by path. Folders behind symbolic links are not entered and
 * folders that cannot be opened are passed over, but for the first.
 * @param depth folders to descend; 0: the folder itself alone.
 */
export async function findFiles(
  folder: string,
  wanted: (name: string) => boolean,
  { signal, depth = 12 }: { signal: AbortSignal; depth?: number },
): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  let met = 0;
  let level = [folder];
  for (let at = 0; at <= depth && level.length > 0; at++) {
    const next: string[] = [];
    for (const current of level) {
      signal.throwIfAborted();
      const entries = await entriesOf(current, current === folder);
      met += entries.length;
      if (met > mostFiles)
        throw new AppError(
          'unsupported',
          `“${basename(folder)}” holds more than ${mostFiles} files: choose a folder further down.`,
        );
      for (const entry of entries) {
        if (entry.isDirectory()) next.push(join(current, entry.name));
        else if ((entry.isFile() || entry.isSymbolicLink()) && wanted(entry.name))
          found.push({ name: entry.name, path: join(current, entry.name) });
      }
    }
    level = next;
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Names of the folders directly inside a folder; none where it cannot be opened. */
export async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Names of the files directly inside a folder; none where it cannot be opened. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
}

async function entriesOf(folder: string, required: boolean): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (!required) return [];
    throw new AppError(
      'not-found',
      `The folder “${basename(folder)}” cannot be opened. Is it there, and is reading it allowed?`,
      { cause },
    );
  }
}
