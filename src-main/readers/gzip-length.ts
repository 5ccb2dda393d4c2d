import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { readBytes, withFile } from './file-bytes.ts';

/**
 * Whether a gzip file holds at least `length` bytes. A whole file of one member says its length in its last four bytes;
 * only where that differs is the file decompressed to count.
 */
export async function holdsGzipped(path: string, length: number): Promise<boolean> {
  const claimed = await withFile(path, async (file, size) =>
    (await readBytes(file, path, Math.max(size - 4, 0), Math.min(size, 4))).readUInt32LE(0),
  );
  if (claimed === length % 2 ** 32) return true;
  const packed = createReadStream(path);
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  let count = 0;
  try {
    for await (const chunk of packed.pipe(gunzip)) {
      count += (chunk as Buffer).length;
      if (count >= length) return true;
    }
  } catch {
    return false;
  } finally {
    packed.destroy();
  }
  return false;
}
