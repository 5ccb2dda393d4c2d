import { existsSync } from 'node:fs';
import { dirname, isAbsolute, parse, sep } from 'node:path';
import { openScan } from '#main/readers/open-scan.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import { AppError, isCancelled } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { isInside } from '../seed-check.ts';
import { imageSource } from './read-patient.ts';
import { toLps } from './table-seed.ts';

/**
 * The folder that all of these absolute paths lie below, if it is on this computer and holds at least one of them; null
 * for relative paths, and for paths of another computer.
 */
export function commonFolder(cells: readonly string[]): string | null {
  const paths = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  // A path that begins with two slashes is another computer's, which must not be called just because a table says so.
  if (paths.length === 0 || !paths.every((path) => isAbsolute(path) && !/^[\\/]{2}/.test(path) && !path.includes('\0')))
    return null;
  const segments = paths.map((path) => dirname(path).split(sep));
  const [first = []] = segments;
  const length = first.findIndex((segment, at) => segments.some((other) => other[at] !== segment));
  const folder = first.slice(0, length < 0 ? first.length : length).join(sep);
  const isTop = folder === '' || parse(folder).root === folder || dirname(folder) === parse(folder).root;
  return isTop || /^\/(dev|proc|sys)\//.test(`${folder}/`) || !paths.some((path) => existsSync(path)) ? null : folder;
}

const mostImages = 3;
const mostMs = 4000;

export interface SeedSample {
  readonly path: string;
  readonly seed: Vec3;
}

/**
 * In which space the seeds of a table lie inside their images, looking at a few of them: LPS unless none lies inside so
 * and most do in another space. Null where no image could be opened.
 */
export async function guessSeedSpace(
  samples: readonly SeedSample[],
  mapping: TableMapping,
  signal: AbortSignal,
): Promise<TableMapping['seedSpace'] | null> {
  const inside = { LPS: 0, RAS: 0, voxel: 0 };
  let opened = 0;
  const until = Date.now() + mostMs;
  const images = new Map(samples.map((sample) => [sample.path, samples.filter(({ path }) => path === sample.path)]));
  for (const [path, ofImage] of images) {
    if (opened >= mostImages || Date.now() > until) break;
    try {
      const scan = await openScan(await imageSource(path, mapping, signal), { signal });
      try {
        opened++;
        for (const space of ['LPS', 'RAS', 'voxel'] as const) {
          inside[space] += ofImage.filter(({ seed }) =>
            isInside(scan.geometry, toLps(scan.geometry, seed, space)),
          ).length;
        }
      } finally {
        await scan.close();
      }
    } catch (error) {
      if (isCancelled(error) || !(error instanceof AppError)) throw error;
    }
  }
  if (opened === 0) return null;
  if (inside[mapping.seedSpace] > 0) return mapping.seedSpace;
  const [best] = (['LPS', 'RAS', 'voxel'] as const).toSorted((a, b) => inside[b] - inside[a]);
  return best !== undefined && inside[best] > 0 ? best : mapping.seedSpace;
}
