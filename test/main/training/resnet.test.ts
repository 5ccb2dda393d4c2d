import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Architecture, tensorShapes } from '#main/models/architecture.ts';
import { startBackend } from '#main/training/backend.ts';
import type { Weights } from '#main/training/layers.ts';
import { toTorch } from '#main/training/network-weights.ts';
import { Optimiser } from '#main/training/optimiser.ts';
import { runNetwork } from '#main/training/resnet.ts';
import { binaryCrossEntropy, coxLoss, crossEntropy, type Loss } from '#shared/training/losses.ts';
import { digest, drawPatches, drawWeights } from './drawn.ts';

interface Case {
  architecture: Architecture;
  edge: number;
  batch: number;
  seed: number;
  loss: 'classes' | 'binary' | 'survival';
  features: number[];
  evaluated: number[];
  trained: number[];
  value: number;
  gradients: Record<string, number[]>;
  byPatches: number[];
  statistics: Record<string, number[]>;
  stepped: Record<string, number[]>;
  byPatchesAfterwards: number[];
}

const fixture = join(import.meta.dirname, '../../reference/training/networks.json');
const cases = JSON.parse(readFileSync(fixture, 'utf8')) as Case[];
/** tfjs's plain JavaScript takes minutes for the deep ones. */
const runs = cases.flatMap((one) =>
  (['wasm', 'cpu'] as const)
    .filter((backend) => backend === 'wasm' || one.architecture.depth === 18)
    .map((backend) => ({ depth: one.architecture.depth, backend, one })),
);

function lossOf({ loss }: Case, outputs: Float32Array, batch: number): Loss {
  const rows = Array.from({ length: batch }, (_, index) => index);
  const columns = outputs.length / batch;
  if (loss === 'binary')
    return binaryCrossEntropy(
      outputs,
      rows.map((row) => row % 2),
    );
  if (loss === 'survival') return coxLoss(outputs, { times: [3, 1, 2], events: [0, 1, 1], ties: 'efron' });
  return crossEntropy(
    outputs,
    rows.map((row) => row % columns),
    [1, 2.5, 0.5],
  );
}

/** The gradient of a bias before a batch norm is zero but for rounding. */
const smallNorm = 0.01;

/** Largest difference over the norm of the tensor (its first entry). */
function differenceOf(found: number[], expected: number[]): number {
  return (
    Math.max(...found.map((value, index) => Math.abs(value - expected[index]!))) / Math.max(expected[0]!, smallNorm)
  );
}

async function expectDigests(found: Weights, expected: Record<string, number[]>, shapes: Map<string, number[]>) {
  expect([...found.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
  const differences = await Promise.all(
    [...found].map(async ([name, tensor]) => ({
      name,
      difference: differenceOf(digest(await toTorch(tensor, shapes.get(name) ?? [])), expected[name]!),
    })),
  );
  expect(differences.filter(({ difference }) => !(difference < 1e-4))).toEqual([]);
}

const expectClose = (found: Float32Array, expected: number[]): void => {
  const scale = Math.max(...expected.map(Math.abs));
  found.forEach((value, index) => {
    expect(Math.abs(value - expected[index]!) / scale).toBeLessThan(1e-4);
  });
};

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(runs)('the network of depth $depth on $backend', ({ backend, one }) => {
  const { architecture, edge, batch } = one;
  const shapes = tensorShapes(architecture);

  it('gives the features, logits, loss, gradients, running statistics and step of PyTorch', async () => {
    await startBackend(backend);
    const weights = drawWeights(architecture, one.seed);
    const patches = tf.tensor5d(drawPatches(batch, edge), [batch, edge, edge, edge, 1]);
    const evaluated = runNetwork(architecture, weights, patches, {
      usesBatchStatistics: false,
      gradientsOf: 'nothing',
    });
    const features = digest((await evaluated.features.data()) as Float32Array);
    expect(differenceOf(features, one.features)).toBeLessThan(1e-4);
    expectClose((await evaluated.logits!.data()) as Float32Array, one.evaluated);

    const run = runNetwork(architecture, weights, patches, {
      usesBatchStatistics: true,
      gradientsOf: 'weights and patches',
    });
    const outputs = (await run.logits!.data()) as Float32Array;
    expectClose(outputs, one.trained);
    const { loss, gradient } = lossOf(one, outputs, batch);
    expect(Math.abs(loss - one.value) / one.value).toBeLessThan(1e-4);
    const back = run.backward(tf.tensor2d(Float32Array.from(gradient), [batch, gradient.length / batch]));
    await expectDigests(back.gradients, one.gradients, shapes);
    const byPatches = digest((await back.patches!.data()) as Float32Array);
    expect(differenceOf(byPatches, one.byPatches)).toBeLessThan(1e-4);
    await expectDigests(run.statistics, one.statistics, shapes);

    new Optimiser({ kind: 'sgd', momentum: 0.9, weightDecay: 1e-2 }).apply(weights, back.gradients, 0.05);
    for (const [name, tensor] of run.statistics) weights.set(name, tensor);
    const trained = new Map([...weights].filter(([name]) => !name.includes('.running_')));
    await expectDigests(trained, one.stepped, shapes);

    const after = runNetwork(architecture, weights, patches, {
      usesBatchStatistics: false,
      gradientsOf: 'weights and patches',
    });
    const later = lossOf(one, (await after.logits!.data()) as Float32Array, batch).gradient;
    const frozen = after.backward(tf.tensor2d(Float32Array.from(later), [batch, later.length / batch]));
    const byPatchesAfterwards = digest((await frozen.patches!.data()) as Float32Array);
    expect(differenceOf(byPatchesAfterwards, one.byPatchesAfterwards)).toBeLessThan(1e-4);
  });
});
