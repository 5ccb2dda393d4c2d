import { availableParallelism } from 'node:os';
import type { EngineId } from '#shared/domain/entities.ts';
import type { WireError } from '#shared/errors.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import { type EncodeSummary, encodeFeed } from './encode-feed.ts';
import { openEncoder } from './engines/encoder.ts';
import { openScanFeed, type SeedItem } from './scan-feed.ts';
import type { Task } from './task.ts';

export interface ExtractInput {
  readonly modelFolder: string;
  /** For the model's ONNX graph; may be deleted at any time. */
  readonly cacheFolder: string;
  readonly profile: ProfileId;
  readonly engine: EngineId;
  readonly batchSize: number;
  readonly items: readonly SeedItem[];
}

/**
 * One lesion's features and the engine that computed them (`Encoder.engine`), or why it has none. Lesions of one scan
 * come together, else in the order given.
 */
export type ExtractItem =
  | { id: number; features: Float32Array; warnings: string[]; engine: string }
  | { id: number; error: WireError };

/** The engine is as in `Encoder.engine`. */
export type ExtractResult = EncodeSummary & { readonly engine: string };

export const extractFeatures: Task<ExtractInput, ExtractItem, ExtractResult> = async (input, context) => {
  const { signal, log } = context;
  const total = input.items.length;
  let done = 0;
  const give = (item: ExtractItem): void => {
    done += 1;
    context.emit(item);
    context.report({ done, total, label: 'Features' });
  };
  context.report({ done, total, label: 'Loading the model' });
  const feed = openScanFeed(input.items, {
    profile: input.profile,
    depth: readAhead(input.batchSize),
    readers: readerCount(),
    signal,
    log,
  });
  try {
    const { modelFolder, cacheFolder, engine, batchSize } = input;
    const encoder = await openEncoder({ modelFolder, cacheFolder, engine, batchSize, signal, log });
    try {
      const summary = await encodeFeed(feed, encoder, {
        signal,
        log,
        onFeatures: (id, features, warnings) => give({ id, features, warnings, engine: encoder.engine }),
        onFailure: (id, error) => give({ id, error }),
      });
      const { encoded, busySeconds, totalSeconds } = summary;
      log(
        `${encoded} of ${total} in ${totalSeconds.toFixed(1)} s on ${encoder.engine}; the encoder was busy ${((100 * busySeconds) / totalSeconds).toFixed(0)} % of it.`,
      );
      return { engine: encoder.engine, ...summary };
    } finally {
      await encoder.close();
    }
  } finally {
    await feed.close();
  }
};

/** One reader keeps up with the encoder on two cores; a GPU is fed by more. */
export const readerCount = (): number => Math.max(1, Math.min(4, Math.floor(availableParallelism() / 4)));

/** The batch that runs, the one after it, and at least a few. */
export const readAhead = (batchSize: number): number => Math.max(4, 2 * batchSize);
