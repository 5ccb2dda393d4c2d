import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';

/** More entries than a person reads. */
const maxEntries = 2000;

interface FolderEntry {
  name: string;
  path: string;
  directory: boolean;
  sizeBytes: number | null;
}

/** One folder for the file browser: folders first, hidden entries left out, files of the given extensions alone. */
export async function listFolder(path: string, extensions: readonly string[]) {
  const folder = resolve(path);
  const names = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new AppError('not-found', `“${basename(folder) || folder}” ${reasonOf(error.code)}.`, { cause: error });
  });
  const wanted = extensions.map((extension) => `.${extension.toLowerCase()}`);
  const shown = names
    .filter(({ name }) => !name.startsWith('.'))
    .filter((entry) => entry.isDirectory() || wanted.length === 0 || wanted.includes(extname(entry.name).toLowerCase()))
    .sort(
      (a, b) =>
        Number(b.isDirectory()) - Number(a.isDirectory()) || a.name.localeCompare(b.name, 'en', { numeric: true }),
    );
  const entries = await Promise.all(
    shown.slice(0, maxEntries).map(async (entry): Promise<FolderEntry> => {
      const full = join(folder, entry.name);
      const info = await stat(full).catch(() => null);
      const directory = info?.isDirectory() ?? entry.isDirectory();
      return { name: entry.name, path: full, directory, sizeBytes: info && !directory ? info.size : null };
    }),
  );
  const parent = dirname(folder);
  return { path: folder, parent: parent === folder ? null : parent, entries, truncated: shown.length > maxEntries };
}

function reasonOf(code: string | undefined): string {
  if (code === 'ENOTDIR') return 'is not a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by you';
  return 'is not there';
}

/** The folder itself if it is free, else the first of `<folder> 2`, `<folder> 3`, ... that is. */
export function freshFolder(folder: string): string {
  let candidate = folder;
  for (let number = 2; existsSync(candidate); number++) candidate = `${folder} ${number}`;
  return candidate;
}
