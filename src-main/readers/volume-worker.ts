import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { parentPort } from 'node:worker_threads';
import { metaReadImageNode, niftiReadImageNode, nrrdReadImageNode } from '@itk-wasm/image-io';
import type { DecodedImage, VolumeReply, VolumeRequest } from './decode-volume.ts';

/**
 * Decodes volume files, one at a time. In a thread because WebAssembly heaps never shrink, ITK prints to the console
 * when it fails (which goes nowhere here), and a thread can be stopped.
 */
globalThis.console = new Console(new Writable({ write: (_chunk, _encoding, done) => done() }));

const readers = { nifti: niftiReadImageNode, nrrd: nrrdReadImageNode, meta: metaReadImageNode };

async function decode({ path, format }: VolumeRequest): Promise<VolumeReply> {
  try {
    const { couldRead, image } = await readers[format](path);
    const data = image.data as DecodedImage['data'] | null;
    if (!couldRead || !data) return { failed: true };
    const { size, spacing, origin } = image;
    return { size, spacing, origin, direction: Array.from(image.direction, Number), data };
  } catch {
    return { failed: true };
  }
}

parentPort?.on('message', (request: VolumeRequest) => {
  void decode(request).then((reply) => parentPort?.postMessage(reply));
});
