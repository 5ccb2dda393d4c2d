import { describe, expect, it } from 'vitest';
import { encodeFeed, nextBatch } from '#main/compute/encode-feed.ts';
import type { Encoder } from '#main/compute/engines/encoder.ts';
import type { FedPatch, PatchFeed } from '#main/compute/patch-feed.ts';
import type { WireError } from '#shared/errors.ts';

/** A feed of one-voxel "patches" whose feature is their own value. */
function feedOf(values: readonly (number | WireError)[]): PatchFeed {
  const left = values.map(
    (value, id): FedPatch =>
      typeof value === 'number' ? { id, patch: Float32Array.of(value), warnings: [`w${value}`] } : { id, error: value },
  );
  return { next: (limit) => Promise.resolve(left.splice(0, limit)), close: () => Promise.resolve() };
}

function encoderOf(maxBatch: number, fails: (batch: number) => boolean = () => false): Encoder & { batches: number[] } {
  const batches: number[] = [];
  return {
    engine: 'test engine',
    featureCount: 1,
    maxBatch,
    batches,
    encode: (patches) => {
      batches.push(patches.length);
      if (fails(patches.length)) return Promise.reject(new Error('out of memory'));
      return Promise.resolve(patches.map((patch) => patch.slice()));
    },
    close: () => Promise.resolve(),
  };
}

async function encodeAll(feed: PatchFeed, encoder: Encoder, signal = new AbortController().signal) {
  const features = new Map<number, number | undefined>();
  const failures = new Map<number, WireError>();
  const log: string[] = [];
  const summary = await encodeFeed(feed, encoder, {
    signal,
    onFeatures: (id, values) => features.set(id, values[0]),
    onFailure: (id, error) => failures.set(id, error),
    log: (line) => log.push(line),
  });
  return { features, failures, log, summary };
}

const unreadable: WireError = { code: 'unreadable-file', message: 'x is damaged.' };

describe('encodeFeed', () => {
  it('gives every patch its own features, and failures their place', async () => {
    const { features, failures, summary } = await encodeAll(feedOf([5, unreadable, 7, 8]), encoderOf(2));
    expect(features).toEqual(
      new Map([
        [0, 5],
        [2, 7],
        [3, 8],
      ]),
    );
    expect(failures).toEqual(new Map([[1, unreadable]]));
    expect(summary).toMatchObject({ encoded: 3, failed: 1 });
  });

  it('fails a patch whose features are not finite, and no other', async () => {
    const { features, failures } = await encodeAll(feedOf([1, Number.NaN, 3]), encoderOf(8));
    expect([...features.keys()]).toEqual([0, 2]);
    expect(failures.get(1)).toMatchObject({ code: 'device', message: expect.stringContaining('not finite') });
  });

  it('halves a batch that the engine cannot take, and stays below it', async () => {
    const encoder = encoderOf(16, (batch) => batch > 3);
    const { features, log } = await encodeAll(feedOf(Array.from({ length: 30 }, (_, index) => index)), encoder);
    expect([...features.values()].toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(
      Array.from({ length: 30 }, (_, index) => index),
    );
    expect(log).toEqual(['A batch of 4 failed on test engine and is halved: out of memory']);
    expect(Math.max(...encoder.batches.slice(encoder.batches.indexOf(4) + 1))).toBe(2);
  });

  it('ends with what to do where not even one patch can be run', async () => {
    const running = encodeAll(
      feedOf([1, 2]),
      encoderOf(1, () => true),
    );
    await expect(running).rejects.toMatchObject({ code: 'device', message: expect.stringContaining('choose the CPU') });
  });

  it('stops before the next run when it is cancelled', async () => {
    const controller = new AbortController();
    const encoder = encoderOf(1);
    const stopping = {
      ...encoder,
      encode: (patches: readonly Float32Array[]) => (controller.abort(new Error('stop')), encoder.encode(patches)),
    };
    await expect(encodeAll(feedOf([1, 2, 3]), stopping, controller.signal)).rejects.toThrow('stop');
    expect(encoder.batches).toEqual([1]);
  });
});

describe('nextBatch', () => {
  it('keeps a run near a third of a second, so that a cancel is heard', () => {
    expect(nextBatch(1, 0.01, 64)).toBe(2);
    expect(nextBatch(8, 0.08, 64)).toBe(16);
    expect(nextBatch(16, 0.32, 64)).toBe(17);
    expect(nextBatch(1, 5, 64)).toBe(1);
    expect(nextBatch(8, 0.001, 4)).toBe(4);
  });
});
