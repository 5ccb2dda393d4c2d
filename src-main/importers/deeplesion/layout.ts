import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { DatasetPlace } from '../dataset.ts';
import { filesIn, findFiles, subfolders } from '../dataset-files.ts';
import { headerOf } from '../dataset-table.ts';
import { orderedPool } from '../ordered-pool.ts';
import { officialColumns } from './official-table.ts';
import { publishedColumns } from './published-table.ts';

export interface DeepLesionTable {
  /** Path below the root, as the user reads it. */
  readonly name: string;
  readonly path: string;
  readonly kind: 'official' | 'published';
}

/** A NIfTI volume made by the data set's own script of the context of one key slice. */
export interface NiftiVolume {
  readonly path: string;
  readonly first: number;
  readonly last: number;
}

export interface DeepLesionLayout {
  readonly root: string;
  readonly tables: readonly DeepLesionTable[];
  /** Folder of the slices of each series. */
  readonly pngFolders: ReadonlyMap<string, string>;
  readonly volumes: ReadonlyMap<string, readonly NiftiVolume[]>;
}

const seriesFolder = /^\d{6}_\d{2}_\d{2}$/;
const volumeName = /^(\d{6}_\d{2}_\d{2})_(\d+)-(\d+)\.nii(?:\.gz)?$/;
const imageFolderName = /^(images_png|images_nifti)$/i;
/** More tables than these beside the images are something else. */
const mostTables = 60;

const isTableName = (name: string): boolean => /\.(csv|tsv)(\.gz)?$/i.test(name);

/** The folder that holds tables and images, whichever of them the user chose. */
export function rootOf({ path, isFolder }: DatasetPlace): string {
  if (!isFolder) return dirname(path);
  return imageFolderName.test(basename(path)) ? dirname(path) : path;
}

/** True for a folder with one of the known tables or the folder of slices, and for one of the tables. */
export async function isDeepLesion(place: DatasetPlace): Promise<boolean> {
  if (!place.isFolder) return (await tableKind(place.path)) !== null;
  const root = rootOf(place);
  const folders = await subfolders(root);
  const slices = folders.find((name) => name.toLowerCase() === 'images_png');
  if (slices && (await subfolders(join(root, slices))).slice(0, 20).some((name) => seriesFolder.test(name)))
    return true;
  for (const folder of [root, ...folders.slice(0, 20).map((name) => join(root, name))]) {
    const tables = (await filesIn(folder)).filter(isTableName);
    if (tables.length > mostTables) continue;
    for (const name of tables) if ((await tableKind(join(folder, name))) !== null) return true;
  }
  return false;
}

async function tableKind(path: string): Promise<DeepLesionTable['kind'] | null> {
  const header = new Set(await headerOf(path));
  if (officialColumns.every((column) => header.has(column))) return 'official';
  return publishedColumns.every((column) => header.has(column)) ? 'published' : null;
}

/**
 * Finds tables and images. @param imageFolder where the images are, if not beside the tables; '' for beside.
 */
export async function findLayout(
  place: DatasetPlace,
  imageFolder: string,
  signal: AbortSignal,
): Promise<DeepLesionLayout> {
  const root = rootOf(place);
  if (imageFolder !== '' && !isAbsolute(imageFolder))
    throw new AppError('invalid-input', 'Give the whole path of the folder of images.', {
      issues: [{ path: 'choices.imageFolder', message: 'Give the whole path.' }],
    });
  const tables: DeepLesionTable[] = [];
  const found = await findFiles(root, isTableName, { signal, depth: 1 });
  await orderedPool(
    place.isFolder
      ? found.slice(0, mostTables)
      : [{ path: place.path }, ...found.filter(({ path }) => path !== place.path).slice(0, mostTables)],
    8,
    signal,
    ({ path }) => tableKind(path),
    (kind, { path }) => {
      if (kind) tables.push({ name: relative(root, path), path, kind });
    },
  );
  if (place.isFolder) tables.sort((a, b) => Number(b.kind === 'official') - Number(a.kind === 'official'));
  const images = imageFolder || root;
  return { root, tables, pngFolders: await findSlices(images, signal), volumes: await findVolumes(images, signal) };
}

/** Folders named like a series, a few levels down: the archives may lie unpacked side by side. */
async function findSlices(folder: string, signal: AbortSignal): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let level = [folder];
  for (let depth = 0; depth < 4; depth++) {
    const next: string[] = [];
    for (const current of level) {
      signal.throwIfAborted();
      for (const name of await subfolders(current)) {
        if (!seriesFolder.test(name)) next.push(join(current, name));
        else if (!found.has(name)) found.set(name, join(current, name));
      }
    }
    level = next.length > 500 ? [] : next;
  }
  return found;
}

async function findVolumes(folder: string, signal: AbortSignal): Promise<Map<string, NiftiVolume[]>> {
  const volumes = new Map<string, NiftiVolume[]>();
  for (const { name, path } of await findFiles(folder, (name) => volumeName.test(name), { signal, depth: 1 })) {
    const match = volumeName.exec(name);
    if (!match?.[1]) continue;
    const ofSeries = volumes.get(match[1]) ?? [];
    ofSeries.push({ path, first: Number(match[2]), last: Number(match[3]) });
    volumes.set(match[1], ofSeries);
  }
  return volumes;
}
