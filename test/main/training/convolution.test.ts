import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxPoolVolume, maxUnpoolVolume, startBackend } from '#main/training/backend.ts';
import { convolve, filterGradient, type Kernel, volumeGradient } from '#main/training/convolution.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';

interface Case {
  shape: [number, number, number, number, number];
  kernel: Kernel;
}

const cases: Case[] = [
  { shape: [2, 9, 8, 7, 1], kernel: { edge: 7, stride: 2, outputs: 4 } },
  { shape: [2, 8, 8, 8, 1], kernel: { edge: 7, stride: 1, outputs: 3 } },
  { shape: [2, 5, 6, 4, 3], kernel: { edge: 3, stride: 1, outputs: 5 } },
  { shape: [3, 4, 5, 6, 3], kernel: { edge: 3, stride: 2, outputs: 5 } },
  { shape: [1, 4, 4, 4, 6], kernel: { edge: 1, stride: 1, outputs: 2 } },
  { shape: [2, 5, 4, 7, 6], kernel: { edge: 1, stride: 2, outputs: 3 } },
  { shape: [1, 2, 1, 2, 2], kernel: { edge: 3, stride: 2, outputs: 2 } },
];

const random = createRandom(3);
const normals = (count: number): Float32Array => Float32Array.from({ length: count }, () => randomNormal(random));

function run({ shape, kernel }: Case, values: { volume: Float32Array; filter: Float32Array; gradient: Float32Array }) {
  const rows = kernel.edge ** 3 * shape[4];
  const volume = tf.tensor5d(values.volume, shape);
  const filter = tf.tensor2d(values.filter, [rows, kernel.outputs]);
  const output = convolve(volume, filter, kernel);
  const gradient = tf.tensor5d(values.gradient.subarray(0, output.size), output.shape);
  return [output, volumeGradient(gradient, filter, shape, kernel), filterGradient(volume, gradient, kernel)].map(
    (tensor) => ({ shape: tensor.shape, values: tensor.dataSync() as Float32Array }),
  );
}

describe('convolution on wasm', () => {
  it.each(cases)("equals tfjs's own on the cpu backend, with both gradients: $shape, $kernel", async (one) => {
    const values = {
      volume: normals(tf.util.sizeFromShape(one.shape)),
      filter: normals(one.kernel.edge ** 3 * one.shape[4] * one.kernel.outputs),
      gradient: normals(tf.util.sizeFromShape(one.shape) * one.kernel.outputs),
    };
    await startBackend('cpu');
    const expected = run(one, values);
    await startBackend('wasm');
    const found = run(one, values);
    for (const [index, { shape, values: list }] of expected.entries()) {
      expect(found[index]?.shape).toEqual(shape);
      const scale = Math.max(...list.map(Math.abs));
      const difference = Math.max(...list.map((value, at) => Math.abs(value - found[index]!.values[at]!)));
      expect(difference / scale).toBeLessThan(2e-6);
    }
  });
});

describe.each(['cpu', 'wasm'] as const)('max pooling on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it("equals tfjs's own", () => {
    const volume = tf.tensor5d(normals(2 * 5 * 6 * 7 * 3), [2, 5, 6, 7, 3]);
    const sliding = { batch: 2, size: [5, 6, 7] as const, channels: 3, kernel: 3, stride: 2, padding: 1 };
    const [largest, places] = maxPoolVolume(volume, sliding);
    const expected = tf.maxPool3d(volume, 3, 2, 1, 'floor');
    expect(largest.shape).toEqual(expected.shape);
    expect([...largest.dataSync()]).toEqual([...expected.dataSync()]);
    const gradient = tf.tensor5d(normals(largest.size), largest.shape);
    const back = maxUnpoolVolume(gradient, places, sliding).dataSync();
    const reference = new Float32Array(volume.size);
    places.dataSync().forEach((place, index) => {
      reference[place]! += gradient.dataSync()[index]!;
    });
    expect([...back]).toEqual([...reference]);
  });

  it('takes the first of equal values, as PyTorch does', () => {
    const volume = tf.ones<tf.Rank.R5>([1, 3, 3, 3, 1]);
    const sliding = { batch: 1, size: [3, 3, 3] as const, channels: 1, kernel: 3, stride: 2, padding: 1 };
    expect([...maxPoolVolume(volume, sliding)[1].dataSync()]).toEqual([0, 1, 3, 4, 9, 10, 12, 13]);
  });
});
