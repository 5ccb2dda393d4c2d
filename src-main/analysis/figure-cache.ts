import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Figure, figureSchema } from '#shared/figure.ts';

/** Figures already computed, by the hash of everything that went into them. */
export interface FigureCache {
  get(key: string): Promise<Figure | null>;
  put(key: string, figure: Figure): Promise<void>;
}

const largestCount = 400;

/**
 * A cache in a folder that may be deleted at any time: what cannot be read or written counts as not there. The least
 * recently used figures go when there are more than `largestCount`.
 */
export function figureCacheIn(folder: string): FigureCache {
  const pathOf = (key: string) => join(folder, `${key}.json`);
  return {
    async get(key) {
      try {
        const figure = figureSchema.parse(JSON.parse(await readFile(pathOf(key), 'utf8')));
        const now = new Date();
        await utimes(pathOf(key), now, now);
        return figure;
      } catch {
        return null;
      }
    },
    async put(key, figure) {
      try {
        await mkdir(folder, { recursive: true });
        const part = join(folder, `${randomUUID()}.part`);
        await writeFile(part, JSON.stringify(figure));
        await rename(part, pathOf(key));
        await dropOldest(folder);
      } catch {
        // Only time is lost.
      }
    },
  };
}

async function dropOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= largestCount) return;
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const oldest = aged.sort((a, b) => a.at - b.at).slice(0, names.length - largestCount);
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })));
}
