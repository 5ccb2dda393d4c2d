import * as tf from '@tensorflow/tfjs-core';
import { batchNormEpsilon, type ConvolutionSpec } from '../models/architecture.ts';
import { hasSlidingKernels, maxPoolVolume, maxUnpoolVolume } from './backend.ts';
import { convolve, filterGradient, type Kernel, volumeGradient } from './convolution.ts';
import type { Sliding } from './sliding.ts';

/** Tensors of a network by their names in a model folder; see `network-weights.ts` for their layouts. */
export type Weights = Map<string, tf.Tensor>;

/** What a rectifier lets back: what came in where the input was positive, or of that only what is positive (guided). */
export type RectifierRule = 'gradient' | 'guided';

/** One run through a network, which its layers read and write. */
export interface Pass {
  readonly weights: Weights;
  /** Batch norm by the statistics of this batch (training) or by the running ones. */
  readonly usesBatchStatistics: boolean;
  readonly rectifierRule: RectifierRule;
  /** Gradients by name, kept beyond the engine's scope: whoever asked for them disposes them. */
  readonly gradients: Weights;
  /** Running statistics after this batch, by name, kept likewise. */
  readonly statistics: Weights;
  /** Rectifiers that a gradient has gone back through. */
  rectifiersPassed: number;
}

/** What a layer gives: its output, and the gradient by its input from the gradient by its output. */
export interface Step<T extends tf.Tensor = tf.Tensor5D> {
  readonly output: T;
  back(gradient: T): tf.Tensor5D;
}

/** PyTorch's momentum: the share of the new batch in the running statistics. */
const batchShare = 0.1;

const weightOf = (pass: Pass, name: string): tf.Tensor => {
  const weight = pass.weights.get(name);
  if (!weight) throw new RangeError(`The network has no tensor ${name}`);
  return weight;
};

function addGradient(pass: Pass, name: string, gradient: tf.Tensor): void {
  const before = pass.gradients.get(name);
  pass.gradients.set(name, tf.keep(before ? tf.add(before, gradient) : gradient));
  before?.dispose();
}

const asRows = (volume: tf.Tensor): tf.Tensor2D => tf.reshape(volume, [-1, volume.shape.at(-1)!]);

/**
 * Sum over all rows, [c]. On wasm products with ones are faster than `sum`; two of them, over parts and then over the
 * parts' sums, keep single precision from adding up its rounding.
 */
function columnSums(matrix: tf.Tensor2D): tf.Tensor1D {
  if (tf.getBackend() !== 'wasm') return tf.sum(matrix, 0);
  const [rows, columns] = matrix.shape;
  const parts = divisorNearRoot(rows);
  return tf.tidy(() => {
    const inParts = tf.reshape<tf.Rank.R2>(tf.transpose(matrix), [columns * parts, rows / parts]);
    const sums = tf.reshape<tf.Rank.R2>(tf.matMul(inParts, tf.ones([rows / parts, 1])), [columns, parts]);
    return tf.reshape(tf.matMul(sums, tf.ones([parts, 1])), [columns]);
  });
}

/** The largest divisor that is not above the square root. */
function divisorNearRoot(count: number): number {
  for (let divisor = Math.floor(Math.sqrt(count)); divisor > 1; divisor -= 1) if (count % divisor === 0) return divisor;
  return 1;
}

/** Convolution without rectifier; `wantsInput` false spares the gradient by the network's input, which training has no use for. */
export function convolution(pass: Pass, input: tf.Tensor5D, spec: ConvolutionSpec, wantsInput = true): Step {
  const kernel: Kernel = { edge: spec.kernel, stride: spec.stride, outputs: spec.outputs };
  const filter = weightOf(pass, `trunk.${spec.name}.weight`) as tf.Tensor2D;
  const bias = spec.bias ? weightOf(pass, `trunk.${spec.name}.bias`) : null;
  const output = tf.tidy(() => {
    const sum = convolve(input, filter, kernel);
    return bias ? tf.add<tf.Tensor5D>(sum, bias) : sum;
  });
  return {
    output,
    back: (gradient) => {
      addGradient(pass, `trunk.${spec.name}.weight`, filterGradient(input, gradient, kernel));
      if (bias)
        addGradient(
          pass,
          `trunk.${spec.name}.bias`,
          tf.tidy(() => columnSums(asRows(gradient))),
        );
      return wantsInput ? volumeGradient(gradient, filter, input.shape, kernel) : gradient;
    },
  };
}

/**
 * Batch norm over all voxels of all samples, epsilon 1e-5. In training the running variance takes in the unbiased
 * variance of the batch and the normalisation uses the biased one, as PyTorch does.
 */
