import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openZip } from '#main/models/zip.ts';
import { temporaryFolder } from './folder.ts';
import { buildZip, type ZipPart } from './zip-builder.ts';

const folder = temporaryFolder();
const parts: ZipPart[] = [
  { name: 'a/data.pkl', data: Buffer.from('pickle') },
  { name: 'a/data/0', data: Buffer.from('0123456789') },
];

function fileOf(bytes: Uint8Array): string {
  const path = join(folder, 'file.zip');
  writeFileSync(path, bytes);
  return path;
}

const opening = (bytes: Uint8Array): Promise<unknown> => openZip(fileOf(bytes)).then((zip) => zip.close());

describe('openZip', () => {
  it.each([false, true])('reads parts of entries (zip64: %s)', async (zip64) => {
    const zip = await openZip(fileOf(buildZip(parts, { zip64 })));
    const entry = zip.entries.get('a/data/0');
    expect([...zip.entries.keys()]).toEqual(['a/data.pkl', 'a/data/0']);
    expect(entry && (await zip.read(entry, 3, 4)).toString()).toBe('3456');
    await expect(async () => entry && zip.read(entry, 8, 3)).rejects.toThrow('outside');
    await zip.close();
  });

  it('refuses a file that was cut off at any place', async () => {
    const whole = buildZip(parts);
    for (let length = 0; length < whole.length; length += 7) {
      await expect(opening(whole.subarray(0, length))).rejects.toMatchObject({ code: 'unreadable-file' });
    }
  });

  it('refuses compressed entries, the stuff of zip bombs', async () => {
    const bomb = [{ name: 'a/data.pkl', data: Buffer.alloc(100), method: 8, claimedSize: 4_000_000_000 }];
    await expect(opening(buildZip(bomb))).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('refuses entries that overlap', async () => {
    const overlapping = [parts[0], { ...parts[1], name: 'b', claimedStart: 0 }] as ZipPart[];
    await expect(opening(buildZip(overlapping))).rejects.toThrow('overlaps');
  });

  it('refuses an entry that claims more bytes than there are', async () => {
    const greedy = [{ name: 'a', data: Buffer.from('1234'), claimedSize: 1_000_000 }];
    await expect(opening(buildZip(greedy))).rejects.toThrow('reaches past its place');
  });

  it('refuses two entries of one name', async () => {
    const twins = [parts[1], parts[1]] as ZipPart[];
    await expect(opening(buildZip(twins))).rejects.toThrow('twice');
  });
});
