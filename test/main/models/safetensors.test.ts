import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSafetensors, writeSafetensors } from '#main/models/safetensors.ts';
import { temporaryFolder } from './folder.ts';

const path = join(temporaryFolder(), 'weights.safetensors');
beforeEach(() => rmSync(path, { force: true }));

function writeRaw(header: unknown, data: Uint8Array): void {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(path, Buffer.concat([length, text, data]));
}

const opening = (): Promise<unknown> => openSafetensors(path).then((file) => file.close());

describe('safetensors', () => {
  it('reads back what it wrote, bit for bit, and shows every byte to the checksum', async () => {
    const values = Float32Array.from([0, -0, 1e-45, 3.4e38, Math.PI, -1]);
    const hash = createHash('sha256');
    const tensors = [
      {
        name: 'a',
        shape: [2, 3],
        pieces: async function* () {
          yield values.slice(0, 4);
          yield values.slice(4);
        },
      },
      {
        name: 'scalar',
        shape: [],
        pieces: async function* () {
          yield Float32Array.of(7);
        },
      },
    ];
    await writeSafetensors(path, tensors, (bytes) => hash.update(bytes));
    const bytes = readFileSync(path);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(Number(bytes.readBigUInt64LE(0)) % 8).toBe(0);
    const file = await openSafetensors(path);
    expect(file.names).toEqual(['a', 'scalar']);
    expect(file.shape('a')).toEqual([2, 3]);
    const read = await file.read('a', 0, 6);
    expect(new Uint32Array(read.buffer, read.byteOffset, 6)).toEqual(new Uint32Array(values.buffer));
    expect(await file.read('a', 3, 2)).toEqual(values.slice(3, 5));
    expect([...(await file.read('scalar', 0, 1))]).toEqual([7]);
    await file.close();
  });

  it('reads half and double precision and skips the metadata', async () => {
    const data = Buffer.concat([
      Buffer.from(Uint16Array.from([0x3e00]).buffer),
      Buffer.from(Float64Array.from([-2.5]).buffer),
    ]);
    writeRaw(
      {
        __metadata__: { format: 'pt' },
        h: { dtype: 'F16', shape: [1], data_offsets: [0, 2] },
        d: { dtype: 'F64', shape: [1], data_offsets: [2, 10] },
      },
      data,
    );
    const file = await openSafetensors(path);
    expect([...(await file.read('h', 0, 1)), ...(await file.read('d', 0, 1))]).toEqual([1.5, -2.5]);
    await file.close();
  });

  it.each([
    ['a header that is not JSON', '{"a":', 0],
    ['a shape that does not fit its bytes', { a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, 8],
    [
      'overlapping tensors',
      { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } },
      8,
    ],
    ['a gap', { a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8],
    ['bytes after the last tensor', { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, 8],
    ['a cut-off file', { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 4],
    ['a negative offset', { a: { dtype: 'F32', shape: [1], data_offsets: [-4, 0] } }, 4],
  ])('refuses %s', async (_what, header, bytes) => {
    writeRaw(header, new Uint8Array(bytes));
    await expect(opening()).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('refuses a header longer than the file and an unknown type', async () => {
    writeFileSync(path, Buffer.from([255, 255, 255, 255, 255, 255, 255, 127, 123]));
    await expect(opening()).rejects.toThrow('longer than the file');
    writeRaw({ a: { dtype: 'F8_E4M3', shape: [4], data_offsets: [0, 4] } }, new Uint8Array(4));
    await expect(opening()).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('never writes fewer values than the header says', async () => {
    const short = {
      name: 'a',
      shape: [2],
      pieces: async function* () {
        yield Float32Array.of(1);
      },
    };
    await expect(writeSafetensors(path, [short], () => undefined)).rejects.toThrow('has 1 values');
  });
});
