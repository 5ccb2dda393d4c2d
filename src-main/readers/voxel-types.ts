import type { VoxelArray } from '#shared/imaging/geometry.ts';

/** How the voxels of a volume file are stored. */
export type VoxelType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64';

export const voxelBytes: Readonly<Record<VoxelType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

const arrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/**
 * Bytes as numbers: the same memory where it is aligned and little endian, which is what all supported machines are.
 * 64-bit integers become doubles.
 */
export function voxelsOf(bytes: Uint8Array, type: VoxelType, isBigEndian: boolean): VoxelArray {
  const width = voxelBytes[type];
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  if (isBigEndian && width > 1) {
    const swapped = Buffer.from(aligned.buffer, aligned.byteOffset, aligned.byteLength);
    if (width === 2) swapped.swap16();
    else if (width === 4) swapped.swap32();
    else swapped.swap64();
  }
  const { buffer, byteOffset, byteLength } = aligned;
  const count = byteLength / width;
  if (type === 'int64') return Float64Array.from(new BigInt64Array(buffer, byteOffset, count), Number);
  if (type === 'uint64') return Float64Array.from(new BigUint64Array(buffer, byteOffset, count), Number);
  return new arrays[type](buffer as ArrayBuffer, byteOffset, count);
}

/** An array of `count` voxels that holds what `voxelsOf` gives. */
export const emptyVoxels = (type: VoxelType, count: number): VoxelArray =>
  type === 'int64' || type === 'uint64' ? new Float64Array(count) : new arrays[type](count);
