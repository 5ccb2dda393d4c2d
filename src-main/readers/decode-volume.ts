import { Worker } from 'node:worker_threads';
import { cancelled } from '#shared/errors.ts';
import type { VoxelArray } from '#shared/imaging/geometry.ts';
import { unreadable } from './file-bytes.ts';
import type { VolumeFormat } from './volume-header.ts';

export interface VolumeRequest {
  readonly path: string;
  readonly format: VolumeFormat;
}

/** An image as ITK gives it: LPS, voxels i fastest, `direction` row-major. */
export interface DecodedImage {
  readonly size: readonly number[];
  readonly spacing: readonly number[];
  readonly origin: readonly number[];
  readonly direction: readonly number[];
  readonly data: VoxelArray | BigInt64Array | BigUint64Array;
}

export type VolumeReply = DecodedImage | { failed: true };

/** A decoder that has not answered by then is stuck in a damaged file. */
const patienceMs = 120_000;

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './volume-worker.ts' : './volume-worker.js',
  import.meta.url,
);

/** Decodes a volume file with ITK in a thread of its own. */
export function decodeVolume(request: VolumeRequest, signal?: AbortSignal): Promise<DecodedImage> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled());
    const worker = new Worker(workerFile, { workerData: request, stdout: true, stderr: true });
    const fail = (cause?: unknown) =>
      settle(() => reject(unreadable(request.path, 'the file is damaged or cut short.', cause)));
    const onAbort = () => settle(() => reject(cancelled()));
    const timer = setTimeout(() => fail(), patienceMs);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      void worker.terminate();
      finish();
    };
    signal?.addEventListener('abort', onAbort);
    worker.once('message', (reply: VolumeReply) => ('failed' in reply ? fail() : settle(() => resolve(reply))));
    worker.once('error', fail);
    worker.once('exit', () => fail());
  });
}
