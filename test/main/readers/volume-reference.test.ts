import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openScan } from '#main/readers/open-scan.ts';
import { readVolume } from '#main/readers/open-volume.ts';
import { voxelToWorld } from '#shared/imaging/geometry.ts';
import { temporaryFolder } from './tiny-files.ts';

/** See make.py beside the file for how these were made. */
const files: Record<
  string,
  { bytes: string; beside: Record<string, string>; affine: number[][]; values: number[] | null }
> = JSON.parse(readFileSync(join(import.meta.dirname, '../../reference/volumes/files.json'), 'utf8'));
const toleranceMm = 1e-4;
const size = [7, 6, 5] as const;

const folder = temporaryFolder();
afterAll(folder.remove);
const write = (name: string, base64: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, Buffer.from(base64, 'base64'));
  return path;
};
for (const [name, { bytes, beside }] of Object.entries(files)) {
  write(name, bytes);
  for (const [other, content] of Object.entries(beside)) write(other, content);
}
const value = (n: number) => (n % 7) + 10 * (Math.floor(n / 7) % 6) + 100 * Math.floor(n / 42) - 500;

describe('volume files as nibabel and SimpleITK see them', () => {
  it.each(Object.keys(files))('%s', async (name) => {
    const { affine, values } = files[name] as (typeof files)[string];
    const scan = await openScan({ format: 'volume', path: join(folder.path, name) });
    expect(scan.geometry.size).toEqual(size);
    for (const corner of [
      [0, 0, 0],
      [6, 0, 0],
      [0, 5, 0],
      [0, 0, 4],
    ] as const) {
      const ours = voxelToWorld(scan.geometry, corner);
      affine.forEach((row, axis) => {
        const theirs = row[0]! * corner[0] + row[1]! * corner[1] + row[2]! * corner[2] + row[3]!;
        expect(Math.abs(ours[axis as 0 | 1 | 2] - theirs)).toBeLessThan(toleranceMm);
      });
    }
    const { data } = await scan.readRegion({ start: [0, 0, 0], size });
    const expected = Array.from(data, (_, n) => values?.[n] ?? value(n));
    const worst = expected.reduce((high, one, n) => Math.max(high, Math.abs(one - (data[n] as number))), 0);
    expect(worst).toBeLessThanOrEqual(name === 'scaled.nii' ? 1e-3 : 0);
    const box = { start: [2, 1, 3], size: [3, 4, 2] } as const;
    const part = await scan.readRegion(box);
    const cut = [0, 1].flatMap((k) =>
      [0, 1, 2, 3].flatMap((j) => [0, 1, 2].map((i) => data[((k + 3) * 6 + j + 1) * 7 + i + 2])),
    );
    expect([...part.data]).toEqual(cut);
  });

  it('of a pair either file may be named, and a header alone is refused', async () => {
    const scan = await openScan({ format: 'volume', path: join(folder.path, 'pair.img') });
    expect(scan.geometry.size).toEqual(size);
    const alone = write('alone.hdr', (files['pair.hdr'] as (typeof files)[string]).bytes);
    await expect(readVolume(alone)).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('says what it made of transformations that disagree or are missing', async () => {
    const warningsOf = async (name: string) =>
      (await openScan({ format: 'volume', path: join(folder.path, name) })).warnings.join(' ');
    expect(await warningsOf('both-sform-wins.nii')).toMatch(/differ; the sform is used/);
    expect(await warningsOf('sheared-sform.nii')).toMatch(/the qform, which is not sheared, is used/);
    const bytes = Buffer.from((files['sform.nii'] as (typeof files)[string]).bytes, 'base64');
    bytes.writeInt16LE(0, 254);
    writeFileSync(join(folder.path, 'nowhere.nii'), bytes);
    expect(await warningsOf('nowhere.nii')).toMatch(/does not say how the patient lies/);
  });

  it('reads of an uncompressed file only what a region needs, and keeps none of it', async () => {
    const path = write('large.nii', (files['sform.nii'] as (typeof files)[string]).bytes);
    const scan = await openScan({ format: 'volume', path });
    const bytes = readFileSync(path);
    bytes.writeInt16LE(321, 352 + 2 * 209);
    writeFileSync(path, bytes);
    expect([...(await scan.readRegion({ start: [6, 5, 4], size: [1, 1, 1] })).data]).toEqual([321]);
  });
});
