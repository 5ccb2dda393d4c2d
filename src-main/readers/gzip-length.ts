import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { readBytes, withFile } from './file-bytes.ts';

/** What may follow the wanted bytes before counting ends. */
const slackBytes = 2 ** 20;

/**
 * Whether the gzip stream from byte `start` of a file on is whole and holds at least `length` bytes. A stream of one
 * member says its length in the last four bytes of the file; only where that differs is it decompressed to count.
 */
export async function holdsGzipped(path: string, start: number, length: number): Promise<boolean> {
  const claimed = await withFile(path, async (file, size) =>
    size < start + 18 ? -1 : (await readBytes(file, path, size - 4, 4)).readUInt32LE(0),
  );
  if (claimed === length % 2 ** 32) return true;
  const packed = createReadStream(path, { start });
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  let count = 0;
  try {
    for await (const chunk of packed.pipe(gunzip)) {
      count += (chunk as Buffer).length;
      if (count >= length + slackBytes) return true;
    }
    return count >= length;
  } catch {
    return false;
  } finally {
    packed.destroy();
  }
}
