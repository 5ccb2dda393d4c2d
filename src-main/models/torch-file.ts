import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { PickleGlobal, PickleObject, type PickleValue, readPickle } from './pickle.ts';
import { type ElementType, elementBytes, elementCount, type TensorSource, toFloat32 } from './tensor-source.ts';
import { openZip, type ZipEntry, type ZipFile } from './zip.ts';

/**
 * A file of `torch.save` (zip format, PyTorch 1.6 and later). The nested dictionaries of the file become one flat list
 * of tensors whose names are the keys joined by "/" per level, e.g. `trunk_state_dict/conv1.weight`; values that are
 * not tensors (epoch, optimiser settings) are passed over.
 */
export interface TorchFile extends TensorSource {
  /** The keys of the outermost dictionary. */
  readonly topKeys: readonly string[];
}

const maxPickleBytes = 64 * 1024 * 1024;
const maxDepth = 4;

const storageTypes: Record<string, ElementType> = {
  'torch.DoubleStorage': 'F64',
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
};
const rebuildTensor = 'torch._utils._rebuild_tensor_v2';
const rebuildParameter = 'torch._utils._rebuild_parameter';

/** Names of plain values that checkpoints carry beside the tensors. They are read as inert data, like all the rest. */
const plainNames = new Set([
  'collections.OrderedDict',
  'collections.defaultdict',
  'builtins.dict',
  'builtins.set',
  '__builtin__.set',
  'argparse.Namespace',
  'pathlib.PosixPath',
  'pathlib.WindowsPath',
  'pathlib._local.PosixPath',
  'torch.Size',
  'torch.device',
  'torch.float32',
  'torch.float16',
  'torch.bfloat16',
  'torch.float64',
  'torch.int64',
  'numpy.dtype',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  '_codecs.encode',
  'lightning_fabric.utilities.data.AttributeDict',
  'lightning.fabric.utilities.data.AttributeDict',
  'pytorch_lightning.utilities.parsing.AttributeDict',
]);

interface Storage {
  readonly type: ElementType;
  readonly entry: ZipEntry;
  readonly count: number;
}
interface TorchTensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export async function openTorchFile(path: string): Promise<TorchFile> {
  const zip = await openZip(path);
  try {
    const root = await readRoot(zip, basename(path));
    const topKeys = dictionaryOf(root.value) ? [...(dictionaryOf(root.value)?.keys() ?? [])].map(String) : [];
    const tensors = new Map<string, TorchTensor>();
    collectTensors(root.value, '', 0, root.storages, tensors);
    const find = (name: string): TorchTensor => {
      const tensor = tensors.get(name);
      if (!tensor) throw new AppError('not-found', `The file has no tensor "${name}".`);
      return tensor;
    };
    return {
      topKeys,
      names: [...tensors.keys()],
      shape: (name) => find(name).shape,
      read: (name, start, count) => readTensor(zip, find(name), start, count),
      close: () => zip.close(),
    };
  } catch (error) {
    await zip.close();
    throw error;
  }
}

async function readRoot(
  zip: ZipFile,
  name: string,
): Promise<{ value: PickleValue; storages: Map<PickleValue, Storage> }> {
  const pickles = [...zip.entries.values()].filter((entry) => /^[^/]*\/?data\.pkl$/.test(entry.name));
  const pickle = pickles[0];
  if (!pickle || pickles.length > 1) {
    throw new AppError('unsupported', `${name} is a zip file, but not one that PyTorch wrote.`);
  }
  if (pickle.size > maxPickleBytes)
    throw new AppError(
      'unsupported',
      `${name} describes its contents in ${pickle.size} bytes; a model needs far less.`,
    );
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  await requireLittleEndian(zip, folder, name);
  const storages = new Map<PickleValue, Storage>();
  const value = readPickle(await zip.read(pickle, 0, pickle.size), {
    allows: (global) =>
      plainNames.has(global) ||
      Object.hasOwn(storageTypes, global) ||
      global === rebuildTensor ||
      global === rebuildParameter,
    persistent: (id) => {
      const token = new PickleObject('storage', []);
      storages.set(token, storageOf(id, zip, folder));
      return token;
    },
  });
  return { value, storages };
}

async function requireLittleEndian(zip: ZipFile, folder: string, name: string): Promise<void> {
  const entry = zip.entries.get(`${folder}byteorder`);
  if (!entry) return;
  const order = (await zip.read(entry, 0, Math.min(entry.size, 16))).toString('latin1');
  if (order !== 'little')
    throw new AppError(
      'unsupported',
      `${name} was written on a big-endian machine. Save it again on a little-endian one.`,
    );
}

