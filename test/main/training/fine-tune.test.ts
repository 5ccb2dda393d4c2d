import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Architecture } from '#main/models/architecture.ts';
import { startBackend } from '#main/training/backend.ts';
import type { EpochRecord } from '#main/training/checkpoint.ts';
import { type FineTuneData, type FineTuneSettings, fineTune } from '#main/training/fine-tune.ts';
import { freshHead } from '#main/training/fresh-head.ts';
import type { Weights } from '#main/training/layers.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { drawWeights } from './drawn.ts';

const architecture: Architecture = { depth: 10, width: 2, stemStride: 2, downsampleBias: true, head: [16, 1] };
const settings: FineTuneSettings = {
  epochs: 3,
  batchSize: 4,
  optimiser: { kind: 'adam', weightDecay: 0 },
  learningRate: 1e-2,
  schedule: { kind: 'step', every: 2, factor: 0.1 },
  augmentation: 'reference-code',
  trains: 'all layers',
  patience: null,
  seed: 5,
};

/** Noise, with a bright middle where the index is odd. */
function patch(index: number): Promise<Float32Array> {
  const random = createRandom(index + 1);
  const values = Float32Array.from({ length: patchEdge ** 3 }, (_, at) => {
    const places = [at % patchEdge, Math.floor(at / patchEdge) % patchEdge, Math.floor(at / patchEdge ** 2)];
    const isInside = places.every((place) => Math.abs(place - 24.5) < 9);
    return 0.1 * randomNormal(random) + (index % 2 === 1 && isInside ? 0.8 : 0.1);
  });
  return Promise.resolve(values);
}

const data: FineTuneData = {
  task: { kind: 'binary', targets: Array.from({ length: 18 }, (_, index) => index % 2) },
  train: Array.from({ length: 12 }, (_, index) => index),
  tune: [12, 13, 14, 15, 16, 17],
  patch,
};

const root = mkdtempSync(join(tmpdir(), 'fine-tune-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(() => startBackend('wasm'));

const start = (): Weights =>
  new Map([...drawWeights({ ...architecture, head: null }, 1), ...freshHead(architecture, 2)]);

function run(name: string, change: Partial<FineTuneSettings> = {}, stopAfter?: number) {
  const controller = new AbortController();
  const epochs: EpochRecord[] = [];
  const result = fineTune(
    architecture,
    start(),
    data,
    { ...settings, ...change },
    {
      folder: join(root, name),
      fingerprint: 'one',
      hooks: {
        signal: controller.signal,
        report: () => undefined,
        onEpoch: (record) => {
          epochs.push(record);
          if (record.epoch === stopAfter) controller.abort(new Error('stopped'));
        },
      },
    },
  );
  return { result, epochs };
}

const bits = (weights: Weights): Map<string, number[]> =>
  new Map([...weights].map(([name, tensor]) => [name, [...tensor.dataSync()]]));

describe('fine-tuning', () => {
  it('learns, keeps the best epoch and the last, and leaks no tensors', async () => {
    const before = tf.memory().numTensors;
    const { epochs, best, weights } = await run('whole').result;
    expect(epochs.map(({ epoch, learningRate }) => [epoch, learningRate])).toEqual([
      [1, 1e-2],
      [2, 1e-2],
      [3, 1e-3],
    ]);
    expect(Math.min(...epochs.map(({ tuneLoss }) => tuneLoss))).toBe(best.tuneLoss);
    expect(best.tuneLoss).toBeLessThan(0.6);
    expect(readdirSync(join(root, 'whole'))).toContain('epoch-0003');
    expect(readdirSync(join(root, 'whole')).length).toBeLessThanOrEqual(2);
    expect(tf.memory().numTensors - before).toBe(weights.size);
  });

  it('that is stopped and started again comes to the same bits', async () => {
    const whole = await run('whole').result;
    const stopped = run('stopped', {}, 1);
    await expect(stopped.result).rejects.toThrow('stopped');
    const resumed = run('stopped');
    const { weights, epochs } = await resumed.result;
    expect(resumed.epochs.map(({ epoch }) => epoch)).toEqual([2, 3]);
    expect(epochs).toEqual(whole.epochs);
    expect(bits(weights)).toEqual(bits(whole.weights));
  });

  it('of the head alone leaves the trunk as it was', async () => {
    const { weights } = await run('head', { trains: 'the head', epochs: 1 }).result;
    const before = bits(start());
    for (const [name, values] of bits(weights)) {
      if (name.startsWith('trunk.')) expect(values).toEqual(before.get(name));
      else expect(values).not.toEqual(before.get(name));
    }
  });

  it('stops where the tuning loss gets no better', async () => {
    const { epochs } = await run('stale', { learningRate: 0, trains: 'the head', epochs: 9, patience: 2 }).result;
    expect(epochs).toHaveLength(3);
  });

  it('says so when the loss is not a number any more, and keeps what was finished', async () => {
    await run('exploding', { epochs: 1 }).result;
    const exploding = run('exploding', { learningRate: 3e38, optimiser: { kind: 'sgd', momentum: 0, weightDecay: 0 } });
    await expect(exploding.result).rejects.toThrow('Choose a lower learning rate; finished epochs are kept.');
    expect(readdirSync(join(root, 'exploding'))).toContain('epoch-0001');
  });

  it('does not go on from the checkpoints of another run', async () => {
    const other = fineTune(architecture, start(), data, settings, {
      folder: join(root, 'whole'),
      fingerprint: 'another',
      hooks: { signal: new AbortController().signal, report: () => undefined, onEpoch: () => undefined },
    });
    await expect(other).rejects.toThrow('checkpoints of a run with other data');
  });
});
