import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { writeNpy } from '#main/readers/numpy.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { readRegionMask } from '#main/readers/region-mask.ts';
import type { RegionSource, ScanSource } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { type DicomElements, dicomBytes, metaBytes, niftiBytes, nrrdBytes, temporaryFolder } from './tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const geometry: Geometry = {
  size: [8, 7, 6],
  spacingMm: [1, 1, 2],
  originMm: [3, 4, 5],
  direction: identityDirection,
};
const hu = Int16Array.from({ length: 336 }, (_, n) => ((n * 7919) % 2003) - 1000);

type Attempt = (path: string) => Promise<unknown>;
const readAll =
  (sourceOf: (path: string) => ScanSource): Attempt =>
  async (path) => {
    const scan = await openScan(sourceOf(path));
    const [ni, nj, nk] = scan.geometry.size;
    await scan.readRegion({ start: [0, 0, 0], size: [Math.min(ni, 32), Math.min(nj, 32), Math.min(nk, 32)] });
  };
const asVolume = readAll((path) => ({ format: 'volume', path }));
const asArray = readAll((path) => ({ format: 'array', path, arrayName: null, axisOrder: 'zyx', intensity: 'hu' }));
const asMask =
  (regionOf: (path: string) => RegionSource): Attempt =>
  (path) =>
    readRegionMask({ geometry }, { format: 'none' }, regionOf(path));
const asDicomRegion = asMask((path) => ({ format: 'dicom', path, roi: 'GTV' }));
const asLabelMap = asMask((path) => ({ format: 'labelmap', path, value: 1 }));

/** What a hostile file may do is succeed or be refused, soon and in little memory. */
async function attempt(bytes: Uint8Array, read: Attempt, name = 'fuzzed'): Promise<string> {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  const before = process.memoryUsage().rss;
  const start = process.cpuUsage();
  const outcome = await read(path).then(
    () => 'read',
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      expect(error.code).toMatch(/unreadable-file|unsupported|invalid-input|not-found/);
      expect(error.message).not.toContain(folder.path);
      return 'refused';
    },
  );
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(2);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  return outcome;
}

const contours = (points: string): DicomElements => ({
  '00080060': ['CS', 'RTSTRUCT'],
  '30060020': ['SQ', [{ '30060022': ['IS', '3'], '30060026': ['LO', 'GTV'] }]],
  '30060039': [
    'SQ',
    [
      {
        '30060040': ['SQ', [{ '30060042': ['CS', 'CLOSED_PLANAR'], '30060050': ['DS', points] }]],
        '30060084': ['IS', '3'],
      },
    ],
  ],
});
const segmentation: DicomElements = {
  '00080060': ['CS', 'SEG'],
  '00280010': ['US', 4],
  '00280011': ['US', 4],
  '00280100': ['US', 1],
  '00620001': ['CS', 'BINARY'],
  '00620002': ['SQ', [{ '00620004': ['US', 1], '00620005': ['LO', 'GTV'] }]],
  '52009229': [
    'SQ',
    [
      {
        '00209116': ['SQ', [{ '00200037': ['DS', '1\\0\\0\\0\\1\\0'] }]],
        '00289110': ['SQ', [{ '00280030': ['DS', '1\\1'] }]],
      },
    ],
  ],
  '52009230': [
    'SQ',
    [5, 7].map(
      (z): DicomElements => ({
        '00209113': ['SQ', [{ '00200032': ['DS', `4\\5\\${z}`] }]],
        '0062000a': ['SQ', [{ '0062000b': ['US', 1] }]],
      }),
    ),
  ],
  '7fe00010': ['OB', Uint8Array.of(0xff, 0x0f, 0xf0, 0xff)],
};
const labels = Int16Array.from(hu, (_, n) => (n % 5 === 0 ? 1 : 0));

const subjects: Record<string, [bytes: Buffer, read: Attempt]> = {
  NIfTI: [niftiBytes(geometry, hu), asVolume],
  'NIfTI, gzipped': [gzipSync(niftiBytes(geometry, hu)), asVolume],
  NRRD: [nrrdBytes(geometry, hu), asVolume],
  'NRRD, gzipped': [nrrdBytes(geometry, hu, 'gzip'), asVolume],
  MetaImage: [metaBytes(geometry, hu), asVolume],
  'MetaImage, compressed': [metaBytes(geometry, hu, 'LOCAL', true), asVolume],
  npy: [Buffer.from(writeNpy([6, 7, 8], hu)), asArray],
  npz: [Buffer.from(zipSync({ 'scan.npy': writeNpy([6, 7, 8], hu) })), asArray],
  'structure set': [dicomBytes(contours('4\\5\\7\\9\\5\\7\\9\\9\\7\\4\\9\\7')), asDicomRegion],
  segmentation: [dicomBytes(segmentation), asDicomRegion],
  'label map': [niftiBytes(geometry, labels), asLabelMap],
};

