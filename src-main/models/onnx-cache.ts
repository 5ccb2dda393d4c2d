import { randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelFolder, verifyWeights } from './model-folder.ts';
import { writeOnnx } from './onnx-writer.ts';

/** Part of the name of cached graphs: raise it when the writer changes what it writes. */
const writerVersion = 1;

/**
 * The ONNX graph of a model, from the cache or written into it: one file per weights checksum. A graph is only there
 * under its name when it is complete. The checksum of the weights is verified before a graph is made from them.
 */
export async function cachedOnnx(
  modelFolder: string,
  cacheFolder: string,
  options: { signal?: AbortSignal } = {},
): Promise<string> {
  const manifest = await readModelFolder(modelFolder);
  const path = join(cacheFolder, `${manifest.sha256}-${writerVersion}.onnx`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  await mkdir(cacheFolder, { recursive: true });
  await verifyWeights({ folder: modelFolder, manifest }, options.signal);
  const temporary = join(cacheFolder, `.unfinished-${randomBytes(6).toString('hex')}.onnx`);
  try {
    await writeOnnx(modelFolder, temporary, options);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return path;
}
