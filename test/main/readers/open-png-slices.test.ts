import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
import { openScan } from '#main/readers/open-scan.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';
import { temporaryFolder } from './tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const geometry: Geometry = {
  size: [9, 7, 4],
  spacingMm: [0.8, 0.8, 5],
  originMm: [0, 0, 0],
  direction: identityDirection,
};
const hu = (i: number, j: number, k: number) => ((i * 131 + j * 977 + k * 3001) % 4000) - 1024;
const stored = (k: number) => Uint16Array.from({ length: 63 }, (_, n) => hu(n % 9, Math.floor(n / 9), k) + 32_768);
const write = (name: string, bytes: Uint8Array): string => {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
};
const files = [0, 1, 2, 3].map((k) =>
  write(`00${k + 1}.png`, encode({ width: 9, height: 7, data: stored(k), depth: 16, channels: 1 })),
);
const source: ScanSource = { format: 'png-slices', files, geometry, offsetHu: 32_768 };

/** A PNG by hand, with one filter for all lines and any header. */
function png(filter: number, header: Partial<{ width: number; depth: number; interlace: number }> = {}): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(content.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, content, Buffer.alloc(4)]);
  };
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width ?? 9, 0);
  ihdr.writeUInt32BE(7, 4);
  ihdr.set([header.depth ?? 16, 0, 0, 0, header.interlace ?? 0], 8);
  const pixels = Buffer.from(stored(0).buffer.slice(0)).swap16();
  const value = (row: number, n: number) => (row < 0 || n < 0 ? 0 : (pixels[row * 18 + n] as number));
  const paeth = (a: number, b: number, c: number) =>
    [a, b, c].sort((p, q) => Math.abs(a + b - c - p) - Math.abs(a + b - c - q))[0] as number;
  const lines = Buffer.alloc(7 * 19);
  for (let row = 0; row < 7; row++) {
    lines[row * 19] = filter;
    for (let n = 0; n < 18; n++) {
      const [a, b, c] = [value(row, n - 2), value(row - 1, n), n < 2 ? 0 : value(row - 1, n - 2)];
      const predicted = [0, a, b, Math.floor((a + b) / 2), paeth(a, b, c)][filter] ?? 0;
      lines[row * 19 + 1 + n] = (value(row, n) - predicted) & 255;
    }
  }
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([mark, chunk('IHDR', ihdr), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]);
}

describe('openScan of PNG slices', () => {
  it('reads a box of what another encoder wrote, in HU', async () => {
    const scan = await openScan(source);
    expect(scan.geometry).toEqual(geometry);
    const box = { start: [2, 3, 1], size: [4, 2, 3] } as const;
    const { data } = await scan.readRegion(box);
    const expected: number[] = [];
    for (let k = 1; k < 4; k++) for (let j = 3; j < 5; j++) for (let i = 2; i < 6; i++) expected.push(hu(i, j, k));
    expect([...data]).toEqual(expected);
    expect(data).toBeInstanceOf(Int16Array);
  });

  it('reads only the slices of the box', async () => {
    const gone = join(folder.path, 'late.png');
    writeFileSync(gone, png(0));
    const scan = await openScan({ ...source, files: [gone, ...files.slice(1)] } as ScanSource);
    writeFileSync(gone, 'no longer an image');
    await expect(scan.readRegion({ start: [0, 0, 1], size: [9, 7, 3] })).resolves.toBeDefined();
    await expect(scan.readRegion({ start: [0, 0, 0], size: [9, 7, 1] })).rejects.toThrow('late.png: this is not a PNG');
  });

  it.each([0, 1, 2, 3, 4])('undoes filter %i', async (filter) => {
    const scan = await openScan({
      ...source,
      files: [write(`filter-${filter}.png`, png(filter)), ...files.slice(1)],
    } as ScanSource);
    const { data } = await scan.readRegion({ start: [0, 0, 0], size: [9, 7, 1] });
    expect([...data]).toEqual([...stored(0)].map((value) => value - 32_768));
  });

  it('refuses other kinds, other sizes, cut files and a wrong number of slices', async () => {
    const good = png(4);
    const cases: [Buffer, string][] = [
      [png(0, { depth: 8 }), 'unsupported'],
      [png(0, { interlace: 1 }), 'unsupported'],
      [png(0, { width: 1_000_000 }), 'unsupported'],
      [png(5), 'unreadable-file'],
      [good.subarray(0, good.length - 30), 'unreadable-file'],
      [good.subarray(0, 20), 'unreadable-file'],
      [Buffer.alloc(0), 'unsupported'],
    ];
    for (const [bytes, code] of cases) {
      const path = write('bad.png', bytes);
      const scan = await openScan({ ...source, files: [path, ...files.slice(1)] } as ScanSource);
      await expect(scan.readRegion({ start: [0, 0, 0], size: [9, 7, 1] })).rejects.toMatchObject({ code });
    }
    await expect(openScan({ ...source, files: files.slice(1) } as ScanSource)).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(openScan({ format: 'none' })).rejects.toMatchObject({ code: 'unsupported' });
  });
});