/** `('storage', type, key, location, elements)`: the elements must fill the entry `data/<key>` exactly. */
function storageOf(id: PickleValue, zip: ZipFile, folder: string): Storage {
  const [kind, typeGlobal, key, , count] = Array.isArray(id) ? id : [];
  const type = typeGlobal instanceof PickleGlobal ? storageTypes[typeGlobal.name] : undefined;
  if (kind !== 'storage' || typeof key !== 'string' || typeof count !== 'number' || !type) {
    throw new AppError(
      'unsupported',
      'The file stores a tensor in a way that Seedpoint does not know. Save the model again as float32 by torch.save.',
    );
  }
  const entry = zip.entries.get(`${folder}data/${key}`);
  if (!entry)
    throw new AppError('unreadable-file', `The file is damaged: the values of tensor storage "${key}" are missing.`);
  if (entry.size !== count * elementBytes[type]) {
    throw new AppError(
      'unreadable-file',
      `The file is damaged: tensor storage "${key}" has ${entry.size} bytes where ${count * elementBytes[type]} are announced.`,
    );
  }
  return { type, entry, count };
}

function dictionaryOf(value: PickleValue): Map<PickleValue, PickleValue> | null {
  if (value instanceof Map) return value;
  return value instanceof PickleObject && value.callable === 'collections.OrderedDict' ? value.items : null;
}

function collectTensors(
  value: PickleValue,
  path: string,
  depth: number,
  storages: Map<PickleValue, Storage>,
  tensors: Map<string, TorchTensor>,
): void {
  const tensor = tensorOf(value, path, storages);
  if (tensor) {
    tensors.set(path, tensor);
    return;
  }
  const dictionary = dictionaryOf(value);
  if (!dictionary || depth >= maxDepth) return;
  for (const [key, entry] of dictionary) {
    if (typeof key === 'string')
      collectTensors(entry, path === '' ? key : `${path}/${key}`, depth + 1, storages, tensors);
  }
}

function tensorOf(value: PickleValue, name: string, storages: Map<PickleValue, Storage>): TorchTensor | null {
  if (!(value instanceof PickleObject)) return null;
  if (value.callable === rebuildParameter) return tensorOf(value.args[0] ?? null, name, storages);
  if (value.callable !== rebuildTensor) return null;
  const [token, offset, shape, strides] = value.args;
  const storage = storages.get(token ?? null);
  if (!storage || !isIndex(offset) || !isIndexList(shape) || !isIndexList(strides) || shape.length !== strides.length) {
    throw new AppError('unreadable-file', `The file is damaged: tensor "${name}" is not described completely.`);
  }
  const last = offset + shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), 0);
  if (shape.length > 8 || elementCount(shape) > storage.count || (elementCount(shape) > 0 && last >= storage.count)) {
    throw new AppError('unreadable-file', `The file is damaged: tensor "${name}" is larger than its stored values.`);
  }
  return { storage, offset, shape, strides };
}

const isIndex = (value: PickleValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isIndexList = (value: PickleValue | undefined): value is number[] => Array.isArray(value) && value.every(isIndex);

async function readTensor(zip: ZipFile, tensor: TorchTensor, start: number, count: number): Promise<Float32Array> {
  const { storage, offset, shape, strides } = tensor;
  const width = elementBytes[storage.type];
  if (start < 0 || count < 0 || start + count > elementCount(shape))
    throw new RangeError('A read outside of the tensor');
  if (isContiguous(shape, strides)) {
    return toFloat32(await zip.read(storage.entry, (offset + start) * width, count * width), storage.type);
  }
  const rowSize = elementCount(shape.slice(1));
  const firstRow = Math.floor(start / rowSize);
  const rows = Math.ceil((start + count) / rowSize) - firstRow;
  const span = 1 + shape.reduce((sum, size, axis) => sum + ((axis === 0 ? rows : size) - 1) * (strides[axis] ?? 0), 0);
  const first = offset + firstRow * (strides[0] ?? 0);
  const stored = toFloat32(await zip.read(storage.entry, first * width, span * width), storage.type);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 1) {
    let rest = start - firstRow * rowSize + index;
    let position = 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      position += (rest % size) * (strides[axis] ?? 0);
      rest = Math.floor(rest / size);
    }
    values[index] = stored[position] ?? 0;
  }
  return values;
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis] ?? 1;
  }
  return true;
}
