import * as tf from '@tensorflow/tfjs-core';
import { fold, maxPool, maxUnpool, type Sliding, slidSize, unfold, unfoldTransposed } from './sliding.ts';

/** Engines that are always there: wasm for work, cpu (plain JavaScript, slow) as the reference in tests. */
export type PlainBackend = 'wasm' | 'cpu';

/** Makes the backend the one that all tensors are made on. Safe to call again. */
export async function startBackend(name: PlainBackend): Promise<void> {
  if (tf.findBackend(name) === null) {
    if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
    else await import('@tensorflow/tfjs-backend-cpu');
  }
  if (!(await tf.setBackend(name))) throw new Error(`The ${name} backend of tfjs does not start.`);
  await tf.ready();
  if (!tf.getKernel(unfoldKernel, name)) registerKernels(name);
}

/** Whether the backend in use has the kernels of this module. */
export const hasSlidingKernels = (): boolean => tf.getKernel(unfoldKernel, tf.getBackend()) !== undefined;

const unfoldKernel = 'SeedpointUnfold';
const transposedKernel = 'SeedpointUnfoldTransposed';
const foldKernel = 'SeedpointFold';
const maxPoolKernel = 'SeedpointMaxPool';
const maxUnpoolKernel = 'SeedpointMaxUnpool';

/** Windows as rows of a matrix: see `unfold`. */
export function unfoldVolume(volume: tf.Tensor, sliding: Sliding): tf.Tensor2D {
  return tf.engine().runKernel(unfoldKernel, { volume }, { sliding: pack(sliding) }) as tf.Tensor2D;
}

/** Windows as columns: see `unfoldTransposed`. Only samples `first` to `first + sliding.batch` of `volume` are read. */
export function unfoldVolumeTransposed(volume: tf.Tensor, sliding: Sliding, first: number): tf.Tensor2D {
  return tf.engine().runKernel(transposedKernel, { volume }, { sliding: pack(sliding), first }) as tf.Tensor2D;
}

/** Rows of a matrix added back to their windows: see `fold`. */
export function foldVolume(rows: tf.Tensor, sliding: Sliding): tf.Tensor5D {
  return tf.engine().runKernel(foldKernel, { rows }, { sliding: pack(sliding) }) as tf.Tensor5D;
}

/** Largest values of the windows, and where they stood: see `maxPool`. */
export function maxPoolVolume(volume: tf.Tensor, sliding: Sliding): [tf.Tensor5D, tf.Tensor5D] {
  const [largest, places] = tf.engine().runKernel(maxPoolKernel, { volume }, { sliding: pack(sliding) }) as tf.Tensor[];
  return [largest as tf.Tensor5D, places as tf.Tensor5D];
}

export function maxUnpoolVolume(gradient: tf.Tensor, places: tf.Tensor, sliding: Sliding): tf.Tensor5D {
  return tf.engine().runKernel(maxUnpoolKernel, { gradient, places }, { sliding: pack(sliding) }) as tf.Tensor5D;
}

const pack = ({ batch, size, channels, kernel, stride, padding }: Sliding): number[] => [
  batch,
  ...size,
  channels,
  kernel,
  stride,
  padding,
];

function unpack(attributes: tf.NamedAttrMap): Sliding {
  const packed = attributes['sliding'] as number[];
  const [batch = 0, depth = 0, height = 0, width = 0, channels = 0, kernel = 1, stride = 1, padding = 0] = packed;
  return { batch, size: [depth, height, width], channels, kernel, stride, padding };
}

/** How a kernel reaches the memory of a backend. */
interface Memory {
  /** Views that stay valid until the next `allocate`. */
  floats(tensor: tf.TensorInfo): Float32Array;
  integers(tensor: tf.TensorInfo): Int32Array;
  allocate(shape: number[], type: 'float32' | 'int32'): tf.TensorInfo;
}

