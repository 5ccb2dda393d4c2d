import { createRandom } from '#shared/numerics/random.ts';
import { type Architecture, headLayers } from '../models/architecture.ts';
import { elementCount } from '../models/tensor-source.ts';
import type { Weights } from './layers.ts';
import { fromTorch } from './network-weights.ts';

/** A head to be trained, drawn as PyTorch starts linear layers: uniform within 1 / sqrt(inputs), biases too. */
export function freshHead(architecture: Architecture, seed: number): Weights {
  const random = createRandom(seed);
  const weights: Weights = new Map();
  headLayers(architecture).forEach(({ inputs, outputs }, index) => {
    const bound = 1 / Math.sqrt(inputs);
    for (const [part, shape] of [
      ['weight', [outputs, inputs]],
      ['bias', [outputs]],
    ] as const) {
      const values = Float32Array.from({ length: elementCount(shape) }, () => bound * (2 * random() - 1));
      weights.set(`head.${index}.${part}`, fromTorch(values, shape));
    }
  });
  return weights;
}
