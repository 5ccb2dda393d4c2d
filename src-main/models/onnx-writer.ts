import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import {
  type Architecture,
  batchNormEpsilon,
  blocks,
  type ConvolutionSpec,
  featureCount,
  headLayers,
  headOutputs,
  stem,
  weightShape,
} from './architecture.ts';
import { readModelFolder, weightsFile } from './model-folder.ts';
import { byteLength, integer, nested, type Part, type StreamedPart, text } from './protobuf.ts';
import { openSafetensors } from './safetensors.ts';
import { elementCount, type TensorSource } from './tensor-source.ts';

/**
 * Writes a model folder as one ONNX file (opset 17) for inference: input `patches` [n, 1, 50, 50, 50] float32, outputs
 * `features` [n, f] and, where the model has a head, `logits` [n, k]. n is free.
 * Batch norm is folded into the convolution before it: w' = w s, b' = beta + (b - mean) s with
 * s = gamma / sqrt(variance + epsilon), in double precision. Weights are streamed, never held as a whole.
 * Format: onnx/onnx `onnx/onnx.proto3`; the numbers below are its field numbers.
 */
const chunkElements = 1 << 20;
const maxMessageBytes = 2 ** 31 - 1;
const floatType = 1;

export const inputName = 'patches';
export const featuresName = 'features';
export const logitsName = 'logits';

