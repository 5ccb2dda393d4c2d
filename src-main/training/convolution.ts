import * as tf from '@tensorflow/tfjs-core';
import { foldVolume, hasSlidingKernels, unfoldVolume, unfoldVolumeTransposed } from './backend.ts';
import { type Sliding, slidSize } from './sliding.ts';

/**
 * Convolution of volumes [n, d, h, w, c] with a cubic kernel and explicit zeros on all sides, and its two gradients.
 * Filters are matrices [kernel³·c, outputs], their rows in the order depth, height, width, channel.
 * The wasm backend's own `conv3d` runs at 0.5 GFLOP/s; there a convolution is the sum of `conv2d` over the kernel's
 * depth (25 to 35 GFLOP/s), and gradients are matrix products of unfolded windows. The larger matrix stands on the left
 * of every product: the backend copies the right one into another order first, at 8 ns a value, and keeps that copy for
 * the buffer whatever its shape is in the next product. Other backends use their own kernels.
 */
export interface Kernel {
  readonly edge: number;
  readonly stride: number;
  readonly outputs: number;
}

/** Windows are unfolded for as many samples at a time as fit. */
const unfoldedBytes = 64e6;

export function convolve(volume: tf.Tensor5D, filter: tf.Tensor2D, kernel: Kernel): tf.Tensor5D {
  return tf.tidy(() => {
    if (!hasOwnPath()) return builtInForward(volume, filter, kernel);
    if (kernel.edge > 1) return sumOverDepth(volume, filter, kernel);
    const sliding = slidingOf(volume.shape, kernel);
    const rows =
      kernel.stride === 1 ? tf.reshape<tf.Rank.R2>(volume, [-1, sliding.channels]) : unfoldVolume(volume, sliding);
    return tf.reshape(tf.matMul(rows, filter), outputShape(sliding, kernel));
  });
}

/** Gradient by the volume, of shape `shape`, from the gradient by the output. */
export function volumeGradient(
  gradient: tf.Tensor5D,
  filter: tf.Tensor2D,
  shape: tf.Tensor5D['shape'],
  kernel: Kernel,
): tf.Tensor5D {
  return tf.tidy(() => {
    if (!hasOwnPath()) return builtInVolumeGradient(gradient, filter, shape, kernel);
    if (kernel.stride === 1 && kernel.edge > 1) {
      return sumOverDepth(gradient, turned(filter, shape[4], kernel), { ...kernel, outputs: shape[4] });
    }
    const rows = tf.matMul(tf.reshape<tf.Rank.R2>(gradient, [-1, kernel.outputs]), tf.transpose(filter));
    return kernel.edge === 1 && kernel.stride === 1
      ? tf.reshape<tf.Rank.R5>(rows, shape)
      : foldVolume(rows, slidingOf(shape, kernel));
  });
}

/** Gradient by the filter, [kernel³·c, outputs], from the gradient by the output. */
export function filterGradient(volume: tf.Tensor5D, gradient: tf.Tensor5D, kernel: Kernel): tf.Tensor2D {
  return tf.tidy(() => {
    if (!hasOwnPath()) return builtInFilterGradient(volume, gradient, kernel);
    const sliding = slidingOf(volume.shape, kernel);
    const outputRows = tf.reshape<tf.Rank.R2>(gradient, [-1, kernel.outputs]);
    if (kernel.edge === 1 && kernel.stride === 1) {
      return tf.matMul<tf.Tensor2D>(tf.transpose(tf.reshape(volume, [-1, sliding.channels])), outputRows);
    }
    const windows = tf.util.sizeFromShape(slidSize(sliding));
    let sum: tf.Tensor2D | null = null;
    for (const { first, count } of pieces(sliding)) {
      const before: tf.Tensor2D | null = sum;
      sum = tf.tidy((): tf.Tensor2D => {
        const columns = unfoldVolumeTransposed(volume, { ...sliding, batch: count }, first);
        const part = tf.slice(outputRows, [first * windows, 0], [count * windows, kernel.outputs]);
        const product = tf.matMul<tf.Tensor2D>(columns, part);
        return before ? tf.add<tf.Tensor2D>(before, product) : product;
      });
      before?.dispose();
    }
    return sum!;
  });
}

/** Plain matrix products and the loops of `sliding.ts` serve wasm alone; the cpu backend keeps tfjs's as the reference. */
const hasOwnPath = (): boolean => tf.getBackend() === 'wasm' && hasSlidingKernels();

const paddingOf = ({ edge }: Kernel): number => (edge - 1) / 2;

const slidingOf = ([batch, depth, height, width, channels]: tf.Tensor5D['shape'], kernel: Kernel): Sliding => ({
  batch,
  size: [depth, height, width],
  channels,
  kernel: kernel.edge,
  stride: kernel.stride,
  padding: paddingOf(kernel),
});

const outputShape = (sliding: Sliding, { outputs }: Kernel): tf.Tensor5D['shape'] => [
  sliding.batch,
  ...slidSize(sliding),
  outputs,
];

