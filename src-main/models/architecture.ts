import { AppError } from '#shared/errors.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';

/**
 * The 3D ResNets of MONAI for volumes with one input channel, as
 * `resnet50(n_input_channels=1, widen_factor=w, conv1_t_stride=s, feed_forward=False, bias_downsample=b)` and its
 * siblings of 10, 18, 34 and 101 layers; the foundation model is depth 50, width 128, stride 2, with the bias.
 * conv1 7x7x7, batch norm, ReLU, max pool 3 stride 2, four stages of blocks, global average pool. Blocks are two
 * 3x3x3 convolutions up to depth 34, and bottlenecks (1, 3, 1) above it; the stride of a stage sits in the first 3x3x3
 * convolution of its first block. Shortcuts that change size are a 1x1x1 convolution with batch norm (type B). Padding
 * is explicit and symmetric (kernel - 1) / 2. Batch norm epsilon 1e-5. A head, if any, is Linear + ReLU ... Linear
 * without a last activation. Source: MONAI 1.5 `monai/networks/nets/resnet.py`. Tensors are O, I, D, H, W as in PyTorch.
 */
export const batchNormEpsilon = 1e-5;
export const architectureDepths = [10, 18, 34, 50, 101] as const;
export type ArchitectureDepth = (typeof architectureDepths)[number];

const blocksPerStage: Record<ArchitectureDepth, readonly number[]> = {
  10: [1, 1, 1, 1],
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
};
const maxWidth = 512;

export interface Architecture {
  readonly depth: ArchitectureDepth;
  /** Channels of the first convolution: 64 x widen factor; 128 in the foundation model. */
  readonly width: number;
  /** Stride of the first convolution along all axes (`conv1_t_stride`). No weight tells it: files are taken to have 2. */
  readonly stemStride: 1 | 2;
  readonly downsampleBias: boolean;
  /** Sizes of the head from its input on, e.g. [4096, 2048, 8]; null for a bare encoder. */
  readonly head: readonly number[] | null;
}

/** e.g. `monai-resnet50` */
export const architectureId = ({ depth }: Pick<Architecture, 'depth'>): string => `monai-resnet${depth}`;
const isBottleneck = (depth: ArchitectureDepth): boolean => depth >= 50;
const expansion = (depth: ArchitectureDepth): number => (isBottleneck(depth) ? 4 : 1);

export interface ConvolutionSpec {
  /** Name of the convolution and of its batch norm without the last part, e.g. `layer1.0.conv1`, `layer1.0.bn1`. */
  readonly name: string;
  readonly normName: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly bias: boolean;
}

export interface BlockSpec {
  /** In order: two of basic blocks, three of bottlenecks. A rectifier follows each; the last one's after the sum. */
  readonly convolutions: readonly ConvolutionSpec[];
  /** Of the whole block. */
  readonly stride: number;
  readonly downsample: ConvolutionSpec | null;
}

export const featureCount = ({ depth, width }: Architecture): number => width * 8 * expansion(depth);
export const headOutputs = ({ head }: Architecture): number => head?.at(-1) ?? 0;

export function stem({ width, stemStride }: Architecture): ConvolutionSpec {
  return { name: 'conv1', normName: 'bn1', inputs: 1, outputs: width, kernel: 7, stride: stemStride, bias: false };
}

/** All blocks, first to last. */
export function blocks({ depth, width, downsampleBias }: Architecture): BlockSpec[] {
  const list: BlockSpec[] = [];
  let inputs = width;
  blocksPerStage[depth].forEach((count, stage) => {
    const planes = width * 2 ** stage;
    const outputs = planes * expansion(depth);
    for (let block = 0; block < count; block += 1) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const prefix = `layer${stage + 1}.${block}`;
      const downsample = {
        name: `${prefix}.downsample.0`,
        normName: `${prefix}.downsample.1`,
        inputs,
        outputs,
        kernel: 1,
        stride,
        bias: downsampleBias,
      };
      list.push({
        convolutions: isBottleneck(depth)
          ? bottleneck(prefix, { inputs, planes, outputs, stride })
          : basicBlock(prefix, { inputs, outputs, stride }),
        stride,
        downsample: stride !== 1 || inputs !== outputs ? downsample : null,
      });
      inputs = outputs;
    }
  });
  return list;
}

