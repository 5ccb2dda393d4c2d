import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { npzNames, readNpy, readNpz, writeNpy } from '#main/readers/numpy.ts';

/** A .npy file by the letter of its format. */
function npy(descr: string, shape: string, data: Uint8Array, fortran = false): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }\n`;
  const bytes = Buffer.alloc(10 + header.length + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.write(header, 10, 'latin1');
  bytes.set(data, 10 + header.length);
  return bytes;
}

const raw = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

describe('readNpy', () => {
  it('reads every number type it claims to', () => {
    expect(readNpy(npy('<i2', '(3,)', raw(Int16Array.of(1, -2, 3))))).toEqual({
      shape: [3],
      data: Int16Array.of(1, -2, 3),
    });
    expect(readNpy(npy('>i2', '(2,)', Uint8Array.of(0x01, 0x02, 0xff, 0xfe))).data).toEqual(Int16Array.of(258, -2));
    expect(readNpy(npy('|b1', '(2,)', Uint8Array.of(0, 7))).data).toEqual(Uint8Array.of(0, 1));
    expect(readNpy(npy('|i1', '(2,)', raw(Int8Array.of(-1, 5)))).data).toEqual(Int8Array.of(-1, 5));
    expect(readNpy(npy('<i8', '(2,)', raw(BigInt64Array.of(-5n, 7n)))).data).toEqual(Float64Array.of(-5, 7));
    expect(readNpy(npy('<f4', '(1, 2)', raw(Float32Array.of(0.5, -1))))).toEqual({
      shape: [1, 2],
      data: Float32Array.of(0.5, -1),
    });
    expect(readNpy(npy('<f8', '()', raw(Float64Array.of(2.5))))).toEqual({ shape: [], data: Float64Array.of(2.5) });
  });

  it('gives arrays in Fortran order with the last index fastest', () => {
    const stored = Int16Array.of(0, 3, 1, 4, 2, 5);
    expect(readNpy(npy('<i2', '(2, 3)', raw(stored), true)).data).toEqual(Int16Array.of(0, 1, 2, 3, 4, 5));
    const cube = Int16Array.from({ length: 24 }, (_, n) => n);
    const { data } = readNpy(npy('<i2', '(2, 3, 4)', raw(cube), true));
    for (let a = 0; a < 2; a++) {
      for (let b = 0; b < 3; b++) {
        for (let c = 0; c < 4; c++) expect(data[(a * 3 + b) * 4 + c]).toBe(a + 2 * b + 6 * c);
      }
    }
  });

  it('reads half precision as numpy does: all 65536 values against the arithmetic of the hardware', () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, n) => n);
    const { data } = readNpy(npy('<f2', '(65536,)', raw(bits)));
    const view = new DataView(bits.buffer) as DataView & { getFloat16(at: number, little: boolean): number };
    expect(data).toEqual(Float32Array.from(bits, (_, n) => view.getFloat16(n * 2, true)));
    const swapped = Buffer.from(bits.buffer.slice(0)).swap16();
    expect(readNpy(npy('>f2', '(65536,)', swapped)).data).toEqual(data);
  });

  it('never runs a pickled array', () => {
    const pickled = npy('|O', '(1,)', Buffer.from('cos\nsystem\n(S"touch /tmp/seedpoint-pickle"\ntR.'));
    expect(() => readNpy(pickled)).toThrow(/Python objects/);
  });

  it('refuses what is damaged, without allocating what the header claims', () => {
    const good = npy('<i2', '(3,)', raw(Int16Array.of(1, 2, 3)));
    for (const bytes of [
      good.subarray(0, good.length - 1),
      good.subarray(0, 20),
      new Uint8Array(0),
      npy('<f8', '(1000000, 1000000, 1000000)', new Uint8Array(8)),
      npy('<f8', '(99999999999999999999999999, 2)', new Uint8Array(8)),
      Buffer.from('not an array at all'),
    ]) {
      expect(() => readNpy(bytes)).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
    }
    for (const type of ['|O', '<c8', '<U4']) {
      expect(() => readNpy(npy(type, '(1,)', new Uint8Array(16)))).toThrow(
        expect.objectContaining({ code: 'unsupported' }),
      );
    }
  });
});

describe('writeNpy', () => {
  it('writes what it reads, with a header that ends on a multiple of 64 as the format asks', () => {
    const data = Float32Array.from({ length: 24 }, (_, n) => n / 3);
    const bytes = writeNpy([2, 3, 4], data);
    expect(readNpy(bytes)).toEqual({ shape: [2, 3, 4], data });
    expect((bytes.length - data.byteLength) % 64).toBe(0);
    expect(readNpy(writeNpy([5], Float64Array.of(1, 2, 3, 4, 5))).shape).toEqual([5]);
  });
});

describe('readNpz', () => {
  const array = writeNpy([4], Int16Array.of(1, 2, 3, 4));
  const zip = zipSync({
    'scan.npy': array,
    'mask.npy': [writeNpy([2], Uint8Array.of(0, 1)), { level: 0 }],
    'note.txt': array,
  });

  it('finds arrays by name, stored or deflated', () => {
    expect(npzNames(zip)).toEqual(['scan', 'mask']);
    expect(readNpz(zip, 'scan').data).toEqual(Int16Array.of(1, 2, 3, 4));
    expect(readNpz(zip, 'mask').data).toEqual(Uint8Array.of(0, 1));
  });

  it('names what there is when the name is wrong', () => {
    expect(() => readNpz(zip, 'image')).toThrow(/holds scan, mask/);
  });

  it('refuses a bomb: an entry that unpacks to more than it claims, or claims more than can be', () => {
    const bomb = zipSync({ 'scan.npy': new Uint8Array(50_000_000) });
    const lying = Buffer.from(bomb);
    const directory = lying.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    lying.writeUInt32LE(1000, directory + 24);
    expect(() => readNpz(lying, 'scan')).toThrow(/does not decompress/);
    lying.writeUInt32LE(0x7fffffff, directory + 24);
    expect(() => readNpz(lying, 'scan')).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
  });

  it('refuses truncated and altered archives', () => {
    for (let length = 0; length < zip.length; length += 7) {
      expect(() => readNpz(zip.subarray(0, length), 'scan')).toThrow(
        expect.objectContaining({ code: 'unreadable-file' }),
      );
    }
    const altered = Buffer.from(zip);
    altered[60] = (altered[60] as number) ^ 0xff;
    expect(() => readNpz(altered, 'scan')).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
  });
});
