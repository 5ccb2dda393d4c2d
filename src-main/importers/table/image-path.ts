import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';

/**
 * Finds the file that a cell of an image column means, below `folder` alone: what a table says can lead nowhere else.
 * Relative paths start there. A published table often holds absolute paths of the machine it was made on: if the user
 * named an image folder, the tail of such a path is looked for below it, longest tail first.
 */
export class ImagePathFinder {
  readonly #folder: string;
  readonly #folderIsChosen: boolean;
  readonly #anywhere: boolean;
  /** Found file -> the text that first led to it: two texts must never end at one file. */
  readonly #claimedBy = new Map<string, string>();

  /** @param options.anywhere true where the table is trusted: paths may then lead out of the folder. */
  constructor(tablePath: string, imageFolder: string | null, options: { anywhere?: boolean } = {}) {
    this.#anywhere = options.anywhere ?? false;
    this.#folder = resolve(imageFolder ?? dirname(tablePath));
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
      const elsewhere = isAbsolute(text) || /^\.\.[\\/]/.test(text);
      const hint =
        !this.#folderIsChosen && elsewhere
          ? ' Images are looked for below the folder of the table. If they lie elsewhere on this computer, choose the image folder.'
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
    if (text === '' || text.includes('\0')) return null;
    const written = this.#existing(resolve(this.#folder, text));
    return written ?? (text.includes('\\') ? this.#existing(resolve(this.#folder, ...text.split('\\'))) : null);
  }

  #tailOf(text: string): string | null {
    const segments = text.split(/[\\/]+/).filter((segment) => segment !== '' && segment !== '.');
    for (let first = 0; first < segments.length; first++) {
      const candidate = this.#existing(join(this.#folder, ...segments.slice(first)));
      if (candidate !== null) return candidate;
    }
    return null;
  }

  /** The path, if it leads to something inside the folder; the disk is not asked for anything outside. */
  #existing(path: string): string | null {
    const inside = relative(this.#folder, path);
    if (this.#anywhere) return existsSync(path) ? path : null;
    if (inside === '' || inside === '..' || /^\.\.[\\/]/.test(inside) || isAbsolute(inside)) return null;
    return existsSync(path) ? path : null;
  }
}

/** The last segment of a path of any system. */
export const nameOf = (path: string): string => path.split(/[\\/]/).findLast((segment) => segment !== '') ?? path;
