import { type Architecture, tensorShapes } from '#main/models/architecture.ts';
import { elementCount } from '#main/models/tensor-source.ts';
import type { Weights } from '#main/training/layers.ts';
import { fromTorch } from '#main/training/network-weights.ts';

/** The generator of test/reference/training/make.py: uniform in [-1, 1). */
export function draw(seed: number, count: number): Float64Array {
  let state = (seed * 2_654_435_761 + 12_345) % 2 ** 32;
  return Float64Array.from({ length: count }, () => {
    // 1664525 * 2^32 is below 2^53: exact.
    state = (1_664_525 * state + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

/** The weights that make.py fills a network with, the n-th tensor being drawn with `seed` + n. */
export function drawWeights(architecture: Architecture, seed: number): Weights {
  const isBottleneck = architecture.depth >= 50;
  return new Map(
    [...tensorShapes(architecture)].map(([name, shape], index) => {
      const values = draw(seed + index, elementCount(shape));
      return [name, fromTorch(Float32Array.from(values, spread(name, shape, isBottleneck)), shape)];
    }),
  );
}

function spread(name: string, shape: readonly number[], isBottleneck: boolean): (value: number) => number {
  const scale = Math.sqrt(4 / elementCount(shape.slice(1)));
  if (shape.length > 1) return (value) => value * scale;
  if (name.endsWith('running_var')) return (value) => 1 + 0.5 * value;
  if (name.endsWith(isBottleneck ? '.bn3.weight' : '.bn2.weight')) return (value) => 0.3 + 0.1 * value;
  if (name.endsWith('.weight')) return (value) => 1 + 0.3 * value;
  if (isBottleneck && /(bn\d|downsample\.1)\.bias$/.test(name)) return (value) => 2.5 + 0.2 * value;
  return (value) => 0.2 * value;
}

/** Patches [batch, edge, edge, edge, 1] of make.py. */
export const drawPatches = (batch: number, edge: number): Float32Array =>
  Float32Array.from(draw(77, batch * edge ** 3), (value) => 0.35 + 0.3 * value);

/** Norm, product with a drawn vector, and first three values, as make.py keeps large tensors. */
export function digest(values: Float32Array): number[] {
  const along = draw(99, values.length);
  let square = 0;
  let product = 0;
  values.forEach((value, index) => {
    square += value * value;
    product += value * along[index]!;
  });
  return [Math.sqrt(square), product, ...values.slice(0, 3)];
}
