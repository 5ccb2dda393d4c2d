import { basename, dirname, join, relative } from 'node:path';
import type { DatasetPlace } from '../dataset.ts';
import { filesIn, findFiles, subfolders } from '../dataset-files.ts';
import { headerOf } from '../dataset-table.ts';
import { orderedPool } from '../ordered-pool.ts';
import { annotationColumns, ratedColumns, seedColumns } from './nodule-table.ts';

export type LunaTableKind = 'annotations' | 'seeds' | 'rated';

export interface LunaTable {
  /** Path below the root, as the user reads it. */
  readonly name: string;
  readonly path: string;
  readonly kind: LunaTableKind;
}

export interface LunaLayout {
  readonly root: string;
  readonly tables: readonly LunaTable[];
  /** MetaImage header of each scan, by series UID. */
  readonly images: ReadonlyMap<string, string>;
}

const scanName = /^(\d+(?:\.\d+){5,})\.(?:mhd|mha)$/;
const isTableName = (name: string): boolean => /\.csv(\.gz)?$/i.test(name);
const mostTables = 40;

export const rootOf = ({ path, isFolder }: DatasetPlace): string =>
  !isFolder || /^subset\d$/i.test(basename(path)) ? dirname(path) : path;

/** True for a folder with scans named by their series UID or with annotations.csv, and for annotations.csv itself. */
export async function isLuna16(place: DatasetPlace): Promise<boolean> {
  if (!place.isFolder) return (await tableKind(place.path)) === 'annotations';
  const root = rootOf(place);
  const folders = await subfolders(root);
  const names = await filesIn(root);
  if (names.some((name) => scanName.test(name))) return true;
  for (const folder of folders.filter((name) => /^subset\d$/i.test(name)))
    if ((await filesIn(join(root, folder))).some((name) => scanName.test(name))) return true;
  for (const name of names.filter(isTableName).slice(0, mostTables))
    if ((await tableKind(join(root, name))) !== null) return true;
  return false;
}

async function tableKind(path: string): Promise<LunaTableKind | null> {
  const header = new Set(await headerOf(path));
  const has = (columns: readonly string[]): boolean => columns.every((column) => header.has(column));
  // The candidates of the challenge have a class instead of a diameter and are no nodules.
  if (has(annotationColumns)) return 'annotations';
  if (has(ratedColumns)) return 'rated';
  // Anybody's table may have these columns: the published ones are known by their names as well.
  return has(seedColumns) && /^(task2_|luna16_)/i.test(basename(path)) ? 'seeds' : null;
}

export async function findLayout(place: DatasetPlace, signal: AbortSignal): Promise<LunaLayout> {
  const root = rootOf(place);
  const tables: LunaTable[] = [];
  const found = await findFiles(root, isTableName, { signal, depth: 1 });
  await orderedPool(
    found.slice(0, mostTables),
    8,
    signal,
    ({ path }) => tableKind(path),
    (kind, { path }) => {
      if (kind) tables.push({ name: relative(root, path), path, kind });
    },
  );
  tables.sort((a, b) => Number(b.kind === 'annotations') - Number(a.kind === 'annotations'));
  const images = new Map<string, string>();
  for (const { name, path } of await findFiles(root, (file) => scanName.test(file), { signal, depth: 2 })) {
    const uid = scanName.exec(name)?.[1];
    if (uid !== undefined && !images.has(uid)) images.set(uid, path);
  }
  return { root, tables, images };
}
