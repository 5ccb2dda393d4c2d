/** Element types of weight files that are read; the safetensors names. */
export const elementBytes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4 } as const;
export type ElementType = keyof typeof elementBytes;

/** A file of named tensors, read piece by piece: whole models are larger than what should be held at once. */
export interface TensorSource {
  readonly names: readonly string[];
  shape(name: string): readonly number[];
  /** Elements `start` to `start + count` in row-major order, as float32. */
  read(name: string, start: number, count: number): Promise<Float32Array>;
  close(): Promise<void>;
}

export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Little-endian elements -> float32. `bytes` may start at any address. */
export function toFloat32(bytes: Uint8Array, type: ElementType): Float32Array {
  const count = bytes.byteLength / elementBytes[type];
  if (type === 'F32' && bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(count);
  const readers: Record<ElementType, (index: number) => number> = {
    F64: (index) => view.getFloat64(index * 8, true),
    F32: (index) => view.getFloat32(index * 4, true),
    F16: (index) => halfToNumber(view.getUint16(index * 2, true)),
    BF16: (index) => brainToNumber(view.getUint16(index * 2, true)),
    I64: (index) => Number(view.getBigInt64(index * 8, true)),
    I32: (index) => view.getInt32(index * 4, true),
  };
  const read = readers[type];
  for (let index = 0; index < count; index += 1) values[index] = read(index);
  return values;
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));
/** bfloat16 is the upper half of a float32. */
function brainToNumber(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