function pieces(sliding: Sliding): { first: number; count: number }[] {
  const { batch, channels, kernel } = sliding;
  const sampleBytes = 4 * tf.util.sizeFromShape(slidSize(sliding)) * kernel ** 3 * channels;
  const step = Math.max(1, Math.floor(unfoldedBytes / sampleBytes));
  const list: { first: number; count: number }[] = [];
  for (let first = 0; first < batch; first += step) list.push({ first, count: Math.min(step, batch - first) });
  return list;
}

/** Slabs along depth are taken from a matrix of three axes: tfjs's 5-D slice is 200 times slower on wasm. */
function sumOverDepth(volume: tf.Tensor5D, filter: tf.Tensor2D, kernel: Kernel): tf.Tensor5D {
  const sliding = slidingOf(volume.shape, kernel);
  const { batch, size, channels } = sliding;
  const [depth, height, width] = size;
  const { edge, stride, outputs } = kernel;
  const padding = paddingOf(kernel);
  const slab = height * width * channels;
  const slabs = slidSize(sliding)[0];
  const paddedDepth = Math.ceil((depth + 2 * padding) / stride) * stride;
  const padded = tf.pad(tf.reshape<tf.Rank.R3>(volume, [batch, depth, slab]), [
    [0, 0],
    [padding, paddedDepth - depth - padding],
    [0, 0],
  ]);
  const grouped = tf.reshape<tf.Rank.R3>(padded, [batch, paddedDepth / stride, stride * slab]);
  const planeFilter = edge * edge * channels;
  let sum: tf.Tensor4D | null = null;
  for (let offset = 0; offset < edge; offset += 1) {
    const before: tf.Tensor4D | null = sum;
    sum = tf.tidy((): tf.Tensor4D => {
      const begin: [number, number, number] = [0, Math.floor(offset / stride), (offset % stride) * slab];
      const planes = tf.slice(grouped, begin, [batch, slabs, slab]);
      const part = tf.conv2d(
        tf.reshape<tf.Rank.R4>(planes, [batch * slabs, height, width, channels]),
        tf.reshape<tf.Rank.R4>(tf.slice(filter, [offset * planeFilter, 0], [planeFilter, outputs]), [
          edge,
          edge,
          channels,
          outputs,
        ]),
        stride,
        padding,
        'NHWC',
        [1, 1],
        'floor',
      );
      return before ? tf.add<tf.Tensor4D>(before, part) : part;
    });
    before?.dispose();
  }
  return tf.reshape(sum!, outputShape(sliding, kernel));
}

/** The filter whose convolution is the gradient by the volume: the kernel mirrored along all axes, channels exchanged. */
function turned(filter: tf.Tensor2D, channels: number, { edge, outputs }: Kernel): tf.Tensor2D {
  const mirrored = tf.reverse(tf.reshape<tf.Rank.R3>(filter, [edge ** 3, channels, outputs]), 0);
  return tf.reshape(tf.transpose(mirrored, [0, 2, 1]), [edge ** 3 * outputs, channels]);
}

type Five = [number, number, number, number, number];

const filterShape = (channels: number, { edge, outputs }: Kernel): Five => [edge, edge, edge, channels, outputs];

function padAll(volume: tf.Tensor5D, kernel: Kernel): tf.Tensor5D {
  const padding: [number, number] = [paddingOf(kernel), paddingOf(kernel)];
  return tf.pad(volume, [[0, 0], padding, padding, padding, [0, 0]]);
}

const builtInForward = (volume: tf.Tensor5D, filter: tf.Tensor2D, kernel: Kernel): tf.Tensor5D =>
  tf.conv3d(
    padAll(volume, kernel),
    tf.reshape<tf.Rank.R5>(filter, filterShape(volume.shape[4], kernel)),
    kernel.stride,
    'valid',
  );

const builtInAttributes = ({ stride }: Kernel) => ({ strides: [stride, stride, stride], pad: 'valid' });

function builtInVolumeGradient(gradient: tf.Tensor5D, filter: tf.Tensor2D, shape: Five, kernel: Kernel): tf.Tensor5D {
  const [batch, depth, height, width, channels] = shape;
  const padding = paddingOf(kernel);
  const inputShape: Five = [batch, depth + 2 * padding, height + 2 * padding, width + 2 * padding, channels];
  const padded = tf
    .engine()
    .runKernel(
      tf.Conv3DBackpropInputV2,
      { dy: gradient, filter: tf.reshape(filter, filterShape(channels, kernel)) },
      { ...builtInAttributes(kernel), inputShape },
    ) as tf.Tensor5D;
  return tf.slice(padded, [0, padding, padding, padding, 0], shape);
}

function builtInFilterGradient(volume: tf.Tensor5D, gradient: tf.Tensor5D, kernel: Kernel): tf.Tensor2D {
  const shape = filterShape(volume.shape[4], kernel);
  const result = tf
    .engine()
    .runKernel(
      tf.Conv3DBackpropFilterV2,
      { x: padAll(volume, kernel), dy: gradient },
      { ...builtInAttributes(kernel), filterShape: shape },
    ) as tf.Tensor;
  return tf.reshape(result, [kernel.edge ** 3 * volume.shape[4], kernel.outputs]);
}
