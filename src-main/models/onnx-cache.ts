import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelFolder, verifyWeights } from './model-folder.ts';
import { writeOnnx } from './onnx-writer.ts';

/** Part of the name of cached graphs: raise it when the writer changes what it writes. */
const writerVersion = 1;

/**
 * The ONNX graph of a model, from the cache or written into it: one file per weights checksum. The
 * checksum of the weights is verified before a graph is made from them.
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
  await writeOnnx(modelFolder, path, options);
  return path;
}
