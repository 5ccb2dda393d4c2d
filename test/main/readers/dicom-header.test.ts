import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDicomHeader } from '#main/readers/dicom-header.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { type DicomElements, dicomBytes, dicomSlice, temporaryFolder } from './tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const geometry: Geometry = {
  size: [3, 2, 4],
  spacingMm: [0.8, 0.7, 2],
  originMm: [0, 0, 0],
  direction: identityDirection,
};

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}
const slice = (more: DicomElements = {}) => dicomSlice({ index: 1, geometry, stored: [0, 1, 2, 3, 4, 5], more });

describe('readDicomHeader', () => {
  it('gives what identifies and places a slice', async () => {
    const path = write('slice.dcm', slice({ '0008103e': ['LO', 'Thorax  '] }));
    const header = await readDicomHeader(path);
    expect(header).toMatchObject({
      modality: 'CT',
      patientId: 'tiny',
      seriesUid: '1.2.3',
      seriesDescription: 'Thorax',
      structureSet: null,
    });
    expect(header.image).toMatchObject({
      rows: 2,
      columns: 3,
      frames: [{ pixelSpacingMm: [0.7, 0.8], positionMm: [0, 0, 2], slope: 1, intercept: -1024 }],
      pixelLength: 12,
    });
    expect(header.image!.pixelOffset).toBe(statSync(path).size - 12);
  });

  it('gives the day of the acquisition, else of the series or study, and nothing for what is no day', async () => {
    const dates = async (more: DicomElements) => (await readDicomHeader(write('dated.dcm', slice(more)))).acquiredOn;
    expect(await dates({ '00080022': ['DA', '20260131'], '00080020': ['DA', '20250101'] })).toBe('2026-01-31');
    expect(await dates({ '0008002a': ['DT', '20240229101500.5'] })).toBe('2024-02-29');
    expect(await dates({ '00080021': ['DA', '2026.02.30'], '00080020': ['DA', '1998.12.31'] })).toBe('1998-12-31');
    expect(await dates({ '00080020': ['DA', 'unknown'] })).toBeNull();
  });

  it('knows the representations of 2015 and later, and implicit elements in explicit files', async () => {
    const longs = slice({ '7fe00001': ['OV', new Uint8Array(16)], '00091012': ['SV', new Uint8Array(8)] });
    expect((await readDicomHeader(write('ov.dcm', longs))).image?.pixelLength).toBe(12);
  });

  it('reads on where a private element makes the header long', async () => {
    const header = await readDicomHeader(write('long.dcm', slice({ '00091010': ['OB', new Uint8Array(300_000)] })));
    expect(header.image?.rows).toBe(2);
  });

  it('reads on where the list of regions, of undefined length, goes beyond the first kilobytes', async () => {
    const start = dicomBytes({ '00080060': ['CS', 'RTSTRUCT'], '30060010': ['SQ', [{ '00200052': ['UI', '1.2.9'] }]] });
    const list = Buffer.from([0x06, 0x30, 0x20, 0x00, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    const items = Array.from({ length: 1000 }, (_, n) => {
      const roi = dicomBytes({ '30060022': ['IS', `${n + 1}`], '30060026': ['LO', `Region ${n}`] });
      const content = roi.subarray(roi.indexOf(Buffer.from([0x06, 0x30, 0x22, 0x00])));
      const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
      head.writeUInt32LE(content.length, 4);
      return Buffer.concat([head, content]);
    });
    const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
    const rest = dicomBytes({ '30060039': ['SQ', [{ '30060080': ['UN', new Uint8Array(200_000)] }]] });
    const contours = rest.subarray(rest.indexOf(Buffer.from([0x06, 0x30, 0x39, 0x00])));
    const path = write('many.dcm', Buffer.concat([start, list, ...items, end, contours]));
    expect((await readDicomHeader(path)).structureSet!.rois).toHaveLength(1000);
  });

  it('does not need the pixels: a file cut after its header still tells who it is', async () => {
    const path = write('cut.dcm', slice());
    truncateSync(path, statSync(path).size - 12);
    expect((await readDicomHeader(path)).seriesUid).toBe('1.2.3');
  });

  it('reads names in UTF-8 and Latin 1', async () => {
    const utf8 = slice({
      '00080005': ['CS', 'ISO_IR 192'],
      '0008103e': ['LO', new TextEncoder().encode('Thorax für Ärzte 肺')],
    });
    const latin = slice({ '00080005': ['CS', 'ISO_IR 100'], '0008103e': ['LO', 'Thorax für Ärzte'] });
    expect((await readDicomHeader(write('utf8.dcm', utf8))).seriesDescription).toBe('Thorax für Ärzte 肺');
    expect((await readDicomHeader(write('latin.dcm', latin))).seriesDescription).toBe('Thorax für Ärzte');
  });

  it('refuses what is not DICOM, is missing, or ends in the middle of the header', async () => {
    const good = slice();
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), Buffer.alloc(5000), good.subarray(0, 300)]) {
      await expect(readDicomHeader(write('bad.dcm', bytes))).rejects.toMatchObject({ code: 'unreadable-file' });
    }
    await expect(readDicomHeader(join(folder.path, 'none.dcm'))).rejects.toThrow('none.dcm: the file is not there');
    await expect(readDicomHeader(folder.path)).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('gives up on absurd lengths without allocating them', async () => {
    const bytes = dicomBytes({ '00091010': ['OB', new Uint8Array(8)] });
    bytes.writeUInt32LE(0xfffffff0, bytes.length - 12);
    await expect(readDicomHeader(write('absurd.dcm', bytes))).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('never does anything but read or refuse a file with flipped bytes', async () => {
    const good = slice({ '30060020': ['SQ', [{ '30060022': ['IS', '1'], '30060026': ['LO', 'GTV'] }]] });
    let refused = 0;
    for (let n = 0; n < 400; n++) {
      const bytes = Buffer.from(good);
      for (const step of [7919, 104729, 1299709])
        bytes[132 + ((n * step) % (good.length - 132))] = (n * 31 + step) & 255;
      await readDicomHeader(write('flipped.dcm', bytes)).catch((error: { code?: string }) => {
        expect(error.code).toMatch(/unreadable-file|unsupported/);
        refused++;
      });
    }
    expect(refused).toBeGreaterThan(10);
  });
});

describe.skipIf(!hasSharedData)('readDicomHeader on real files', () => {
  it('lists the regions of a structure set and where they belong', async () => {
    const { structureSet, image } = await readDicomHeader(sharedData('rtstruct-multiroi/rtss.dcm'));
    expect(image).toBeNull();
    expect(structureSet!.rois).toHaveLength(10);
    expect(structureSet!.rois.map(({ name }) => name)).toEqual(expect.arrayContaining(['Areola', 'BODY', 'Tumor Bed']));
    expect(structureSet!.frameOfReferenceUids).toHaveLength(1);
  });

  it('lists the segments of a segmentation and its series', async () => {
    const { segmentation } = await readDicomHeader(sharedData('dicom-seg/liver.dcm'));
    expect(segmentation!.segments).toEqual([{ number: 1, label: 'Liver' }]);
    expect(segmentation!.seriesUids).toHaveLength(1);
  });
});