interface WasmBackend {
  wasm: { HEAPU8: Uint8Array };
  getMemoryOffset(id: tf.DataId): number;
  makeOutput(shape: number[], type: tf.DataType): tf.TensorInfo;
}

interface CpuBackend {
  data: { get(id: tf.DataId): { values: unknown } };
  makeTensorInfo(shape: number[], type: tf.DataType, values: Float32Array | Int32Array): tf.TensorInfo;
}

function wasmMemory(backend: WasmBackend): Memory {
  return {
    floats: ({ dataId, shape }) =>
      new Float32Array(backend.wasm.HEAPU8.buffer, backend.getMemoryOffset(dataId), tf.util.sizeFromShape(shape)),
    integers: ({ dataId, shape }) =>
      new Int32Array(backend.wasm.HEAPU8.buffer, backend.getMemoryOffset(dataId), tf.util.sizeFromShape(shape)),
    allocate: (shape, type) => backend.makeOutput(shape, type),
  };
}

function cpuMemory(backend: CpuBackend): Memory {
  return {
    floats: ({ dataId }) => backend.data.get(dataId).values as Float32Array,
    integers: ({ dataId }) => backend.data.get(dataId).values as Int32Array,
    allocate: (shape, type) => {
      const count = tf.util.sizeFromShape(shape);
      return backend.makeTensorInfo(shape, type, type === 'float32' ? new Float32Array(count) : new Int32Array(count));
    },
  };
}

function registerKernels(backendName: PlainBackend): void {
  const register = (
    kernelName: string,
    run: (
      memory: Memory,
      inputs: tf.NamedTensorInfoMap,
      sliding: Sliding,
      attributes: tf.NamedAttrMap,
    ) => tf.TensorInfo | tf.TensorInfo[],
  ): void =>
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) => {
        const memory = backendName === 'wasm' ? wasmMemory(backend as WasmBackend) : cpuMemory(backend as CpuBackend);
        return run(memory, inputs, unpack(attrs!), attrs!);
      },
    });

  register(unfoldKernel, (memory, inputs, sliding) => {
    const windows = sliding.batch * tf.util.sizeFromShape(slidSize(sliding));
    const rows = memory.allocate([windows, sliding.kernel ** 3 * sliding.channels], 'float32');
    unfold(memory.floats(inputs['volume']!), sliding, memory.floats(rows));
    return rows;
  });
  register(transposedKernel, (memory, inputs, sliding, attributes) => {
    const { batch, size, channels, kernel } = sliding;
    const windows = batch * tf.util.sizeFromShape(slidSize(sliding));
    const columns = memory.allocate([kernel ** 3 * channels, windows], 'float32');
    const sampleLength = tf.util.sizeFromShape([...size]) * channels;
    const begin = (attributes['first'] as number) * sampleLength;
    const volume = memory.floats(inputs['volume']!).subarray(begin, begin + batch * sampleLength);
    unfoldTransposed(volume, sliding, memory.floats(columns));
    return columns;
  });
  register(foldKernel, (memory, inputs, sliding) => {
    const volume = memory.allocate(volumeShape(sliding), 'float32');
    fold(memory.floats(inputs['rows']!), sliding, memory.floats(volume));
    return volume;
  });
  register(maxPoolKernel, (memory, inputs, sliding) => {
    const shape = [sliding.batch, ...slidSize(sliding), sliding.channels];
    const largest = memory.allocate(shape, 'float32');
    const places = memory.allocate(shape, 'int32');
    maxPool(memory.floats(inputs['volume']!), sliding, memory.floats(largest), memory.integers(places));
    return [largest, places];
  });
  register(maxUnpoolKernel, (memory, inputs, sliding) => {
    const volume = memory.allocate(volumeShape(sliding), 'float32');
    maxUnpool(memory.floats(inputs['gradient']!), memory.integers(inputs['places']!), memory.floats(volume));
    return volume;
  });
}

const volumeShape = ({ batch, size, channels }: Sliding): number[] => [batch, ...size, channels];
