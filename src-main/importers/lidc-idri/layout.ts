import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DatasetPlace } from '../dataset.ts';
import { filesIn, findFiles, subfolders } from '../dataset-files.ts';
import { orderedPool } from '../ordered-pool.ts';

export interface LidcLayout {
  readonly root: string;
  /** Folder of each patient; the root alone where it is not divided by patients. */
  readonly folders: readonly string[];
  /** File of reader marks of each CT series. */
  readonly marks: ReadonlyMap<string, string>;
  /** Further files for a series that has one already. */
  readonly copies: readonly string[];
}

const patientFolder = /^LIDC-IDRI-\d{4}$/i;
const isXml = (name: string): boolean => /\.xml$/i.test(name);
const headBytes = 4096;
/** Folders that are looked into before a folder is said not to be LIDC-IDRI. */
const foldersTried = 12;

/** True where a file of reader marks of a CT scan lies in the folder, at most a few levels down. */
export async function isLidcIdri({ path, isFolder }: DatasetPlace): Promise<boolean> {
  if (!isFolder) return false;
  let level = [path];
  let tried = 0;
  for (let depth = 0; depth < 4; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (tried++ > foldersTried) return false;
      for (const name of (await filesIn(folder)).filter(isXml).slice(0, 3))
        if ((await seriesOf(join(folder, name))) !== null) return true;
      const own = await subfolders(folder);
      // Other folders beside those of the patients, if any, hold the marks.
      const ordered = [
        ...own.filter((name) => !patientFolder.test(name)),
        ...own.filter((name) => patientFolder.test(name)),
      ];
      next.push(...ordered.slice(0, foldersTried).map((name) => join(folder, name)));
    }
    level = next;
  }
  return false;
}

export async function findLayout(root: string, signal: AbortSignal): Promise<LidcLayout> {
  const patients = (await subfolders(root)).filter((name) => patientFolder.test(name));
  const nested = patients.length > 0 ? [] : (await subfolders(root)).map((name) => join(root, name));
  const folders = patients.map((name) => join(root, name));
  for (const folder of nested)
    folders.push(
      ...(await subfolders(folder)).filter((name) => patientFolder.test(name)).map((name) => join(folder, name)),
    );
  const marks = new Map<string, string>();
  const copies: string[] = [];
  await orderedPool(
    await findFiles(root, isXml, { signal }),
    16,
    signal,
    ({ path }) => seriesOf(path),
    (series, { path }) => {
      if (series === null) return;
      if (marks.has(series)) copies.push(basename(path));
      else marks.set(series, path);
    },
  );
  return { root, folders: folders.length > 0 ? folders : [root], marks, copies };
}

/** The series that a file of reader marks is of, from its first bytes; null for any other file. */
async function seriesOf(path: string): Promise<string | null> {
  const head = await readHead(path).catch(() => '');
  if (!/<(?:\w+:)?LidcReadMessage[\s>]/.test(head)) return null;
  return /<SeriesInstanceU(?:id|ID)>\s*([\d.]{3,64})\s*</.exec(head)?.[1] ?? null;
}

async function readHead(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
