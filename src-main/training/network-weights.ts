import * as tf from '@tensorflow/tfjs-core';
import { type Architecture, tensorShapes } from '../models/architecture.ts';
import { elementCount } from '../models/tensor-source.ts';
import type { Weights } from './layers.ts';

/**
 * Weights between PyTorch's layouts (as files have them) and those of the training network: convolutions
 * [O, I, D, H, W] <-> matrices [D·H·W·I, O], linear layers [O, I] <-> [I, O], vectors as they are.
 */
export async function loadWeights(
  architecture: Architecture,
  read: (name: string, shape: readonly number[]) => Promise<Float32Array>,
): Promise<Weights> {
  const weights: Weights = new Map();
  for (const [name, shape] of tensorShapes(architecture)) {
    weights.set(name, fromTorch(await read(name, shape), shape));
  }
  return weights;
}

/** One tensor from PyTorch's layout, to be disposed by the caller. */
export function fromTorch(values: Float32Array, shape: readonly number[]): tf.Tensor {
  if (shape.length === 1) return tf.tensor1d(values);
  const [outputs = 1, inputs = 1, ...kernel] = shape;
  const taps = elementCount(kernel);
  const matrix = new Float32Array(values.length);
  for (let output = 0, from = 0; output < outputs; output += 1) {
    for (let input = 0; input < inputs; input += 1) {
      for (let tap = 0; tap < taps; tap += 1, from += 1) {
        matrix[(tap * inputs + input) * outputs + output] = values[from]!;
      }
    }
  }
  return tf.tensor2d(matrix, [taps * inputs, outputs]);
}

/** One tensor in PyTorch's layout; its shape there is `shape`. */
export async function toTorch(tensor: tf.Tensor, shape: readonly number[]): Promise<Float32Array> {
  const matrix = (await tensor.data()) as Float32Array;
  if (shape.length === 1) return Float32Array.from(matrix);
  const [outputs = 1, inputs = 1, ...kernel] = shape;
  const taps = elementCount(kernel);
  const values = new Float32Array(matrix.length);
  for (let output = 0, to = 0; output < outputs; output += 1) {
    for (let input = 0; input < inputs; input += 1) {
      for (let tap = 0; tap < taps; tap += 1, to += 1) {
        values[to] = matrix[(tap * inputs + input) * outputs + output]!;
      }
    }
  }
  return values;
}
