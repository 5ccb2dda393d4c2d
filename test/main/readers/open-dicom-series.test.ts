import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { splitAcquisitions } from '#main/readers/acquisitions.ts';
import { readDicomHeader } from '#main/readers/dicom-header.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { dicomSlice, type SliceOptions, temporaryFolder } from './tiny-files.ts';

const made = temporaryFolder();
afterAll(made.remove);
let folders = 0;
function newFolder(): string {
  const path = join(made.path, String(folders++));
  mkdirSync(path);
  return path;
}

const geometry: Geometry = {
  size: [3, 2, 4],
  spacingMm: [0.8, 0.7, 2],
  originMm: [-10, 5, 100],
  direction: identityDirection,
};
const whole = { start: [0, 0, 0], size: geometry.size } as const;

function series(optionsOf: (index: number) => Partial<SliceOptions> = () => ({})): string[] {
  const folder = newFolder();
  return [2, 0, 3, 1].map((index) => {
    const path = join(folder, `${index}.dcm`);
    writeFileSync(
      path,
      dicomSlice({
        index,
        geometry,
        stored: [0, 1, 2, 3, 4, 5].map((n) => n + 1024 + 10 * index),
        ...optionsOf(index),
      }),
    );
    return path;
  });
}

const open = (files: string[]) => openScan({ format: 'dicom', files });
const refusal = (files: string[]) =>
  open(files).then(
    () => 'opened',
    (error: Error & { code: string }) => `${error.code}: ${error.message}`,
  );
const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );

/** The DICOM files of an archive of the shared data. */
function unzipped(...path: string[]): string[] {
  const folder = newFolder();
  const entries = unzipSync(readFileSync(sharedData(...path)), { filter: ({ size }) => size > 0 });
  return Object.values(entries).flatMap((bytes, n) => {
    if (Buffer.from(bytes.subarray(128, 132)).toString('latin1') !== 'DICM') return [];
    writeFileSync(join(folder, `${n}.dcm`), bytes);
    return [join(folder, `${n}.dcm`)];
  });
}

interface ReferenceGrid {
  readonly size: number[];
  readonly spacingMm: number[];
  readonly originMm: number[];
  readonly voxels: number[][];
}
const referenceGrids = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/dicom-geometry/expected.json'), 'utf8'),
) as Record<string, ReferenceGrid>;

