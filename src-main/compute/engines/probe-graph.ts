import { OnnxGraph } from '#main/models/onnx-graph.ts';
import type { Part } from '#main/models/protobuf.ts';

export const probeInputName = 'volume';
export const probeOutputName = 'sums';
const edge = 24;
const channels = 32;
const kernel = 3;

/** Padded 3D convolution of 32 channels (0.38 G multiply-adds), ReLU, average: what an engine must be able to do. */
export function probeGraph(): Uint8Array {
  const graph = new OnnxGraph();
  const volume = graph.input(probeInputName, [channels, edge, edge, edge]);
  const shape = [channels, channels, kernel, kernel, kernel];
  const weight = graph.constant('weight', shape, bytesOf(wave(channels ** 2 * kernel ** 3)));
  const sum = graph.node('Conv', [volume, weight], 'convolved', [
    { name: 'kernel_shape', integers: [kernel, kernel, kernel] },
    { name: 'pads', integers: [1, 1, 1, 1, 1, 1] },
  ]);
  const averaged = graph.node('GlobalAveragePool', [graph.node('Relu', [sum], 'positive')], 'averaged');
  graph.node('Flatten', [averaged], probeOutputName, [{ name: 'axis', integer: 1 }]);
  graph.output(probeOutputName, [channels]);
  return joined(graph.model('probe'));
}

/** Values and shape of the probe's input. */
export const probeInput = (): [Float32Array, number[]] => [wave(channels * edge ** 3), [1, channels, edge, edge, edge]];

/** Small numbers of either sign, the same everywhere. */
const wave = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => ((index * 37) % 101) / 1010 - 0.05);

const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer);

const joined = (parts: readonly Part[]): Uint8Array =>
  Buffer.concat(parts.filter((part): part is Uint8Array => part instanceof Uint8Array));
