import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readRegionMask } from '#main/readers/region-mask.ts';
import { readSegmentation, segmentMask } from '#main/readers/segmentation.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { temporaryFolder } from './tiny-files.ts';

/** See make.py beside the file for how these were made. */
const reference: {
  size: Geometry['size'];
  spacingMm: Geometry['spacingMm'];
  originMm: Geometry['originMm'];
  files: Record<string, { bytes: string; voxels: Record<string, [number, number, number][]> }>;
} = JSON.parse(readFileSync(join(import.meta.dirname, '../../reference/segmentations/files.json'), 'utf8'));
const geometry: Geometry = { ...reference, direction: identityDirection };

const folder = temporaryFolder();
afterAll(folder.remove);
const bytesOf = (name: string) => Buffer.from(reference.files[name]!.bytes, 'base64');
const write = (name: string, bytes: Buffer = bytesOf(name)): string => {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
};
/** (k, j, i) of the voxels inside. */
function voxelsOf({ box, data }: Mask): number[][] {
  const [width, height] = box.size;
  return [...data].flatMap((value, n) =>
    value
      ? [
          [
            Math.floor(n / (width * height)) + box.start[2],
            (Math.floor(n / width) % height) + box.start[1],
            (n % width) + box.start[0],
          ],
        ]
      : [],
  );
}

describe('segmentations as highdicom writes them', () => {
  it.each(Object.keys(reference.files))('%s', async (name) => {
    const { voxels } = reference.files[name]!;
    const segmentation = await readSegmentation(write(name));
    expect(segmentation.segments.map(({ label }) => label)).toEqual(Object.keys(voxels));
    for (const segment of segmentation.segments) {
      const mask = await segmentMask(segment, geometry);
      expect(voxelsOf(mask)).toEqual(voxels[segment.label]);
      const words = [
        ...(name.startsWith('fractional') ? [/fractional .* 50 %/] : []),
        ...(name === 'half.dcm' ? [/another grid/] : []),
      ];
      expect(mask.warnings).toEqual(words.map((word) => expect.stringMatching(word)));
    }
  });

  it('reads frames that were deflated one by one', async () => {
    const plain = bytesOf('label-map.dcm');
    const tag = plain.lastIndexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42]));
    const area = reference.size[0] * reference.size[1];
    const frames = Math.floor(plain.readUInt32LE(tag + 8) / area);
    const item = (content: Buffer, mark = 0xe000) => {
      const head = Buffer.alloc(8);
      head.writeUInt16LE(0xfffe, 0);
      head.writeUInt16LE(mark, 2);
      head.writeUInt32LE(content.length, 4);
      return Buffer.concat([head, content]);
    };
    const packed = Array.from({ length: frames }, (_, n) => {
      const frame = deflateRawSync(plain.subarray(tag + 12 + n * area, tag + 12 + (n + 1) * area));
      return item(frame.length % 2 === 0 ? frame : Buffer.concat([frame, Buffer.alloc(1)]));
    });
    const head = Buffer.from(plain.subarray(0, tag + 12));
    head.writeUInt32LE(0xffffffff, tag + 8);
    const syntax = Buffer.from('1.2.840.10008.1.2.1\0');
    const at = head.indexOf(syntax);
    const renamed = Buffer.concat([
      head.subarray(0, at),
      Buffer.from('1.2.840.10008.1.2.8.1\0'),
      head.subarray(at + syntax.length),
    ]);
    renamed.writeUInt16LE(22, at - 2);
    renamed.writeUInt32LE(renamed.readUInt32LE(140) + 2, 140);
    const bytes = Buffer.concat([renamed, item(Buffer.alloc(0)), ...packed, item(Buffer.alloc(0), 0xe0dd)]);
    const { segments } = await readSegmentation(write('deflated-frames.dcm', bytes));
    expect(voxelsOf(await segmentMask(segments[0]!, geometry))).toEqual(
      reference.files['label-map.dcm']!.voxels['Lesion'],
    );
  });
});

describe('readRegionMask', () => {
  const scan = { geometry };
  const source = { format: 'none' } as const;

  it('gives the voxels of a segment over the smallest box that holds them', async () => {
    const region = { format: 'dicom', path: write('overlapping.dcm'), roi: 'Other' } as const;
    const mask = await readRegionMask(scan, source, region);
    expect(mask).toMatchObject({ box: { start: [1, 4, 2], size: [4, 4, 3] }, warnings: [] });
    expect(mask.data).toEqual(new Uint8Array(48).fill(1));
  });

  it('refuses a region that the file does not have, or that lies beside the scan', async () => {
    const path = write('binary.dcm');
    await expect(readRegionMask(scan, source, { format: 'dicom', path, roi: 'None' })).rejects.toMatchObject({
      code: 'not-found',
    });
    const away = { geometry: { ...geometry, originMm: [500, 500, 500] as const } };
    await expect(readRegionMask(away, source, { format: 'dicom', path, roi: 'Lesion' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});
