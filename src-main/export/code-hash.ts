import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { appFolder } from '../app-folder.ts';

let known: Promise<string> | undefined;

/**
 * The fingerprint of the code that computes figures: the bundles of the main side where it runs from them, else
 * everything in `src-shared`. The two differ for the same release, as do releases.
 */
export const codeHash = (): Promise<string> => (known ??= hashFolder(...codeFolder));

const codeFolder: [folder: string, extension: string] = import.meta.url.endsWith('.ts')
  ? [join(appFolder, 'src-shared'), '.ts']
  : [import.meta.dirname, '.js'];

async function hashFolder(folder: string, extension: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await filesBelow(folder, extension)).sort()) {
    hash.update(`${relative(folder, path).split(sep).join('/')}\n`).update(await readFile(path));
  }
  return hash.digest('hex');
}

/** Written out because asar archives know no recursive readdir. */
async function filesBelow(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, extension);
    return path.endsWith(extension) ? [path] : [];
  });
  return (await Promise.all(nested)).flat();
}
