import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';

/**
 * Finds the file that a cell of an image column means. Relative paths start at `folder`. A published table often
 * holds absolute paths of the machine it was made on: if the user named an image folder, the tail of such a path is
 * looked for below it, longest tail first.
 */
export class ImagePathFinder {
  readonly #folder: string;
  readonly #folderIsChosen: boolean;
  /** Found file -> the text that first led to it: two texts must never end at one file. */
  readonly #claimedBy = new Map<string, string>();

  constructor(tablePath: string, imageFolder: string | null) {
    this.#folder = imageFolder ?? dirname(tablePath);
    this.#folderIsChosen = imageFolder !== null;
  }

  has(cell: string): boolean {
    return this.#below(cell.trim()) !== null;
  }

  find(cell: string): string {
    const text = cell.trim();
    const local = this.#below(text);
    if (local !== null) return local;
    const path = this.#folderIsChosen ? this.#tailOf(text) : null;
    if (path === null) {
      const hint =
        !this.#folderIsChosen && isAbsolute(text)
          ? ' If the images lie elsewhere on this computer, choose the image folder.'
          : '';
      throw new AppError('not-found', `The image "${nameOf(text)}" was not found.${hint}`);
    }
    const claimant = this.#claimedBy.get(path);
    if (claimant !== undefined && claimant !== text) {
      throw new AppError(
        'conflict',
        `Two different paths of the table both lead to "${basename(path)}". Choose an image folder that keeps them apart.`,
      );
    }
    this.#claimedBy.set(path, text);
    return path;
  }

  /** The path as it is written, with the separators of this system where it has others. */
  #below(text: string): string | null {
    if (text === '') return null;
    const path = resolve(this.#folder, text);
    if (existsSync(path)) return path;
    const translated = resolve(this.#folder, ...text.split('\\'));
    return text.includes('\\') && existsSync(translated) ? translated : null;
  }

  #tailOf(text: string): string | null {
    const segments = text.split(/[\\/]+/);
    for (let first = 0; first < segments.length; first++) {
      const candidate = join(this.#folder, ...segments.slice(first));
      if (existsSync(candidate)) return candidate;
    }
    return null;
  }
}

/** The last segment of a path of any system. */
export const nameOf = (path: string): string => path.split(/[\\/]/).findLast((segment) => segment !== '') ?? path;