function bottleneck(
  prefix: string,
  { inputs, planes, outputs, stride }: { inputs: number; planes: number; outputs: number; stride: number },
): ConvolutionSpec[] {
  return [
    { ...namesInBlock(prefix, 1), inputs, outputs: planes, kernel: 1, stride: 1 },
    { ...namesInBlock(prefix, 2), inputs: planes, outputs: planes, kernel: 3, stride },
    { ...namesInBlock(prefix, 3), inputs: planes, outputs, kernel: 1, stride: 1 },
  ];
}

function basicBlock(
  prefix: string,
  { inputs, outputs, stride }: { inputs: number; outputs: number; stride: number },
): ConvolutionSpec[] {
  return [
    { ...namesInBlock(prefix, 1), inputs, outputs, kernel: 3, stride },
    { ...namesInBlock(prefix, 2), inputs: outputs, outputs, kernel: 3, stride: 1 },
  ];
}

const namesInBlock = (prefix: string, n: number) => ({
  name: `${prefix}.conv${n}`,
  normName: `${prefix}.bn${n}`,
  bias: false,
});

export function convolutions(architecture: Architecture): ConvolutionSpec[] {
  const inBlocks = blocks(architecture).flatMap(({ convolutions: own, downsample }) =>
    downsample ? [...own, downsample] : own,
  );
  return [stem(architecture), ...inBlocks];
}

export const weightShape = ({ outputs, inputs, kernel }: ConvolutionSpec): number[] => [
  outputs,
  inputs,
  kernel,
  kernel,
  kernel,
];

const normParts = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/**
 * Every tensor of the model by its name in a model folder (`trunk.` as in the PyTorch state dictionary, `head.N.` in
 * order), with its shape. The training counters `num_batches_tracked` are not kept.
 */
export function tensorShapes(architecture: Architecture): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const convolution of convolutions(architecture)) {
    shapes.set(`trunk.${convolution.name}.weight`, weightShape(convolution));
    if (convolution.bias) shapes.set(`trunk.${convolution.name}.bias`, [convolution.outputs]);
    for (const part of normParts) shapes.set(`trunk.${convolution.normName}.${part}`, [convolution.outputs]);
  }
  headLayers(architecture).forEach(({ inputs, outputs }, index) => {
    shapes.set(`head.${index}.weight`, [outputs, inputs]);
    shapes.set(`head.${index}.bias`, [outputs]);
  });
  return shapes;
}

export function headLayers({ head }: Architecture): { inputs: number; outputs: number }[] {
  return (head ?? []).slice(1).map((outputs, index) => ({ inputs: head?.[index] ?? 0, outputs }));
}

/** Trainable values of trunk and head: 184,477,824 for the foundation model's trunk. */
export function parameterCount(architecture: Architecture): number {
  let count = 0;
  for (const [name, shape] of tensorShapes(architecture)) {
    if (!name.includes('.running_')) count += shape.reduce((product, size) => product * size, 1);
  }
  return count;
}

/** Edge of the map that a convolution or pooling makes of a map of edge `edge`, with padding (kernel - 1) / 2. */
export const outputEdge = (edge: number, stride: number): number => Math.floor((edge - 1) / stride) + 1;

/** Multiply-adds of one patch through trunk and head: 12.85e9 for the foundation model. */
export function multiplyAdds(architecture: Architecture): number {
  const cost = (spec: ConvolutionSpec, edge: number): number =>
    spec.outputs * spec.inputs * spec.kernel ** 3 * outputEdge(edge, spec.stride) ** 3;
  const first = stem(architecture);
  let total = cost(first, patchEdge);
  let edge = outputEdge(outputEdge(patchEdge, first.stride), 2);
  for (const { convolutions: own, downsample } of blocks(architecture)) {
    if (downsample) total += cost(downsample, edge);
    for (const spec of own) {
      total += cost(spec, edge);
      edge = outputEdge(edge, spec.stride);
    }
  }
  return headLayers(architecture).reduce((sum, { inputs, outputs }) => sum + inputs * outputs, total);
}

