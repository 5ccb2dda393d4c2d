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
/** A thread waits this long for the next volume: starting one costs 0.2 s. */
const idleMs = 5_000;
/** A thread that has decoded this much is replaced, which gives its memory back. */
const workerBudgetBytes = 256 * 2 ** 20;

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './volume-worker.ts' : './volume-worker.js',
  import.meta.url,
);

interface Decoder {
  readonly worker: Worker;
  decodedBytes: number;
  retirement: NodeJS.Timeout | null;
}

let waiting: Decoder | null = null;

function takeDecoder(): Decoder {
  const decoder = waiting ?? startDecoder();
  waiting = null;
  if (decoder.retirement) clearTimeout(decoder.retirement);
  decoder.worker.removeAllListeners();
  decoder.worker.ref();
  return decoder;
}

const startDecoder = (): Decoder => ({
  worker: new Worker(workerFile, { stdout: true, stderr: true }),
  decodedBytes: 0,
  retirement: null,
});

/** Keeps a decoder for the next volume, or lets it go. */
function putBack(decoder: Decoder, bytes: number): void {
  decoder.decodedBytes += bytes;
  if (waiting || decoder.decodedBytes > workerBudgetBytes) return void decoder.worker.terminate();
  const forget = () => {
    if (waiting === decoder) waiting = null;
  };
  decoder.worker.once('exit', forget);
  decoder.worker.once('error', forget);
  decoder.worker.unref();
  decoder.retirement = setTimeout(() => {
    forget();
    void decoder.worker.terminate();
  }, idleMs).unref();
  waiting = decoder;
}

/** Decodes a volume file with ITK in a thread of its own. */
export function decodeVolume(request: VolumeRequest, signal?: AbortSignal): Promise<DecodedImage> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled());
    const decoder = takeDecoder();
    const { worker } = decoder;
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      worker.removeAllListeners();
    };
    const stop = (error: Error) => {
      finish();
      void worker.terminate();
      reject(error);
    };
    const damaged = (cause?: unknown) => unreadable(request.path, 'the file is damaged or cut short.', cause);
    const fail = (cause?: unknown) => stop(damaged(cause));
    const onAbort = () => stop(cancelled());
    const timer = setTimeout(fail, patienceMs);
    signal?.addEventListener('abort', onAbort);
    worker.once('error', fail);
    worker.once('exit', () => fail());
    worker.once('message', (reply: VolumeReply) => {
      finish();
      const failed = 'failed' in reply;
      putBack(decoder, failed ? 0 : reply.data.byteLength);
      if (failed) reject(damaged());
      else resolve(reply);
    });
    worker.postMessage(request);
  });
}
