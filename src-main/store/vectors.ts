import { endianness } from 'node:os';
import { AppError } from '#shared/errors.ts';

if (endianness() !== 'LE')
  throw new Error('Seedpoint stores little-endian vectors and runs on little-endian machines only.');

/** The bytes of a vector as stored; a view, no copy. */
export const toBlob = (vector: Float32Array | Float64Array): Uint8Array =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** A stored float32 vector. A view of the bytes where they are aligned to 4, else a copy. */
export function float32Of(blob: Uint8Array, length: number): Float32Array {
  assertLength(blob, length * 4);
  const bytes = blob.byteOffset % 4 === 0 ? blob : Uint8Array.from(blob);
  return new Float32Array(bytes.buffer, bytes.byteOffset, length);
}

/** A stored float64 vector; without `length`, as many numbers as the bytes hold. */
export function float64Of(blob: Uint8Array, length = Math.floor(blob.byteLength / 8)): Float64Array {
  assertLength(blob, length * 8);
  const bytes = blob.byteOffset % 8 === 0 ? blob : Uint8Array.from(blob);
  return new Float64Array(bytes.buffer, bytes.byteOffset, length);
}

function assertLength(blob: Uint8Array, byteLength: number): void {
  if (blob.byteLength !== byteLength) {
    throw new AppError(
      'storage',
      `A stored vector has ${blob.byteLength} bytes instead of ${byteLength}: the database is damaged.`,
    );
  }
}