export async function writeOnnx(
  folder: string,
  outPath: string,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  const { architecture, name } = await readModelFolder(folder);
  const weights = await openSafetensors(join(folder, weightsFile));
  try {
    const parts = await modelParts(architecture, name, weights);
    if (byteLength(parts) > maxMessageBytes) {
      throw new AppError(
        'unsupported',
        `"${name}" is too large for an ONNX file: ${byteLength(parts)} bytes where 2 GiB is the limit.`,
      );
    }
    const file = await open(outPath, 'w');
    try {
      for (const part of parts) {
        options.signal?.throwIfAborted();
        if (part instanceof Uint8Array) await file.writeFile(part);
        else for await (const chunk of part.chunks()) await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await weights.close();
  }
}

async function modelParts(architecture: Architecture, name: string, weights: TensorSource): Promise<Part[]> {
  const graph = new GraphWriter();
  await writeTrunk(graph, architecture, weights);
  writeHead(graph, architecture, weights);
  const outputs = [...valueInfo(12, featuresName, [featureCount(architecture)])];
  if (architecture.head) outputs.push(...valueInfo(12, logitsName, [headOutputs(architecture)]));
  const graphParts = [
    ...graph.nodes,
    ...text(2, name),
    ...graph.initializers,
    ...valueInfo(11, inputName, [1, patchEdge, patchEdge, patchEdge]),
    ...outputs,
  ];
  return [
    ...integer(1, 8), // ir_version
    ...text(2, 'seedpoint'),
    ...nested(7, graphParts),
    ...nested(8, [...text(1, ''), ...integer(2, 17)]),
  ];
}

type Attribute = { name: string } & ({ integer: number } | { integers: readonly number[] });

class GraphWriter {
  readonly nodes: Part[] = [];
  readonly initializers: Part[] = [];

  /** Adds a node with one output and returns that output's name. */
  node(operator: string, inputs: readonly string[], output: string, attributes: readonly Attribute[] = []): string {
    this.nodes.push(
      ...nested(1, [
        ...inputs.flatMap((input) => text(1, input)),
        ...text(2, output),
        ...text(3, output),
        ...text(4, operator),
        ...attributes.flatMap(attributePart),
      ]),
    );
    return output;
  }

  initializer(name: string, shape: readonly number[], values: StreamedPart | Uint8Array): string {
    this.initializers.push(
      ...nested(5, [
        ...shape.flatMap((size) => integer(1, size)),
        ...integer(2, floatType),
        ...text(8, name),
        ...nested(9, [values]),
      ]),
    );
    return name;
  }
}

function attributePart(attribute: Attribute): Part[] {
  const isList = 'integers' in attribute;
  const value = isList ? attribute.integers.flatMap((entry) => integer(8, entry)) : integer(3, attribute.integer);
  return nested(5, [...text(1, attribute.name), ...value, ...integer(20, isList ? 7 : 2)]);
}

/** `[n, ...shape]` of float32 as a ValueInfoProto in the given field of the graph. */
function valueInfo(field: number, name: string, shape: readonly number[]): Part[] {
  const dimensions = [nested(1, text(2, 'n')), ...shape.map((size) => nested(1, integer(1, size)))];
  const tensorType = [...integer(1, floatType), ...nested(2, dimensions.flat())];
  return nested(field, [...text(1, name), ...nested(2, nested(1, tensorType))]);
}

const cube = (value: number): number[] => [value, value, value];

async function writeTrunk(graph: GraphWriter, architecture: Architecture, weights: TensorSource): Promise<void> {
  const convolve = (spec: ConvolutionSpec, input: string) => writeConvolution(graph, spec, input, weights);
  let current = graph.node('Relu', [await convolve(stem(architecture), inputName)], 'relu1');
  current = graph.node('MaxPool', [current], 'maxpool', [
    { name: 'kernel_shape', integers: cube(3) },
    { name: 'strides', integers: cube(2) },
    { name: 'pads', integers: [...cube(1), ...cube(1)] },
  ]);
  for (const { convolutions, downsample } of blocks(architecture)) {
    const [first, second, third] = convolutions;
    const entry = current;
    current = graph.node('Relu', [await convolve(first, current)], `${first.name}.relu`);
    current = graph.node('Relu', [await convolve(second, current)], `${second.name}.relu`);
    current = await convolve(third, current);
    const shortcut = downsample ? await convolve(downsample, entry) : entry;
    current = graph.node('Add', [current, shortcut], `${third.name}.sum`);
    current = graph.node('Relu', [current], `${third.name}.relu`);
  }
  current = graph.node('GlobalAveragePool', [current], 'average');
  graph.node('Flatten', [current], featuresName, [{ name: 'axis', integer: 1 }]);
}

function writeHead(graph: GraphWriter, architecture: Architecture, weights: TensorSource): void {
  const layers = headLayers(architecture);
  let current = featuresName;
  layers.forEach(({ inputs, outputs }, index) => {
    const isLast = index === layers.length - 1;
    const weight = graph.initializer(
      `head.${index}.weight`,
      [outputs, inputs],
      streamTensor(weights, `head.${index}.weight`),
    );
    const bias = graph.initializer(`head.${index}.bias`, [outputs], streamTensor(weights, `head.${index}.bias`));
    current = graph.node('Gemm', [current, weight, bias], isLast ? logitsName : `head.${index}`, [
      { name: 'transB', integer: 1 },
    ]);
    if (!isLast) current = graph.node('Relu', [current], `head.${index}.relu`);
  });
}

async function writeConvolution(
  graph: GraphWriter,
  spec: ConvolutionSpec,
  input: string,
  weights: TensorSource,
): Promise<string> {
  const { scale, bias } = await foldNorm(spec, weights);
  const shape = weightShape(spec);
  const weight = graph.initializer(
    `${spec.name}.weight`,
    shape,
    streamTensor(weights, `trunk.${spec.name}.weight`, scale),
  );
  const biasName = graph.initializer(`${spec.name}.bias`, [spec.outputs], bytesOf(bias));
  const padding = (spec.kernel - 1) / 2;
  return graph.node('Conv', [input, weight, biasName], spec.name, [
    { name: 'kernel_shape', integers: cube(spec.kernel) },
    { name: 'strides', integers: cube(spec.stride) },
    { name: 'pads', integers: [...cube(padding), ...cube(padding)] },
  ]);
}

async function foldNorm(
  spec: ConvolutionSpec,
  weights: TensorSource,
): Promise<{ scale: Float64Array; bias: Float32Array }> {
  const read = (name: string) => weights.read(`trunk.${name}`, 0, spec.outputs);
  const [gamma, beta, mean, variance] = await Promise.all(
    ['weight', 'bias', 'running_mean', 'running_var'].map((part) => read(`${spec.normName}.${part}`)),
  );
  const own = spec.bias ? await read(`${spec.name}.bias`) : new Float32Array(spec.outputs);
  const scale = new Float64Array(spec.outputs);
  const bias = new Float32Array(spec.outputs);
  for (let channel = 0; channel < spec.outputs; channel += 1) {
    const factor = (gamma?.[channel] ?? 0) / Math.sqrt((variance?.[channel] ?? 0) + batchNormEpsilon);
    scale[channel] = factor;
    bias[channel] = (beta?.[channel] ?? 0) + ((own[channel] ?? 0) - (mean?.[channel] ?? 0)) * factor;
  }
  return { scale, bias };
}

/** A tensor's values, each output channel (first axis) multiplied by its factor. */
function streamTensor(weights: TensorSource, name: string, scale?: Float64Array): StreamedPart {
  const shape = weights.shape(name);
  const total = elementCount(shape);
  const channelElements = total / (shape[0] ?? 1);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < total; start += chunkElements) {
      const values = await weights.read(name, start, Math.min(chunkElements, total - start));
      if (scale) {
        for (let index = 0; index < values.length; index += 1) {
          values[index] = (values[index] ?? 0) * (scale[Math.floor((start + index) / channelElements)] ?? 0);
        }
      }
      yield bytesOf(values);
    }
  }
  return { byteLength: total * 4, chunks };
}

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
