import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const block = 512;

/**
 * Writes the plain files of an uncompressed ustar archive below `folder`, keeping their executable bit. Folders are
 * made as needed; links are not followed because the archives meant for this hold none.
 */
export async function unpackTar(archive: Buffer, folder: string): Promise<void> {
  for (let offset = 0; offset + block <= archive.length; ) {
    const name = text(archive, offset, 100);
    if (name === '') return;
    const size = Number.parseInt(text(archive, offset + 124, 12), 8);
    const mode = Number.parseInt(text(archive, offset + 100, 8), 8);
    const type = text(archive, offset + 156, 1);
    const start = offset + block;
    offset = start + Math.ceil(size / block) * block;
    if (type !== '' && type !== '0') continue;
    const path = join(folder, name);
    if (relative(folder, path).startsWith('..')) throw new Error('An archive entry leads out of its folder.');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, archive.subarray(start, start + size), { mode: mode & 0o100 ? 0o700 : 0o600 });
  }
}

function text(archive: Buffer, start: number, length: number): string {
  const field = archive.toString('latin1', start, start + length);
  const end = field.indexOf('\0');
  return (end < 0 ? field : field.slice(0, end)).trim();
}