export function batchNorm(pass: Pass, input: tf.Tensor5D, name: string): Step {
  const part = (which: string): tf.Tensor => weightOf(pass, `trunk.${name}.${which}`);
  const scale = part('weight');
  const rows = input.size / input.shape[4];
  const [output, normal, inverse] = tf.tidy(() => {
    const matrix = asRows(input);
    const mean = pass.usesBatchStatistics ? tf.div(columnSums(matrix), rows) : part('running_mean');
    const centred = tf.sub<tf.Tensor2D>(matrix, mean);
    const variance = pass.usesBatchStatistics ? tf.div(columnSums(tf.square(centred)), rows) : part('running_var');
    if (pass.usesBatchStatistics) updateStatistics(pass, name, mean, tf.mul(variance, rows / Math.max(1, rows - 1)));
    const reciprocal = tf.rsqrt(tf.add(variance, batchNormEpsilon));
    const normalised = tf.mul<tf.Tensor2D>(centred, reciprocal);
    const result = tf.reshape<tf.Rank.R5>(tf.add(tf.mul(normalised, scale), part('bias')), input.shape);
    return [result, normalised, reciprocal] as [tf.Tensor5D, tf.Tensor2D, tf.Tensor1D];
  });
  return {
    output,
    back: (gradient) => {
      const [byInput, byScale, byBias] = tf.tidy(() => {
        const matrix = asRows(gradient);
        const shift = columnSums(matrix);
        const slope = columnSums(tf.mul(matrix, normal));
        const factor = tf.mul(scale, inverse);
        const inner = pass.usesBatchStatistics
          ? tf.sub(tf.sub(matrix, tf.div(shift, rows)), tf.mul(normal, tf.div(slope, rows)))
          : matrix;
        return [tf.reshape<tf.Rank.R5>(tf.mul(inner, factor), input.shape), slope, shift];
      }) as [tf.Tensor5D, tf.Tensor, tf.Tensor];
      addGradient(pass, `trunk.${name}.weight`, byScale);
      addGradient(pass, `trunk.${name}.bias`, byBias);
      return byInput;
    },
  };
}

function updateStatistics(pass: Pass, name: string, mean: tf.Tensor, variance: tf.Tensor): void {
  for (const [part, batch] of [
    ['running_mean', mean],
    ['running_var', variance],
  ] as const) {
    const full = `trunk.${name}.${part}`;
    const before = weightOf(pass, full);
    pass.statistics.set(full, tf.keep(tf.add(tf.mul(before, 1 - batchShare), tf.mul(batch, batchShare))));
  }
}

/** Takes over its input, which the way back does not need. */
export function rectify(pass: Pass, input: tf.Tensor5D): Step {
  const output = tf.relu(input);
  input.dispose();
  return { output, back: (gradient) => rectifyBack(pass, output, gradient) };
}

function rectifyBack<T extends tf.Tensor>(pass: Pass, output: T, gradient: T): T {
  pass.rectifiersPassed += 1;
  return tf.tidy(() => {
    const passed = tf.mul<T>(gradient, tf.step(output));
    return pass.rectifierRule === 'guided' ? tf.relu(passed) : passed;
  });
}

/** Max pool 3, stride 2, padding 1. Its input is rectified, so that zeros at the border are no candidates it could miss. */
export function maxPool3(input: tf.Tensor5D): Step {
  const [batch, depth, height, width, channels] = input.shape;
  if (hasSlidingKernels()) {
    const sliding: Sliding = { batch, size: [depth, height, width], channels, kernel: 3, stride: 2, padding: 1 };
    const [output, places] = maxPoolVolume(input, sliding);
    return { output, back: (gradient) => maxUnpoolVolume(gradient, places, sliding) };
  }
  const around: [number, number] = [1, 1];
  const padded = tf.pad(input, [[0, 0], around, around, around, [0, 0]]);
  const output = tf.maxPool3d(padded, 3, 2, 'valid');
  return {
    output,
    back: (gradient) =>
      tf.tidy(() => {
        const back = tf
          .engine()
          .runKernel(
            tf.MaxPool3DGrad,
            { dy: gradient, input: padded, output },
            { filterSize: [3, 3, 3], strides: [2, 2, 2], pad: 'valid' },
          ) as tf.Tensor5D;
        return tf.slice(back, [0, 1, 1, 1, 0], input.shape);
      }),
  };
}

/** Mean over all voxels: [n, d, h, w, c] -> [n, c]. */
export function averagePool(input: tf.Tensor5D): { output: tf.Tensor2D; back(gradient: tf.Tensor2D): tf.Tensor5D } {
  const [batch, depth, height, width, channels] = input.shape;
  const voxels = depth * height * width;
  const output = tf.tidy(() => tf.mean<tf.Tensor2D>(tf.reshape(input, [batch, voxels, channels]), 1));
  return {
    output,
    back: (gradient) =>
      tf.tidy(() => {
        const share = tf.div(tf.reshape(gradient, [batch, 1, channels]), voxels);
        return tf.reshape(tf.add(tf.zeros([batch, voxels, channels]), share), input.shape);
      }),
  };
}

/** Linear layer `index` of the head, with a rectifier unless it is the last: [n, inputs] -> [n, outputs]. */
export function headLayer(
  pass: Pass,
  input: tf.Tensor2D,
  { index, isLast }: { index: number; isLast: boolean },
): { output: tf.Tensor2D; back(gradient: tf.Tensor2D): tf.Tensor2D } {
  const weight = weightOf(pass, `head.${index}.weight`) as tf.Tensor2D;
  const output = tf.tidy(() => {
    const sum = tf.add<tf.Tensor2D>(tf.matMul(input, weight), weightOf(pass, `head.${index}.bias`));
    return isLast ? sum : tf.relu(sum);
  });
  return {
    output,
    back: (gradient) => {
      const own = isLast ? gradient : rectifyBack(pass, output, gradient);
      addGradient(
        pass,
        `head.${index}.weight`,
        tf.tidy(() => tf.matMul(tf.transpose(input), own)),
      );
      addGradient(pass, `head.${index}.bias`, tf.sum(own, 0));
      return tf.tidy(() => tf.matMul(own, tf.transpose(weight)));
    },
  };
}