/** What a file's tensors must be: read off the first convolution, the shortcut's bias and the head's shapes. */
export function inferArchitecture(shapes: ReadonlyMap<string, readonly number[]>): Architecture {
  const first = shapes.get('trunk.conv1.weight');
  if (!first) throw missing(['trunk.conv1.weight'], { depth: 50 });
  const [width = 0, inputs, ...kernel] = first;
  if (first.length !== 5 || inputs !== 1 || kernel.some((edge) => edge !== 7) || width < 1 || width > maxWidth) {
    throw new AppError(
      'unsupported',
      `conv1.weight has the shape ${first.join(' x ')}; the 3D ResNet for one CT channel has 64w x 1 x 7 x 7 x 7.`,
    );
  }
  return {
    depth: inferDepth(shapes),
    width,
    stemStride: 2,
    downsampleBias: shapes.has('trunk.layer2.0.downsample.0.bias'),
    head: inferHead(shapes),
  };
}

/** The depth whose blocks are those that the names tell; 50 where none fits, so that what is missing is named. */
function inferDepth(shapes: ReadonlyMap<string, readonly number[]>): ArchitectureDepth {
  const isDeep = shapes.has('trunk.layer1.0.conv3.weight') || shapes.has('trunk.layer4.0.conv3.weight');
  const counts = [1, 2, 3, 4].map(
    (stage) =>
      new Set(
        [...shapes.keys()].filter((name) => name.startsWith(`trunk.layer${stage}.`)).map((name) => name.split('.')[2]),
      ).size,
  );
  const fits = architectureDepths.find(
    (depth) => isBottleneck(depth) === isDeep && blocksPerStage[depth].join() === counts.join(),
  );
  return fits ?? 50;
}

function inferHead(shapes: ReadonlyMap<string, readonly number[]>): number[] | null {
  const sizes: number[] = [];
  for (let index = 0; ; index += 1) {
    const shape = shapes.get(`head.${index}.weight`);
    if (!shape) return sizes.length > 0 ? sizes : null;
    const [outputs = 0, inputs = 0] = shape;
    if (shape.length !== 2 || (index > 0 && inputs !== sizes.at(-1))) {
      throw new AppError(
        'unsupported',
        `Layer ${index + 1} of the head has the shape ${shape.join(' x ')}, which does not fit the layer before it.`,
      );
    }
    if (index === 0) sizes.push(inputs);
    sizes.push(outputs);
  }
}

/** Strict: every tensor of the architecture is there with its shape, and nothing else. */
export function checkTensors(architecture: Architecture, shapes: ReadonlyMap<string, readonly number[]>): void {
  const expected = tensorShapes(architecture);
  const absent = [...expected.keys()].filter((name) => !shapes.has(name));
  if (absent.length > 0) throw missing(absent, architecture);
  const surplus = [...shapes.keys()].filter((name) => !expected.has(name));
  if (surplus.length > 0) {
    throw new AppError(
      'unsupported',
      `The file has ${countOf(surplus)} that a 3D ResNet${architecture.depth} has no place for: ${listOf(surplus)}.`,
    );
  }
  for (const [name, shape] of expected) {
    const found = shapes.get(name) ?? [];
    if (found.length !== shape.length || found.some((size, axis) => size !== shape[axis])) {
      throw new AppError(
        'unsupported',
        `Tensor ${name} has the shape ${found.join(' x ')} where ${shape.join(' x ')} is needed.`,
      );
    }
  }
  if (architecture.head && architecture.head[0] !== featureCount(architecture)) {
    throw new AppError(
      'unsupported',
      `The head expects ${architecture.head[0]} features, the encoder gives ${featureCount(architecture)}.`,
    );
  }
}

const missing = (names: readonly string[], { depth }: Pick<Architecture, 'depth'>): AppError =>
  new AppError(
    'unsupported',
    `The file lacks ${countOf(names)} of the 3D ResNet${depth}: ${listOf(names)}. Nothing was imported.`,
  );
const countOf = (names: readonly string[]): string => (names.length === 1 ? '1 tensor' : `${names.length} tensors`);
const listOf = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
