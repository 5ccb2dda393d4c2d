import { AppError } from '#shared/errors.ts';
import type { VoxelArray } from '#shared/imaging/geometry.ts';
import { readZipEntry, zipEntries } from './zip-archive.ts';

export interface NumpyArray {
  readonly shape: readonly number[];
  /** The last index runs fastest, whichever way the file had it. Booleans as 0 and 1, 64-bit integers as doubles. */
  readonly data: VoxelArray;
}

/** No array larger than this is read. */
const arrayLimitBytes = 2 ** 30;

type Decoder = (bytes: Uint8Array, count: number, littleEndian: boolean) => VoxelArray;

const decoders: Record<string, { width: number; decode: Decoder }> = {
  b1: { width: 1, decode: (bytes) => Uint8Array.from(bytes, (value) => (value ? 1 : 0)) },
  u1: { width: 1, decode: (bytes) => bytes.slice() },
  i1: { width: 1, decode: (bytes) => new Int8Array(bytes.slice().buffer) },
  i2: plain(Int16Array),
  u2: plain(Uint16Array),
  i4: plain(Int32Array),
  u4: plain(Uint32Array),
  f2: { width: 2, decode: (bytes, count, little) => halves(bytes, count, little) },
  f4: plain(Float32Array),
  f8: plain(Float64Array),
  i8: {
    width: 8,
    decode: (bytes, count, little) => wide(bytes, count, (view, at) => Number(view.getBigInt64(at, little))),
  },
  u8: {
    width: 8,
    decode: (bytes, count, little) => wide(bytes, count, (view, at) => Number(view.getBigUint64(at, little))),
  },
};

function plain(type: { readonly BYTES_PER_ELEMENT: number } & (new (buffer: ArrayBuffer) => VoxelArray)): {
  width: number;
  decode: Decoder;
} {
  const width = type.BYTES_PER_ELEMENT;
  return {
    width,
    decode: (bytes, _count, littleEndian) => {
      const copy = bytes.slice();
      if (!littleEndian) for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
      return new type(copy.buffer);
    },
  };
}

function wide(bytes: Uint8Array, count: number, read: (view: DataView, at: number) => number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: count }, (_, n) => read(view, n * 8));
}

/** IEEE 754 half precision, exact in single precision. */
function halves(bytes: Uint8Array, count: number, littleEndian: boolean): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, n) => {
    const bits = view.getUint16(n * 2, littleEndian);
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const sign = bits >> 15 ? -1 : 1;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
}

const damaged = (what: string): AppError => new AppError('unreadable-file', `The numpy array is damaged: ${what}.`);

/**
 * Decodes a `.npy` file (format 1 to 3). Refuses with `unsupported` text and complex arrays, and pickled Python objects,
 * which are never run.
 */
export function readNpy(input: Uint8Array): NumpyArray {
  const bytes = new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  const { header, dataOffset } = splitHeader(bytes);
  const type = /'descr'\s*:\s*'([<>|=])([a-zA-Z]\d+)'/.exec(header);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header);
  const dimensions = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header);
  if (!order || !dimensions) throw damaged('its header cannot be read');
  const decoder = type ? decoders[type[2] as string] : undefined;
  if (/'descr'\s*:\s*(\[|'\|?O)/.test(header)) {
    throw new AppError(
      'unsupported',
      'Arrays of Python objects or of records are not read: objects would have to be run.',
    );
  }
  if (!decoder || !type) throw new AppError('unsupported', 'Arrays of this number type are not read.');
  const shape = (dimensions[1] as string)
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, length) => product * length, 1);
  const length = count * decoder.width;
  if (!(count <= arrayLimitBytes) || length > arrayLimitBytes) throw damaged('it claims more than can be read');
  if (!(length <= bytes.length - dataOffset)) throw damaged('it is shorter than its header says');
  const data = decoder.decode(bytes.subarray(dataOffset, dataOffset + length), count, type[1] !== '>');
  return { shape, data: order[1] === 'True' ? lastIndexFastest(data, shape) : data };
}

/** Reorders an array whose first index runs fastest. */
function lastIndexFastest(data: VoxelArray, shape: readonly number[]): VoxelArray {
  const out = data.slice();
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  let from = 0;
  for (let n = 0; n < out.length; n++) {
    out[n] = data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      from += stride;
      index[axis] = (index[axis] as number) + 1;
      if (index[axis] !== shape[axis]) break;
      from -= stride * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return out;
}

function splitHeader(bytes: Uint8Array): { header: string; dataOffset: number } {
  const mark = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 12 || mark.some((value, n) => bytes[n] !== value)) throw damaged('it does not start as one');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  const start = isFirst ? 10 : 12;
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length || length > 2 ** 16) throw damaged('its header is cut short');
  return { header: new TextDecoder().decode(bytes.subarray(start, start + length)), dataOffset: start + length };
}

/** Names of the arrays of a `.npz` file, without the `.npy`. */
export const npzNames = (bytes: Uint8Array): string[] =>
  zipEntries(bytes).flatMap(({ name }) => (name.endsWith('.npy') ? [name.slice(0, -4)] : []));

/** One array of a `.npz` file. */
export function readNpz(bytes: Uint8Array, name: string): NumpyArray {
  const entry = zipEntries(bytes).find((candidate) => candidate.name === `${name}.npy`);
  if (!entry) {
    throw new AppError(
      'invalid-input',
      `There is no array "${name}" in the file; it holds ${npzNames(bytes).join(', ') || 'none'}.`,
    );
  }
  return readNpy(readZipEntry(bytes, entry, arrayLimitBytes));
}

/** Encodes a `.npy` file, format 1, C order, little endian. */
export function writeNpy(
  shape: readonly number[],
  data: Float32Array | Float64Array | Int16Array | Uint8Array,
): Uint8Array {
  const type =
    data instanceof Float32Array
      ? '<f4'
      : data instanceof Float64Array
        ? '<f8'
        : data instanceof Int16Array
          ? '<i2'
          : '|u1';
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11, ' ')}\n`;
  const bytes = new Uint8Array(10 + padded.length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 0xff, padded.length >> 8]);
  bytes.set(new TextEncoder().encode(padded), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + padded.length);
  return bytes;
}
