import { parentPort, workerData } from 'node:worker_threads';
import { metaReadImageNode, niftiReadImageNode, nrrdReadImageNode } from '@itk-wasm/image-io';
import type { DecodedImage, VolumeReply, VolumeRequest } from './decode-volume.ts';

/**
 * Decodes one volume file and ends: WebAssembly heaps never shrink, ITK prints to the console when it fails, and a
 * thread can be stopped.
 */
const readers = { nifti: niftiReadImageNode, nrrd: nrrdReadImageNode, meta: metaReadImageNode };

const { path, format } = workerData as VolumeRequest;
let reply: VolumeReply;
try {
  const { couldRead, image } = await readers[format](path);
  const { size, spacing, origin } = image;
  const data = image.data as DecodedImage['data'] | null;
  reply =
    couldRead && data
      ? { size, spacing, origin, direction: Array.from(image.direction, Number), data }
      : { failed: true };
} catch {
  reply = { failed: true };
}
parentPort?.postMessage(reply);
