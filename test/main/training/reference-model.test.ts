import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Architecture, checkTensors } from '#main/models/architecture.ts';
import { canonicalNames } from '#main/models/state-dictionary.ts';
import { elementCount } from '#main/models/tensor-source.ts';
import { openTorchFile } from '#main/models/torch-file.ts';
import { readNpy } from '#main/readers/numpy.ts';
import { startBackend } from '#main/training/backend.ts';
import type { Weights } from '#main/training/layers.ts';
import { loadWeights, toTorch } from '#main/training/network-weights.ts';
import { runNetwork } from '#main/training/resnet.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

const architecture: Architecture = {
  depth: 50,
  width: 4,
  stemStride: 2,
  downsampleBias: true,
  head: [128, 16, 2],
};
const array = (name: string): Float32Array =>
  readNpy(readFileSync(sharedData('reference-model', name))).data as Float32Array;

async function referenceWeights(): Promise<Weights> {
  const source = await openTorchFile(sharedData('reference-model', 'tiny-resnet50-vissl.torch'));
  try {
    const names = canonicalNames(source);
    checkTensors(architecture, new Map([...names].map(([name, original]) => [name, source.shape(original)])));
    return await loadWeights(architecture, (name, shape) => source.read(names.get(name)!, 0, elementCount(shape)));
  } finally {
    await source.close();
  }
}

/** Largest difference over the largest expected value. */
function differenceOf(found: Float32Array, expected: Float32Array): number {
  let difference = 0;
  let scale = 0;
  found.forEach((value, index) => {
    difference = Math.max(difference, Math.abs(value - expected[index]!));
    scale = Math.max(scale, Math.abs(expected[index]!));
  });
  return difference / scale;
}

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.skipIf(!hasSharedData)('the reference model on wasm', () => {
  it('gives the features and logits of PyTorch, in any batch', async () => {
    await startBackend('wasm');
    const weights = await referenceWeights();
    const run = (patches: tf.Tensor5D) =>
      runNetwork(architecture, weights, patches, { usesBatchStatistics: false, gradientsOf: 'nothing' });
    const patches = tf.tensor5d(array('patches.npy'), [4, 50, 50, 50, 1]);
    const all = run(patches);
    expect(differenceOf((await all.features.data()) as Float32Array, array('features.npy'))).toBeLessThan(1e-5);
    expect(differenceOf((await all.logits!.data()) as Float32Array, array('logits.npy'))).toBeLessThan(1e-5);
    const one = run(tf.slice(patches, [2, 0, 0, 0, 0], [1, 50, 50, 50, 1]));
    const alone = (await one.features.data()) as Float32Array;
    expect(differenceOf(alone, array('features.npy').subarray(2 * 128, 3 * 128))).toBeLessThan(1e-5);
  });

  it('gives its input gradient, through 49 rectifiers of the trunk and 1 of the head', async () => {
    await startBackend('wasm');
    const patch = tf.tensor5d(array('patches.npy').subarray(0, 50 ** 3), [1, 50, 50, 50, 1]);
    const run = runNetwork(architecture, await referenceWeights(), patch, {
      usesBatchStatistics: false,
      gradientsOf: 'weights and patches',
    });
    const { patches: byPatch, rectifiers } = run.backward(tf.tensor2d([[0, 1]]));
    expect(rectifiers).toBe(50);
    const expected = array('input-gradient-logit1.npy');
    expect(differenceOf((await byPatch!.data()) as Float32Array, expected)).toBeLessThan(1e-4);
  });

  it('comes back from the layouts of training as it was in the file', async () => {
    await startBackend('wasm');
    const weights = await referenceWeights();
    const source = await openTorchFile(sharedData('reference-model', 'tiny-resnet50-vissl.torch'));
    const names = canonicalNames(source);
    for (const name of ['trunk.layer2.0.conv2.weight', 'trunk.conv1.weight', 'head.0.weight', 'trunk.bn1.bias']) {
      const shape = source.shape(names.get(name)!);
      const values = await toTorch(weights.get(name)!, shape);
      expect([...values]).toEqual([...(await source.read(names.get(name)!, 0, elementCount(shape)))]);
    }
    await source.close();
  });
});
