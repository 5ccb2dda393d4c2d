import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type ElementType, elementBytes, elementCount, type TensorSource, toFloat32 } from './tensor-source.ts';

/**
 * safetensors: 8 bytes little-endian length, a JSON header, then the values of all tensors without gaps.
 * Format: huggingface/safetensors README. Written here in float32 only, in the order given.
 */
const maxHeaderBytes = 100_000_000;

const headerSchema = z.record(
  z.string(),
  z.union([
    z.object({
      dtype: z.string(),
      shape: z.array(z.number().int().min(0)).max(8),
      data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
    }),
    z.record(z.string(), z.string()),
  ]),
);

interface Entry {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly start: number;
}

const damaged = (name: string, what: string): AppError =>
  new AppError('unreadable-file', `${name} is damaged or not a safetensors file: ${what}.`);

export async function openSafetensors(path: string): Promise<TensorSource> {
  const file = await open(path, 'r');
  try {
    const entries = await readHeader(file, basename(path));
    const find = (name: string): Entry => {
      const entry = entries.get(name);
      if (!entry) throw new AppError('not-found', `${basename(path)} has no tensor "${name}".`);
      return entry;
    };
    return {
      names: [...entries.keys()],
      shape: (name) => find(name).shape,
      read: async (name, start, count) => {
        const { type, shape, start: begin } = find(name);
        if (start < 0 || count < 0 || start + count > elementCount(shape))
          throw new RangeError('A read outside of the tensor');
        const width = elementBytes[type];
        return toFloat32(await readExactly(file, begin + start * width, count * width, basename(path)), type);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readExactly(file: FileHandle, position: number, length: number, name: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw damaged(name, 'it ends too early');
    filled += bytesRead;
  }
  return bytes;
}

async function readHeader(file: FileHandle, name: string): Promise<Map<string, Entry>> {
  const { size } = await file.stat();
  if (size < 8) throw damaged(name, 'it is too short');
  const lengthBytes = await readExactly(file, 0, 8, name);
  const length = new DataView(lengthBytes.buffer).getBigUint64(0, true);
  if (length > BigInt(Math.min(maxHeaderBytes, size - 8))) throw damaged(name, 'its header is longer than the file');
  const text = new TextDecoder().decode(await readExactly(file, 8, Number(length), name));
  const parsed = headerSchema.safeParse(parseJson(text, name));
  if (!parsed.success) throw damaged(name, 'its header has another form');
  const dataStart = 8 + Number(length);
  const entries = new Map<string, Entry>();
  const ranges: [number, number][] = [];
  for (const [key, value] of Object.entries(parsed.data)) {
    if (key === '__metadata__') continue;
    if (!('data_offsets' in value) || !Array.isArray(value.data_offsets))
      throw damaged(name, `tensor "${key}" has no place`);
    const { dtype, shape, data_offsets } = value as { dtype: string; shape: number[]; data_offsets: [number, number] };
    if (!Object.hasOwn(elementBytes, dtype))
      throw new AppError(
        'unsupported',
        `${name}: tensor "${key}" has the type ${dtype}, which Seedpoint does not read.`,
      );
    const type = dtype as ElementType;
    if (data_offsets[1] - data_offsets[0] !== elementCount(shape) * elementBytes[type])
      throw damaged(name, `tensor "${key}" has another size than its shape`);
    ranges.push(data_offsets);
    entries.set(key, { type, shape, start: dataStart + data_offsets[0] });
  }
  requireNoGaps(ranges, size - dataStart, name);
  return entries;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('unreadable-file', `${name} is damaged or not a safetensors file: its header is not JSON.`, {
      cause: error,
    });
  }
}

function requireNoGaps(ranges: [number, number][], size: number, name: string): void {
  let reached = 0;
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (start !== reached) throw damaged(name, 'its tensors overlap or leave gaps');
    reached = end;
  }
  if (reached !== size) throw damaged(name, `its tensors take ${reached} bytes, the file has ${size}`);
}

export interface TensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  /** Float32 values in row-major order, in as many pieces as suits. */
  pieces(): AsyncIterable<Float32Array>;
}

/** Writes float32 tensors; `onBytes` sees every byte in file order (for a checksum). The header is padded to 8 bytes. */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  onBytes: (bytes: Uint8Array) => void,
): Promise<void> {
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const { name, shape } of tensors) {
    const end = offset + elementCount(shape) * elementBytes.F32;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = JSON.stringify(header);
  const text = Buffer.from(
    json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8 - Buffer.byteLength(json) + json.length, ' '),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = await open(path, 'wx');
  try {
    const write = async (bytes: Uint8Array): Promise<void> => {
      onBytes(bytes);
      await file.writeFile(bytes);
    };
    await write(length);
    await write(text);
    for (const tensor of tensors) {
      let written = 0;
      for await (const piece of tensor.pieces()) {
        written += piece.length;
        await write(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
      }
      if (written !== elementCount(tensor.shape)) throw new RangeError(`Tensor ${tensor.name} has ${written} values`);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
