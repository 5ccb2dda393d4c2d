import { AppError } from '#shared/errors.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';

/**
 * The foundation model's network: MONAI `resnet50` for volumes with one input channel, as
 * `resnet50(n_input_channels=1, widen_factor=w, conv1_t_stride=2, feed_forward=False, bias_downsample=True)`.
 * conv1 7x7x7 stride 2, batch norm, ReLU, max pool 3 stride 2, four stages of bottleneck blocks (3, 4, 6, 3) whose
 * stride sits in the 3x3x3 convolution of the first block, global average pool. Padding is explicit and symmetric
 * (kernel - 1) / 2. Batch norm epsilon 1e-5. A head, if any, is Linear + ReLU ... Linear without a last activation.
 * Source: MONAI 1.5 `monai/networks/nets/resnet.py`. Tensors are O, I, D, H, W as in PyTorch.
 */
export const architectureId = 'monai-resnet50';
export const batchNormEpsilon = 1e-5;
const blocksPerStage = [3, 4, 6, 3] as const;
const expansion = 4;
const maxWidth = 512;

export interface Architecture {
  /** Channels of the first convolution: 64 x widen factor; 128 in the foundation model. */
  readonly width: number;
  readonly downsampleBias: boolean;
  /** Sizes of the head from its input on, e.g. [4096, 2048, 8]; null for a bare encoder. */
  readonly head: readonly number[] | null;
}

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
  readonly convolutions: readonly [ConvolutionSpec, ConvolutionSpec, ConvolutionSpec];
  readonly downsample: ConvolutionSpec | null;
}

export const featureCount = ({ width }: Architecture): number => width * 8 * expansion;
export const headOutputs = ({ head }: Architecture): number => head?.at(-1) ?? 0;

export function stem({ width }: Architecture): ConvolutionSpec {
  return { name: 'conv1', normName: 'bn1', inputs: 1, outputs: width, kernel: 7, stride: 2, bias: false };
}

/** All bottleneck blocks, first to last. */
export function blocks({ width, downsampleBias }: Architecture): BlockSpec[] {
  const list: BlockSpec[] = [];
  let inputs = width;
  blocksPerStage.forEach((count, stage) => {
    const planes = width * 2 ** stage;
    const outputs = planes * expansion;
    for (let block = 0; block < count; block += 1) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const prefix = `layer${stage + 1}.${block}`;
      const at = (n: number) => ({ name: `${prefix}.conv${n}`, normName: `${prefix}.bn${n}`, bias: false });
      list.push({
        convolutions: [
          { ...at(1), inputs, outputs: planes, kernel: 1, stride: 1 },
          { ...at(2), inputs: planes, outputs: planes, kernel: 3, stride },
          { ...at(3), inputs: planes, outputs, kernel: 1, stride: 1 },
        ],
        downsample:
          stride !== 1 || inputs !== outputs
            ? {
                name: `${prefix}.downsample.0`,
                normName: `${prefix}.downsample.1`,
                inputs,
                outputs,
                kernel: 1,
                stride,
                bias: downsampleBias,
              }
            : null,
      });
      inputs = outputs;
    }
  });
  return list;
}

export function convolutions(architecture: Architecture): ConvolutionSpec[] {
  const inBlocks = blocks(architecture).flatMap(({ convolutions: three, downsample }) =>
    downsample ? [...three, downsample] : three,
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
    spec.outputs * spec.inputs * spec.kernel ** 3 * edge ** 3;
  let edge = outputEdge(patchEdge, 2);
  let total = cost(stem(architecture), edge);
  edge = outputEdge(edge, 2);
  for (const { convolutions: three, downsample } of blocks(architecture)) {
    const after = outputEdge(edge, three[1].stride);
    total += cost(three[0], edge) + cost(three[1], after) + cost(three[2], after);
    if (downsample) total += cost(downsample, after);
    edge = after;
  }
  return headLayers(architecture).reduce((sum, { inputs, outputs }) => sum + inputs * outputs, total);
}

/** What a file's tensors must be: read off the first convolution, the shortcut's bias and the head's shapes. */
export function inferArchitecture(shapes: ReadonlyMap<string, readonly number[]>): Architecture {
  const first = shapes.get('trunk.conv1.weight');
  if (!first) throw missing(['trunk.conv1.weight']);
  const [width = 0, inputs, ...kernel] = first;
  if (first.length !== 5 || inputs !== 1 || kernel.some((edge) => edge !== 7) || width < 1 || width > maxWidth) {
    throw new AppError(
      'unsupported',
      `conv1.weight has the shape ${first.join(' x ')}; the 3D ResNet50 for one CT channel has 64w x 1 x 7 x 7 x 7.`,
    );
  }
  return {
    width,
    downsampleBias: shapes.has('trunk.layer1.0.downsample.0.bias'),
    head: inferHead(shapes),
  };
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
  if (absent.length > 0) throw missing(absent);
  const surplus = [...shapes.keys()].filter((name) => !expected.has(name));
  if (surplus.length > 0) {
    throw new AppError(
      'unsupported',
      `The file has ${countOf(surplus)} that a 3D ResNet50 has no place for: ${listOf(surplus)}.`,
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

const missing = (names: readonly string[]): AppError =>
  new AppError(
    'unsupported',
    `The file lacks ${countOf(names)} of the 3D ResNet50: ${listOf(names)}. Nothing was imported.`,
  );
const countOf = (names: readonly string[]): string => (names.length === 1 ? '1 tensor' : `${names.length} tensors`);
const listOf = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
