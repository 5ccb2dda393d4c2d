import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { type Architecture, tensorShapes } from '#main/models/architecture.ts';
import { elementCount } from '#main/models/tensor-source.ts';
import { startBackend } from '#main/training/backend.ts';
import type { Weights } from '#main/training/layers.ts';
import { fromTorch } from '#main/training/network-weights.ts';
import { Optimiser } from '#main/training/optimiser.ts';
import { runNetwork } from '#main/training/resnet.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { crossEntropy } from '#shared/training/losses.ts';
import { runPython } from './python.ts';
import type { Benchmark } from './run.ts';

interface Case {
  readonly name: string;
  readonly architecture: Architecture;
  readonly batch: number;
  readonly steps: number;
}

const cases: readonly Case[] = [
  {
    name: 'ResNet-18 of width 16, batch 8',
    architecture: { depth: 18, width: 16, stemStride: 2, downsampleBias: true, head: [128, 2] },
    batch: 8,
    steps: 6,
  },
  {
    name: 'ResNet-50 of width 128, batch 2',
    architecture: { depth: 50, width: 128, stemStride: 2, downsampleBias: true, head: [4096, 2] },
    batch: 2,
    steps: 2,
  },
];

function randomWeights(architecture: Architecture): Weights {
  const random = createRandom(1);
  const weights: Weights = new Map();
  for (const [name, shape] of tensorShapes(architecture)) {
    const bound = Math.sqrt(6 / elementCount(shape.slice(1)));
    const rest = /running_var$|(bn\d|downsample\.1)\.weight$/.test(name) ? 1 : 0;
    const draw = shape.length > 1 ? () => bound * (2 * random() - 1) : () => rest;
    weights.set(name, fromTorch(Float32Array.from({ length: elementCount(shape) }, draw), shape));
  }
  return weights;
}

/** The fastest of the steps: forward, cross-entropy, back, and SGD with momentum. */
async function secondsPerStep({ architecture, batch, steps }: Case): Promise<number> {
  const weights = randomWeights(architecture);
  const optimiser = new Optimiser({ kind: 'sgd', momentum: 0.9, weightDecay: 0 });
  const patches = tf.randomUniform<tf.Rank.R5>([batch, patchEdge, patchEdge, patchEdge, 1], 0, 1, 'float32', 1);
  const classes = Array.from({ length: batch }, (_, index) => index % 2);
  let fastest = Number.POSITIVE_INFINITY;
  for (let step = 0; step < steps; step += 1) {
    const begin = performance.now();
    tf.engine().startScope();
    const run = runNetwork(architecture, weights, patches, { usesBatchStatistics: true, gradientsOf: 'weights' });
    const { gradient } = crossEntropy((await run.logits!.data()) as Float32Array, classes);
    const { gradients } = run.backward(tf.tensor2d(Float32Array.from(gradient), [batch, 2]));
    optimiser.apply(weights, gradients, 1e-4);
    for (const tensor of [...gradients.values(), ...run.statistics.values()]) tensor.dispose();
    tf.engine().endScope();
    fastest = Math.min(fastest, (performance.now() - begin) / 1000);
  }
  optimiser.dispose();
  for (const tensor of weights.values()) tensor.dispose();
  patches.dispose();
  return fastest;
}

export const bench: Benchmark = {
  name: 'training-step',
  async run() {
    const script = new URL('training-step.py', import.meta.url);
    const peers = await runPython<readonly number[]>(script, {
      threads: availableParallelism(),
      cases: cases.map(({ architecture, batch, steps }) => ({ ...architecture, batch, steps })),
    });
    await startBackend('wasm');
    const rows: { label: string; value: string }[] = [];
    for (const [index, one] of cases.entries()) {
      const seconds = await secondsPerStep(one);
      const peer = peers?.[index];
      const beside = peer ? `; PyTorch ${peer.toPrecision(3)} s; ${(seconds / peer).toFixed(1)} times as long` : '';
      rows.push({ label: `${one.name}: a step on wasm`, value: `${seconds.toPrecision(3)} s${beside}` });
    }
    return rows;
  },
};