describe.each(Object.keys(subjects))('hostile files: %s', (name) => {
  const [whole, read] = subjects[name] as (typeof subjects)[string];

  it('is read where it is whole', async () => expect(await attempt(whole, read)).toBe('read'));

  it('may end anywhere', async () => {
    const step = Math.max(Math.floor(whole.length / 120), 1);
    for (let length = 0; length < whole.length; length += step) {
      expect(await attempt(whole.subarray(0, length), read)).toBe('refused');
    }
  });

  it('may have bits flipped anywhere', async () => {
    const random = createRandom(7);
    for (let n = 0; n < 250; n++) {
      const bytes = Buffer.from(whole);
      for (let flips = 0; flips < 3; flips++) {
        const at = Math.floor(random() * Math.min(bytes.length, 700));
        bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random() * 8));
      }
      await attempt(bytes, read);
    }
  });
});

describe('bombs and traps', () => {
  const large = { ...geometry, size: [700, 700, 1000] as const };
  const zeros = Buffer.alloc(2 ** 21);

  it.each([
    ['NIfTI', gzipSync(Buffer.concat([niftiBytes(large, hu), zeros]))],
    ['NRRD', nrrdBytes(large, hu, 'gzip')],
    ['MetaImage', metaBytes(large, hu, 'LOCAL', true)],
  ])('a small %s that claims a gigabyte is refused', async (_name, bytes) => {
    expect(await attempt(bytes, asVolume)).toBe('refused');
  });

  it('a zip entry that grows beyond what it claims, or claims beyond what it can hold, is refused', async () => {
    const zip = Buffer.from(zipSync({ 'scan.npy': new Uint8Array(2 ** 22) }));
    const directory = zip.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
    for (const size of [100, 2 ** 30, 0xfffffff0]) {
      const bytes = Buffer.from(zip);
      bytes.writeUInt32LE(size, directory + 24);
      expect(await attempt(bytes, asArray)).toBe('refused');
    }
  });

  it('names inside a zip are only compared: nothing is written', async () => {
    const bytes = Buffer.from(
      zipSync({ '../../escaped.npy': writeNpy([6, 7, 8], hu), '/tmp/escaped.npy': writeNpy([1], hu.subarray(0, 1)) }),
    );
    expect(await attempt(bytes, asArray)).toBe('refused');
    expect(() => readFileSync(join(folder.path, '../escaped.npy'))).toThrow();
  });

  it('voxels are looked for beside the header alone', async () => {
    for (const name of [
      '../x.raw',
      '/etc/passwd',
      'a/b.raw',
      'x%03d.raw 1 9 1',
      'LIST',
      '..',
      'C:\\x.raw',
      './../x.raw',
    ]) {
      expect(await attempt(metaBytes(geometry, hu, name), asVolume)).toBe('refused');
      const header = nrrdBytes(geometry, hu).toString('latin1').split('\n\n')[0] as string;
      expect(await attempt(Buffer.from(`${header}\ndata file: ${name}\n\n`), asVolume)).toBe('refused');
    }
  });

  it('a label map of very many values is refused', async () => {
    const many = Int16Array.from({ length: 32 ** 3 }, (_, n) => n % 30_000);
    expect(await attempt(niftiBytes({ ...geometry, size: [32, 32, 32] }, many), asLabelMap)).toBe('refused');
  });

  it('a PNG that unpacks to more than its size is refused', async () => {
    const chunk = (type: string, content: Buffer) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(content.length);
      head.write(type, 4, 'latin1');
      return Buffer.concat([head, content, Buffer.alloc(4)]);
    };
    const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 7, 16, 0, 0, 0, 0]);
    const bytes = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(2 ** 28))),
    ]);
    const read = readAll((path) => ({ format: 'png-slices', files: Array(6).fill(path), geometry, offsetHu: 0 }));
    expect(await attempt(bytes, read)).toBe('refused');
  });

  it('contours of a million points and absurd places are drawn or refused in time', async () => {
    const far = Array.from({ length: 100_000 }, (_, n) => `${(n % 2) * 1e9}\\${n % 7}\\7`).join('\\');
    await attempt(dicomBytes({ ...contours('0\\0\\0'), '30060039': withPoints(far) }), asDicomRegion);
    expect(await attempt(dicomBytes(contours('0\\0\\1e300\\9\\0\\1e300\\9\\9\\1e300')), asDicomRegion)).toBe('refused');
  });
});

/** A contour in a value representation that may be long. */
const withPoints = (points: string): DicomElements[string] => [
  'SQ',
  [
    {
      '30060040': ['SQ', [{ '30060042': ['CS', 'CLOSED_PLANAR'], '30060050': ['UT', points] }]],
      '30060084': ['IS', '3'],
    },
  ],
];
