import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readDicomFile } from '#main/readers/dicom-file.ts';
import { readDicomHeader } from '#main/readers/dicom-header.ts';
import { SliceReader } from '#main/readers/dicom-pixels.ts';
import { readableSlices } from '#main/readers/dicom-slices.ts';
import { AppError } from '#shared/errors.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { type DicomElements, dicomBytes, dicomSlice, temporaryFolder } from './tiny-files.ts';

const made = temporaryFolder();
afterAll(made.remove);
const file = join(made.path, 'fuzzed.dcm');

/** Reads a file by every way in; what it may do is succeed or refuse, soon and in little memory. */
async function attempt(bytes: Uint8Array): Promise<string> {
  writeFileSync(file, bytes);
  const before = process.memoryUsage().rss;
  // Of this process: the wall clock would also count what else the machine does.
  const start = process.cpuUsage();
  const outcome = await (async () => {
    await readDicomFile(file).catch(assertRefusal);
    const slices = readableSlices(await readDicomHeader(file));
    const reader = new SliceReader();
    for (const slice of slices.slice(0, 3)) {
      const { columns, rows } = slice.image;
      const out = new Float32Array(columns * rows);
      await reader.readRows(slice, { start: [0, 0, 0], size: [columns, rows, 1] }, out, 0);
    }
    return 'read';
  })().catch(assertRefusal);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(2);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  return outcome;
}

function assertRefusal(error: unknown): string {
  if (!(error instanceof AppError)) throw error;
  expect(error.code).toMatch(/unreadable-file|unsupported/);
  expect(error.message).not.toContain(made.path);
  return 'refused';
}

const geometry = {
  size: [16, 16, 3],
  spacingMm: [1, 1, 1],
  originMm: [0, 0, 0],
  direction: identityDirection,
} as const;
const slice = (more: DicomElements = {}, transferSyntax = '1.2.840.10008.1.2.1') =>
  dicomSlice({
    index: 1,
    geometry,
    stored: Array.from({ length: 256 }, (_, n) => n),
    transferSyntax,
    more: { '00081140': ['SQ', [{ '00081150': ['UI', '1.2'], '00081155': ['UI', '1.3'] }]], ...more },
  });

describe('hostile DICOM files', () => {
  it('may end anywhere', async () => {
    for (const syntax of ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1']) {
      const whole = slice({}, syntax);
      expect(await attempt(whole)).toBe('read');
      for (let length = 0; length < whole.length; length += 3)
        expect(await attempt(whole.subarray(0, length))).toBe('refused');
    }
  });

  it('may have bits flipped anywhere', async () => {
    const random = createRandom(42);
    for (let n = 0; n < 1500; n++) {
      const bytes = Buffer.from(slice({}, n % 2 ? '1.2.840.10008.1.2' : '1.2.840.10008.1.2.1'));
      for (let flips = 0; flips < 4; flips++) {
        const at = 128 + Math.floor(random() * (bytes.length - 128 - 400));
        bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random() * 8));
      }
      await attempt(bytes);
    }
  });

  it('may claim any size', async () => {
    for (const [rows, columns] of [
      [65535, 65535],
      [65535, 1],
      [1, 65535],
      [0, 16],
      [4096, 4096],
    ] as const) {
      const claims: DicomElements = { '00280010': ['US', rows], '00280011': ['US', columns] };
      expect(await attempt(slice(claims))).toBe('refused');
    }
    expect(await attempt(slice({ '00280008': ['IS', '2000000000'] }))).toBe('refused');
    expect(await attempt(slice({ '00280008': ['IS', '-5'] }))).toBe('refused');
    expect(await attempt(slice({ '00281053': ['DS', '1e300'] }))).toBe('refused');
  });

  it('may nest sequences without end, or hold elements without number', async () => {
    const open = Buffer.from('0800401153510000ffffffff' + 'feff00e0ffffffff', 'hex');
    const nested = Buffer.concat([dicomBytes({}), ...Array.from({ length: 200_000 }, () => open)]);
    expect(await attempt(nested)).toBe('refused');
    const many = Buffer.alloc(8 * 2_000_000);
    for (let n = 0; n < 2_000_000; n++) {
      many.writeUInt32LE(0x00090000 + n, n * 8);
      many.write('LO', n * 8 + 4, 'latin1');
    }
    expect(await attempt(Buffer.concat([dicomBytes({ '00080060': ['CS', 'CT'] }), many]))).toBe('refused');
  });

  it('may be a bomb of deflated zeros', async () => {
    const meta = dicomBytes({}, '1.2.840.10008.1.2.1.99');
    const bomb = deflateRawSync(Buffer.concat([slice().subarray(meta.length), Buffer.alloc(2 ** 29)]));
    expect(bomb.length).toBeLessThan(2 ** 20);
    await attempt(Buffer.concat([meta, bomb]));
    expect(await attempt(Buffer.concat([meta, deflateRawSync(Buffer.alloc(2 ** 29))]))).toBe('refused');
  });
});

describe.skipIf(!hasSharedData)('hostile compressed pixels', () => {
  const folder = hasSharedData ? sharedData('dicom-transfer-syntaxes') : '';
  const names = hasSharedData ? readdirSync(folder).filter((name) => /RLE|JPEG|jpeg|Deflated/.test(name)) : [];

  it.each(names)('%s, damaged', async (name) => {
    const whole = readFileSync(join(folder, name));
    const random = createRandom(7);
    for (let n = 0; n < 25; n++) {
      const bytes = Buffer.from(
        n % 3 === 0 ? whole.subarray(0, Math.floor(whole.length * (0.02 + 0.96 * random()))) : whole,
      );
      if (n % 3 !== 0) {
        // The headers of the codestream are where damage does most; they stand near the start of the pixels.
        const start = n % 3 === 1 ? 1400 : 2400;
        for (let flips = 0; flips < 6; flips++) {
          const at = start + Math.floor(random() * (n % 3 === 1 ? 700 : bytes.length - start));
          bytes[at] = Math.floor(random() * 256);
        }
      }
      await attempt(bytes);
    }
  });
});
