import type { WireError } from '#shared/errors.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import type { Encoder } from './engines/encoder.ts';
import { firstLine } from './engines/onnx.ts';
import type { FedPatch, PatchFeed } from './patch-feed.ts';

/** One run of the encoder blocks its thread, and with it a cancel: runs are kept to about this long. */
const runSeconds = 0.35;

export interface EncodeHooks {
  readonly signal: AbortSignal;
  onFeatures(id: number, features: Float32Array, warnings: string[]): void;
  onFailure(id: number, error: WireError): void;
  log(line: string): void;
}

/** How the time went: the encoder is the work, the rest is waiting for patches. */
export interface EncodeSummary {
  readonly encoded: number;
  readonly failed: number;
  readonly busySeconds: number;
  readonly totalSeconds: number;
}

type ReadyPatch = Extract<FedPatch, { patch: Float32Array }>;

/** Runs every patch of a feed through the encoder. Results come out as they are made; a failure is one patch's own. */
export async function encodeFeed(feed: PatchFeed, encoder: Encoder, hooks: EncodeHooks): Promise<EncodeSummary> {
  const begin = performance.now();
  let batch = 1;
  let limit = encoder.maxBatch;
  let encoded = 0;
  let failed = 0;
  let busySeconds = 0;

  const fail = (id: number, error: WireError): void => {
    failed += 1;
    hooks.onFailure(id, error);
  };

  async function encode(patches: readonly ReadyPatch[]): Promise<void> {
    hooks.signal.throwIfAborted();
    const start = performance.now();
    const features = await tryEncode(patches);
    if (!features) {
      limit = Math.ceil(patches.length / 2);
      await encode(patches.slice(0, limit));
      await encode(patches.slice(limit));
      return;
    }
    const seconds = (performance.now() - start) / 1000;
    busySeconds += seconds;
    batch = nextBatch(patches.length, seconds, limit);
    patches.forEach(({ id, warnings }, index) => {
      const values = features[index];
      if (!values?.every(Number.isFinite)) return fail(id, toWireError(notFinite(encoder.engine)));
      encoded += 1;
      hooks.onFeatures(id, values, warnings);
    });
  }

  /** Null where the engine failed on a batch that can be halved. */
  async function tryEncode(patches: readonly ReadyPatch[]): Promise<Float32Array[] | null> {
    try {
      return await encoder.encode(patches.map(({ patch }) => patch));
    } catch (error) {
      if (patches.length === 1) throw engineFailure(encoder.engine, error);
      hooks.log(`A batch of ${patches.length} failed on ${encoder.engine} and is halved: ${firstLine(error)}`);
      return null;
    }
  }

  for (;;) {
    const fed = await feed.next(batch);
    if (fed.length === 0) break;
    for (const item of fed) if ('error' in item) fail(item.id, item.error);
    const patches = fed.filter((item): item is ReadyPatch => 'patch' in item);
    if (patches.length > 0) await encode(patches);
  }
  return { encoded, failed, busySeconds, totalSeconds: (performance.now() - begin) / 1000 };
}

/** As many patches as fit into one run, at most twice as many as in the run before. */
export function nextBatch(patches: number, seconds: number, limit: number): number {
  const fitting = Math.floor((runSeconds * patches) / Math.max(seconds, 1e-6));
  return Math.max(1, Math.min(limit, 2 * patches, fitting));
}

export const notFinite = (engine: string): AppError =>
  new AppError('device', `The features are not finite numbers on ${engine}. Choose another engine.`);

const engineFailure = (engine: string, cause: unknown): AppError =>
  new AppError(
    'device',
    `The model failed on ${engine}: ${firstLine(cause)}. Free memory, choose a smaller batch, or choose the CPU.`,
    { cause },
  );
