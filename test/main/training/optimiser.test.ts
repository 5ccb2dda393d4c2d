import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startBackend } from '#main/training/backend.ts';
import type { Weights } from '#main/training/layers.ts';
import { Optimiser, type OptimiserRule } from '#main/training/optimiser.ts';
import { draw } from './drawn.ts';

const fixture = join(import.meta.dirname, '../../reference/training/optimisers.json');
const reference = JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, { values: number[][] }>;
const rules: { name: string; rule: OptimiserRule; rate: number }[] = [
  { name: 'sgd', rule: { kind: 'sgd', momentum: 0.9, weightDecay: 0.01 }, rate: 0.1 },
  { name: 'adam', rule: { kind: 'adam', weightDecay: 0.02 }, rate: 0.01 },
  { name: 'lars', rule: { kind: 'lars', momentum: 0.9, weightDecay: 0.01 }, rate: 5 },
];
const sizes = { a: 6, b: 4 };

const tensors = (seed: number, scale: number): Weights =>
  new Map(
    Object.entries(sizes).map(([name, size], index) => [
      name,
      tf.tensor1d(Float32Array.from(draw(seed + index, size), (value) => scale * value)),
    ]),
  );

describe.each(['cpu', 'wasm'] as const)('the optimisers on %s', (backend) => {
  it.each(rules)('step as PyTorch: $name', async ({ name, rule, rate }) => {
    await startBackend(backend);
    const weights = tensors(20, 1);
    const optimiser = new Optimiser(rule);
    for (const [step, expected] of reference[name]!.values.entries()) {
      optimiser.apply(weights, tensors(100 + 10 * step, 0.3), rate);
      const found = [...weights.values()].flatMap((tensor) => [...tensor.dataSync()]);
      found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
    }
  });

  it('leaves a tensor without length to its bare gradient under LARS', async () => {
    await startBackend(backend);
    const weights: Weights = new Map([['a', tf.tensor1d([0, 0])]]);
    const optimiser = new Optimiser({ kind: 'lars', momentum: 0, weightDecay: 0.1 });
    optimiser.apply(weights, new Map([['a', tf.tensor1d([1, -2])]]), 0.5);
    expect([...weights.get('a')!.dataSync()]).toEqual([-0.5, 1]);
  });
});