describe('a series of slices', () => {
  it('is put in order along its normal, whatever the order of the files', async () => {
    const scan = await open(series());
    expect(scan.geometry).toEqual(geometry);
    const { data } = await scan.readRegion(whole);
    expect([...data].slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 10]);
    expect(data).toBeInstanceOf(Int32Array);
  });

  it('applies slope and intercept slice by slice', async () => {
    const scan = await open(
      series((index) => ({ slope: index === 1 ? '0.5' : '1', intercept: index === 2 ? '-1000' : '-1024' })),
    );
    const { data } = await scan.readRegion(whole);
    expect(data).toBeInstanceOf(Float32Array);
    expect([data[0], data[6], data[12], data[18]]).toEqual([0, 1034 / 2 - 1024, 44, 30]);
  });

  it('reads signed and unsigned values of 12 bits and lets the bits above alone', async () => {
    const stored = [0x0fff, 0x0800, 0x07ff, 0xf001, 0, 1];
    const signed = await open(series(() => ({ stored, signed: true, bitsStored: 12, intercept: '0' })));
    const unsigned = await open(series(() => ({ stored, bitsStored: 12, intercept: '0' })));
    const first = async (scan: Awaited<ReturnType<typeof open>>) => [
      ...(await scan.readRegion({ start: [0, 0, 0], size: [3, 2, 1] })).data,
    ];
    expect(await first(signed)).toEqual([-1, -2048, 2047, 1, 0, 1]);
    expect(await first(unsigned)).toEqual([4095, 2048, 2047, 1, 0, 1]);
    expect((await signed.readRegion(whole)).data).toBeInstanceOf(Int16Array);
  });

  it('reads implicit and explicit little endian alike', async () => {
    const [implicit, explicit] = await Promise.all(
      ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1'].map((transferSyntax) => open(series(() => ({ transferSyntax })))),
    );
    expect((await implicit!.readRegion(whole)).data).toEqual((await explicit!.readRegion(whole)).data);
  });

  it('reads a box of voxels from the slices of the box alone', async () => {
    const files = series();
    const scan = await open(files);
    for (const path of files) if (!/[12]\.dcm$/.test(path)) rmSync(path);
    const { data } = await scan.readRegion({ start: [1, 1, 1], size: [2, 1, 2] });
    expect([...data]).toEqual([14, 15, 24, 25]);
    await expect(scan.readRegion(whole)).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(scan.readRegion({ start: [0, 0, 3], size: [3, 2, 2] })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('keeps its hash when the files move and changes it when a header changes', async () => {
    const [here, there, other] = await Promise.all([
      open(series()),
      open(series()),
      open(series((index) => (index === 2 ? { intercept: '-1023' } : {}))),
    ]);
    expect(here!.headerHash).toBe(there!.headerHash);
    expect(here!.headerHash).not.toBe(other!.headerHash);
  });

  it('leaves copies of slices out, and refuses other pixels at the same place', async () => {
    const files = series();
    const copy = join(newFolder(), 'copy.dcm');
    writeFileSync(copy, readFileSync(files[0] as string));
    const scan = await open([...files, copy]);
    expect(scan.geometry).toEqual(geometry);
    expect(scan.warnings).toEqual(['1 slice is a copy of another and was left out.']);
    const other = series((index) => ({
      stored: [index, 0, 0, 0, 0, 0],
      more: { '00080018': ['UI', `1.2.9.${index}`] },
    }));
    expect(await refusal([...files, ...other])).toMatch(/unsupported: 4 slices lie where another one does/);
  });

  it('is told apart from other acquisitions under the same series UID', async () => {
    const phase = (number: string, uid: number) =>
      series((index) => ({ more: { '00080018': ['UI', `1.2.${uid}.${index}`], '00200012': ['IS', number] } }));
    const files = [...phase('1', 7), ...phase('2', 8)];
    const headers = await Promise.all(files.map(readDicomHeader));
    expect(
      splitAcquisitions(headers).map((part) => part.map(({ acquisition }) => acquisition.number).join('')),
    ).toEqual(['1111', '2222']);
    expect(splitAcquisitions(headers.slice(0, 4))).toHaveLength(1);
    expect(splitAcquisitions([...headers.slice(0, 4), headers[0]!])).toHaveLength(1);
  });

  it('is a single slice thick, tilted too far or torn apart: refused even for repair', async () => {
    const repair = (files: string[]) =>
      openScan({ format: 'dicom', files, repair: true }).then(
        () => 'opened',
        (error: Error) => error.message,
      );
    expect(await repair(series().slice(0, 1))).toMatch(/single slice/);
    const at = (positions: number[][]) =>
      series((index) => ({ more: { '00200032': ['DS', positions[index]!.join('\\')] } }));
    expect(
      await repair(
        at([
          [0, 0, 0],
          [0, 0, 2],
          [0, 0, 4],
          [0, 0, 40],
        ]),
      ),
    ).toMatch(/gap of 36.0 mm .* too wide/);
    expect(
      await repair(
        at([
          [0, 0, 0],
          [0, 5, 2],
          [0, 10, 4],
          [0, 15, 6],
        ]),
      ),
    ).toMatch(/gantry tilt of 68/);
    expect(
      await repair(
        at([
          [0, 0, 0],
          [0, 0, 2],
          [0, 0, 4],
          [0, 0, 1e9],
        ]),
      ),
    ).toMatch(/too wide/);
  });

  it('is refused with the reason', async () => {
    const files = series();
    expect(await refusal(files.slice(1))).toMatch(/^unsupported: The slices are not evenly spaced/);
    expect(await refusal(files.filter((path) => !path.endsWith('1.dcm')))).toMatch(
      /unsupported: .*not evenly spaced: 4.00 mm/,
    );
    const change = (tag: string, vr: string, value: string | number) =>
      refusal(series((index) => (index === 3 ? { more: { [tag]: [vr, value] } } : {})));
    expect(await change('0020000e', 'UI', '1.2.77')).toMatch(/unsupported: The files belong to 2 series/);
    expect(await change('00080060', 'CS', 'MR')).toMatch(/unsupported: 3.dcm: the modality is MR/);
    expect(await change('00280008', 'IS', '4')).toMatch(/unsupported: 3.dcm: the file holds 4 frames and does not say/);
    expect(await change('00281054', 'LO', 'HGL')).toMatch(/not in Hounsfield units/);
    expect(await change('00080008', 'CS', 'ORIGINAL\\PRIMARY\\LOCALIZER')).toMatch(/scout/);
    expect(await change('00280030', 'DS', '0.7\\0.9')).toMatch(/pixel spacing/);
    expect(await change('00280030', 'DS', 'abc')).toMatch(/pixel spacing is not given/);
    expect(await change('00280100', 'US', 32)).toMatch(/32 bit pixels/);
    expect(await change('00280010', 'US', 60000)).toMatch(/unreadable-file: 3.dcm: the pixel data are cut short/);
    expect(await refusal(series(() => ({ transferSyntax: '1.2.840.10008.1.2.4.70' })))).toMatch(
      /unreadable-file: .*not in fragments/,
    );
    expect(await refusal(series(() => ({ transferSyntax: '1.2.840.10008.1.2.4.100' })))).toMatch(
      /unsupported: .*transfer syntax 1.2.840.10008.1.2.4.100 is not read/,
    );
  });
});

describe.skipIf(!hasSharedData)('real CT', () => {
  it.each([
    ['ibsi-lung-ct/dicom/image', 'ibsi-lung-ct/nifti/image/phantom.nii.gz'],
    ['sts-sarcoma/STS_025/dicom/image', 'sts-sarcoma/STS_025/nifti'],
  ])('equals the NIfTI image made from it by others: %s', async (dicom, nifti) => {
    const ours = await open(filesBelow(sharedData(dicom)));
    const path = nifti.endsWith('.gz')
      ? sharedData(nifti)
      : filesBelow(sharedData(nifti)).find((name) => /image/i.test(name.slice(-30)))!;
    const theirs = await openScan({ format: 'volume', path });
    expect(ours.geometry.size).toEqual(theirs.geometry.size);
    for (const axis of [0, 1, 2]) {
      expect(ours.geometry.originMm[axis]).toBeCloseTo(theirs.geometry.originMm[axis]!, 4);
      expect(ours.geometry.spacingMm[axis]).toBeCloseTo(theirs.geometry.spacingMm[axis]!, 5);
    }
    const box = { start: [0, 0, 0], size: ours.geometry.size } as const;
    const [a, b] = [(await ours.readRegion(box)).data, (await theirs.readRegion(box)).data];
    expect(a.findIndex((value, n) => value !== b[n])).toBe(-1);
  });

  it.each([
    ['gantrytilting-001.zip', /gantry tilt of 14/],
    ['ge-tilt-uneven-spacing.zip', /gantry tilt of 18.5/],
    ['sliceincrement-001.zip', /10.00 mm after position .* where the others are 5.00 mm/],
  ])('is refused for its geometry: %s', async (name, reason) => {
    const files = unzipped('dicom-geometry', name);
    expect(await refusal(files)).toMatch(/^unsupported: /);
    expect(await refusal(files)).toMatch(reason);
  });

  it.each([
    ['gantrytilting-001.zip', [/gantry tilt of 14.0 degrees was undone/]],
    ['ge-tilt-uneven-spacing.zip', [/gantry tilt of 18.5 degrees was undone/, /1.08 to 7.00 mm.*resampled at 4.00 mm/]],
    ['sliceincrement-001.zip', [/5.00 to 10.00 mm.*resampled at 5.00 mm between their true positions/]],
  ])('is put on a regular grid where that is wanted, as scipy puts it: %s', async (name, warnings) => {
    const files = unzipped('dicom-geometry', name);
    const scan = await openScan({ format: 'dicom', files, repair: true });
    const expected = referenceGrids[name]!;
    expect(scan.geometry.size).toEqual(expected.size);
    for (const axis of [0, 1, 2]) {
      expect(scan.geometry.originMm[axis]).toBeCloseTo(expected.originMm[axis]!, 4);
      expect(scan.geometry.spacingMm[axis]).toBeCloseTo(expected.spacingMm[axis]!, 6);
    }
    warnings.forEach((warning) => expect(scan.warnings.join(' ')).toMatch(warning));
    const { data } = await scan.readRegion({ start: [0, 0, 0], size: scan.geometry.size });
    const [ni, nj] = scan.geometry.size;
    for (const [i, j, k, hu] of expected.voxels as [number, number, number, number][])
      expect(Math.abs(data[(k * nj + j) * ni + i]! - hu)).toBeLessThan(0.02);
    const box = { start: [100, 200, 1], size: [30, 20, 2] } as const;
    const part = await scan.readRegion(box);
    expect(part.data.slice(0, 30)).toEqual(data.slice((nj + 200) * ni + 100, (nj + 200) * ni + 130));
  });

  it('reads values below -1024 HU as they are', async () => {
    const files = unzipped('crlm-ct', 'CRLM-CT-1004.zip');
    const scan = await open(files);
    expect(scan.geometry.size).toEqual([512, 512, 12]);
    expect(scan.geometry.spacingMm[2]).toBeCloseTo(5, 6);
    const { data } = await scan.readRegion({ start: [0, 0, 5], size: [512, 512, 1] });
    expect([...data].reduce((low, value) => Math.min(low, value), 0)).toBe(-3024);
  });
});
