import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import loadOpenJph from '@cornerstonejs/codec-openjph/wasmjs';
import { afterAll, describe, expect, it } from 'vitest';
import { readDicomHeader } from '#main/readers/dicom-header.ts';
import { SliceReader } from '#main/readers/dicom-pixels.ts';
import { readableSlices } from '#main/readers/dicom-slices.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { dicomSlice, temporaryFolder } from './tiny-files.ts';

const compressed = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/dicom-syntaxes/slices.json'), 'utf8'),
) as { hu: number[]; files: Record<string, string> };

/** HU of every slice of a file. */
async function readAll(path: string): Promise<Float32Array[]> {
  const slices = readableSlices(await readDicomHeader(path));
  const reader = new SliceReader();
  return Promise.all(
    slices.map(async (slice) => {
      const { columns, rows } = slice.image;
      const hu = new Float32Array(columns * rows);
      await reader.readRows(slice, { start: [0, 0, 0], size: [columns, rows, 1] }, hu, 0);
      return hu;
    }),
  );
}

const worst = (a: Float32Array, b: Float32Array) =>
  a.reduce((high, value, n) => Math.max(high, Math.abs(value - (b[n] as number))), 0);

describe.skipIf(!hasSharedData)('one slice in 16 transfer syntaxes', () => {
  const folder = hasSharedData ? sharedData('dicom-transfer-syntaxes') : '';
  const file = (part: string) => `${folder}/${readdirSync(folder).find((name) => name.includes(part))}`;

  it.each([
    'BigEndian',
    'Deflated',
    'LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm',
    'LittleEndianImplicit',
    'RLELossless',
    'JPEGProcess14Transfer',
    'JPEGProcess14SV1',
    'JPEGLSLossless',
    'JPEG2000LosslessOnly',
  ])('%s is bit-identical to the plain one, last pixel included', async (part) => {
    const [plain] = await readAll(`${folder}/CTImage.dcm`);
    const [slice] = await readAll(file(part));
    expect(slice).toEqual(plain);
  });

  it.each([
    ['JPEGLSLossy', 1],
    ['JPEG2000TransferSyntax', 5],
    ['JPEGProcess2_4', 36],
    ['JPEGProcess6_8', 36],
    ['JPEGProcess10_12', 36],
    ['JPEGProcess1Transfer', 65],
  ])('%s stays within %i HU', async (part, boundHu) => {
    const [plain] = await readAll(`${folder}/CTImage.dcm`);
    const [slice] = await readAll(file(part));
    expect(worst(plain!, slice!)).toBeGreaterThan(0);
    expect(worst(plain!, slice!)).toBeLessThanOrEqual(boundHu);
  });

  it('finds both frames of a file whose fragments have no offset table', async () => {
    const frames = await readAll(file('fragmented'));
    expect(frames).toHaveLength(2);
    // As dcmdjpeg of DCMTK 3.6.7 unpacks them; decoders may round a grey level apart.
    const means = [383.625, 374.458];
    const probes = [
      [1104, 1072, 1092, -1],
      [1021, 1086, 25, -1],
    ];
    frames.forEach((hu, n) => {
      expect(Math.abs(hu.reduce((sum, value) => sum + value, 0) / hu.length - means[n]!)).toBeLessThan(0.05);
      [
        [256, 256],
        [100, 300],
        [400, 200],
        [511, 511],
      ].forEach(([row, column], at) =>
        expect(Math.abs(hu[row! * 512 + column!]! - probes[n]![at]!)).toBeLessThanOrEqual(1),
      );
    });
  });

  it('refuses a report, and an ultrasound without spacing, with the reason', async () => {
    const open = (name: string) => openScan({ format: 'dicom', files: [`${folder}/${name}`] });
    await expect(open('no-pixel-data.dcm')).rejects.toThrow(/the modality is SR; only CT is read/);
    await expect(open('no-pixel-spacing.dcm')).rejects.toThrow(/the modality is US; only CT is read/);
  });
});

describe('a computed slice, compressed by DCMTK and GDCM', () => {
  const made = temporaryFolder();
  afterAll(made.remove);

  it.each(Object.entries(compressed.files))('%s is exact, extremes and last pixel included', async (_title, file) => {
    const path = join(made.path, 'slice.dcm');
    writeFileSync(path, Buffer.from(file, 'base64'));
    expect(await readAll(path)).toEqual([Float32Array.from(compressed.hu)]);
  });
});

describe('HTJ2K', () => {
  const made = temporaryFolder();
  afterAll(made.remove);

  it('is bit-identical, whatever its sign and number of bits', async () => {
    const module = await loadOpenJph({ print: () => undefined, printErr: () => undefined });
    const geometry = {
      size: [64, 48, 1],
      spacingMm: [1, 1, 1],
      originMm: [0, 0, 0],
      direction: identityDirection,
    } as const;
    for (const [signed, bitsStored] of [
      [true, 16],
      [false, 12],
    ] as const) {
      const values = Int16Array.from({ length: 64 * 48 }, (_, n) => ((n * 7919) % 4096) - (signed ? 2048 : 0));
      const encoder = new module.HTJ2KEncoder();
      const info = { width: 64, height: 48, bitsPerSample: bitsStored, componentCount: 1, isSigned: signed };
      encoder.getDecodedBuffer({ ...info, isUsingColorTransform: false }).set(new Uint8Array(values.buffer));
      encoder.setQuality(true, 0);
      encoder.encode();
      const stream = Buffer.from(encoder.getEncodedBuffer());
      const item = (bytes: Uint8Array) => {
        const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
        head.writeUInt32LE(bytes.length, 4);
        return Buffer.concat([head, bytes]);
      };
      const even = stream.length % 2 ? Buffer.concat([stream, Buffer.alloc(1)]) : stream;
      const slice = dicomSlice({
        index: 0,
        geometry,
        stored: [0],
        signed,
        bitsStored,
        intercept: '0',
        transferSyntax: '1.2.840.10008.1.2.4.201',
        more: { '7fe00010': ['OB', new Uint8Array(0)] },
      });
      slice.writeUInt32LE(0xffffffff, slice.length - 4);
      const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
      const path = join(made.path, 'htj2k.dcm');
      writeFileSync(path, Buffer.concat([slice, item(Buffer.alloc(0)), item(even), end]));
      expect(await readAll(path)).toEqual([Float32Array.from(values)]);
    }
  });
});

describe.skipIf(!hasSharedData)('enhanced CT', () => {
  it('is one scan from one file, each frame at its place and in its own scale', async () => {
    const path = sharedData('dicom-enhanced-ct/eCT_Supplemental.dcm');
    const scan = await openScan({ format: 'dicom', files: [path] });
    expect(scan.geometry).toMatchObject({
      size: [512, 512, 2],
      spacingMm: [0.388672, 0.388672, 10],
      originMm: [99.5, -301.5, -149],
      direction: [-1, 0, 0, 0, 1, 0, 0, 0, -1],
    });
    const { data } = await scan.readRegion({ start: [0, 0, 0], size: [512, 512, 2] });
    const frames = await readAll(path);
    expect(Float32Array.from(data.subarray(0, 262_144))).toEqual(frames[1]);
    expect(Float32Array.from(data.subarray(262_144))).toEqual(frames[0]);
  });
});
