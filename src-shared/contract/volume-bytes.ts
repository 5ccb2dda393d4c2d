import { z } from 'zod';
import { geometrySchema } from '../domain/entities.ts';
import { AppError } from '../errors.ts';
import type { Geometry } from '../imaging/geometry.ts';

/**
 * Voxels on their way to a window: 4 bytes little-endian header length, a JSON header padded with spaces so that the
 * voxels start at a multiple of 8 (the header is ASCII), then the voxels, little-endian, i fastest.
 * Ids: `patch-<lesionId>-<profile>` (50^3 float32 HU).
 */
const headerSchema = z.object({ type: z.enum(['float32', 'int16', 'uint8']), geometry: geometrySchema });

const arrays = { float32: Float32Array, int16: Int16Array, uint8: Uint8Array } as const;
export interface DecodedVolume {
  readonly geometry: Geometry;
  readonly data: Float32Array | Int16Array | Uint8Array;
}

export function encodeVolume(volume: DecodedVolume): Uint8Array<ArrayBuffer> {
  const type = volume.data instanceof Float32Array ? 'float32' : volume.data instanceof Int16Array ? 'int16' : 'uint8';
  const json = JSON.stringify({ type, geometry: volume.geometry });
  const padded = json.padEnd(Math.ceil((json.length + 4) / 8) * 8 - 4, ' ');
  const bytes = new Uint8Array(4 + padded.length + volume.data.byteLength);
  new DataView(bytes.buffer).setUint32(0, padded.length, true);
  for (let i = 0; i < padded.length; i++) bytes[4 + i] = padded.charCodeAt(i);
  bytes.set(new Uint8Array(volume.data.buffer, volume.data.byteOffset, volume.data.byteLength), 4 + padded.length);
  return bytes;
}

export function decodeVolume(buffer: ArrayBuffer): DecodedVolume {
  const length = new DataView(buffer).getUint32(0, true);
  if (length + 4 > buffer.byteLength) throw new AppError('internal', 'The volume bytes are cut short.');
  const header = headerSchema.parse(JSON.parse(String.fromCharCode(...new Uint8Array(buffer, 4, length))));
  return { geometry: header.geometry, data: new arrays[header.type](buffer, 4 + length) };
}
