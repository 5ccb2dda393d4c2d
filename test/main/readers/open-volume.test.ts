import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openScan } from '#main/readers/open-scan.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { metaBytes, niftiBytes, nrrdBytes, temporaryFolder } from './tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const geometry: Geometry = {
  size: [20, 18, 16],
  spacingMm: [1, 1, 2],
  originMm: [3, 4, 5],
  direction: identityDirection,
};
// Noise, so that the compressed files are not all header.
const hu = Int16Array.from({ length: 20 * 18 * 16 }, (_, n) => ((n * 7919) % 2003) - 1000);

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}
const open = (path: string, signal?: AbortSignal) => openScan({ format: 'volume', path }, signal ? { signal } : {});
const refused = (code: string) => expect.objectContaining({ code });

const good: Record<string, Buffer> = {
  'a.nii': niftiBytes(geometry, hu),
  'a.nii.gz': gzipSync(niftiBytes(geometry, hu)),
  'a.nrrd': nrrdBytes(geometry, hu),
  'z.nrrd': nrrdBytes(geometry, hu, 'gzip'),
  'a.mha': metaBytes(geometry, hu),
  'z.mha': metaBytes(geometry, hu, 'LOCAL', true),
};

describe('openScan of a volume file', () => {
  it.each(Object.keys(good))('reads %s whole', async (name) => {
    const scan = await open(write(name, good[name] as Buffer));
    expect((await scan.readRegion({ start: [0, 0, 0], size: geometry.size })).data).toEqual(hu);
  });

  it('reads a box of voxels and names the file by its content', async () => {
    const scan = await open(write('a.nii', good['a.nii']!));
    const { data } = await scan.readRegion({ start: [2, 3, 4], size: [3, 2, 1] });
    const at = (i: number, j: number, k: number) => hu[(k * 18 + j) * 20 + i];
    expect([...data]).toEqual([at(2, 3, 4), at(3, 3, 4), at(4, 3, 4), at(2, 4, 4), at(3, 4, 4), at(4, 4, 4)]);
    copyFileSync(join(folder.path, 'a.nii'), join(folder.path, 'moved.nii'));
    expect((await open(join(folder.path, 'moved.nii'))).headerHash).toBe(scan.headerHash);
    await expect(scan.readRegion({ start: [18, 0, 0], size: [3, 1, 1] })).rejects.toEqual(refused('invalid-input'));
  });

  it.each(Object.keys(good))('refuses %s cut anywhere', async (name) => {
    const bytes = good[name] as Buffer;
    for (const share of [0.02, 0.1, 0.5, 0.9, 0.999]) {
      const path = write(`cut-${name}`, bytes.subarray(0, Math.floor(bytes.length * share)));
      const error = await open(path).then(
        () => null,
        (reason: { code: string }) => reason.code,
      );
      expect(error).toMatch(/unreadable-file|unsupported/);
    }
  });

  it('refuses headers that claim more voxels than the file holds, before allocating them', async () => {
    const before = process.memoryUsage().rss;
    const huge = { ...geometry, size: [30_000, 30_000, 30_000] as const };
    const large = { ...geometry, size: [700, 700, 700] as const };
    for (const claimed of [huge, large]) {
      for (const [name, bytes] of [
        ['h.nii', niftiBytes(claimed, hu)],
        ['h.nii.gz', gzipSync(niftiBytes(claimed, hu))],
        ['h.nrrd', nrrdBytes(claimed, hu)],
        ['hz.nrrd', nrrdBytes(claimed, hu, 'gzip')],
        ['h.mha', metaBytes(claimed, hu)],
      ] as const) {
        const error = await open(write(name, bytes)).then(
          () => null,
          (reason: { code: string }) => reason.code,
        );
        expect(error).toMatch(/unreadable-file|unsupported/);
      }
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
  });

  it('refuses a gzipped bomb whose header is honest but whose limit is passed', async () => {
    const claimed = { ...geometry, size: [1200, 1200, 1200] as const };
    const bytes = gzipSync(Buffer.concat([niftiBytes(claimed, hu), Buffer.alloc(4_000_000)]));
    await expect(open(write('bomb.nii.gz', bytes))).rejects.toEqual(refused('unsupported'));
  });

  it('refuses sizes and headers that make no sense', async () => {
    for (const size of [
      [0, 5, 5],
      [-4, 5, 5],
    ] as const) {
      await expect(open(write('bad.nii', niftiBytes({ ...geometry, size }, hu)))).rejects.toEqual(
        refused('unreadable-file'),
      );
    }
    for (const text of [
      'NRRD0004\ntype: short\n\n',
      'NRRD0004\ndimension: 3\nsizes: 2 2 2\n\n',
      'ObjectType = Image\nNDims = 3\n',
    ]) {
      await expect(open(write('bad.bin', Buffer.from(text)))).rejects.toMatchObject({
        code: expect.stringMatching(/unreadable|unsupported/),
      });
    }
    await expect(open(write('text.nii', Buffer.from('hello')))).rejects.toEqual(refused('unsupported'));
    await expect(open(join(folder.path, 'none.nii'))).rejects.toThrow('none.nii: the file is not there');
  });

  it('refuses a data file outside the folder of its header', async () => {
    const path = write('away.mhd', metaBytes(geometry, hu, '../away.raw'));
    await expect(open(path)).rejects.toEqual(refused('unsupported'));
  });

  it('refuses sheared axes', async () => {
    const sheared = { ...geometry, direction: [1, 0, 0, 0, 1, 0.3, 0, 0, 0.954] as const };
    const error = await open(write('shear.nrrd', nrrdBytes(sheared, hu))).then(
      () => null,
      (reason: { code: string }) => reason.code,
    );
    expect(error).toMatch(/unsupported|unreadable-file/);
  });

  it('never does anything but read or refuse a file with flipped bytes', async () => {
    for (const name of ['a.nii', 'a.nrrd', 'a.mha']) {
      for (let n = 0; n < 15; n++) {
        const bytes = Buffer.from(good[name] as Buffer);
        for (const step of [7919, 104729]) bytes[(n * step + 40) % 340] = (n * 31 + step) & 255;
        await open(write(`flip-${name}`, bytes)).catch((error: { code?: string }) => {
          expect(error.code).toMatch(/unreadable-file|unsupported/);
        });
      }
    }
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const opening = open(write('slow.nii', good['a.nii']!), controller.signal);
    controller.abort();
    await expect(opening).rejects.toEqual(refused('cancelled'));
  });

  it('says so where the values do not look like Hounsfield units', async () => {
    expect((await open(write('air.nii', good['a.nii']!))).warnings).toEqual([]);
    const scan = await open(
      write(
        'mr.nii',
        niftiBytes(
          geometry,
          hu.map((value) => value + 1000),
        ),
      ),
    );
    expect(scan.warnings).toHaveLength(1);
  });
});

describe.skipIf(!hasSharedData)('openScan of real volume files', () => {
  it('applies the slope of a NIfTI file and turns RAS into LPS', async () => {
    const scan = await open(sharedData('volumes/CT_AVM.nii.gz'));
    expect(scan.geometry.size).toEqual([256, 242, 154]);
    expect(scan.geometry.direction.filter((value) => value < 0)).toHaveLength(2);
    const { data } = await scan.readRegion({ start: [0, 0, 0], size: scan.geometry.size });
    expect([...data.subarray(4_000_000, 6_000_000)].reduce((high, value) => Math.max(high, value), 0)).toBeGreaterThan(
      400,
    );
  });

  it('reads compressed MetaImage and 32-bit NRRD', async () => {
    const lung = await open(sharedData('volumes/elastix-3DCT_lung.mha'));
    expect(lung.geometry).toMatchObject({
      size: [115, 157, 129],
      spacingMm: [1.366, 1.366, 2.5],
      originMm: [-153.827, -150.352, -1434.5],
    });
    const tiny = await open(sharedData('volumes/TinyPatientCT.nrrd'));
    const { data } = await tiny.readRegion({ start: [0, 0, 0], size: tiny.geometry.size });
    expect([Math.min(...data), Math.max(...data)]).toEqual([-1000, 850]);
  });

  it('refuses a flat image', async () => {
    await expect(open(sharedData('volumes/fixed.mhd'))).rejects.toThrow(/256 x 256 voxels is not one volume/);
  });

  it('refuses a gzipped NIfTI file whose end is missing, though its header is whole', async () => {
    const bytes = gzipSync(gunzipSync(good['a.nii.gz'] as Buffer).subarray(0, 9000));
    await expect(open(write('short.nii.gz', bytes))).rejects.toThrow(/cut short|too small/);
  });
});
