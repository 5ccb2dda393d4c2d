import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HeaderCache } from '#main/importers/dicom-folder/header-cache.ts';
import { answering, assertDriveIsThere, fileSystemCode } from '#main/importers/dicom-folder/lost-drive.ts';
import { scanFolder } from '#main/importers/dicom-folder/scan-folder.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { dicomSlice, temporaryFolder } from '#test/main/readers/tiny-files.ts';

const made = temporaryFolder();
afterAll(made.remove);
const { signal } = new AbortController();
let folders = 0;

/** A folder of slices in subfolders of ten. */
function folderOf(count: number): string {
  const folder = join(made.path, `f${folders++}`);
  const geometry = {
    size: [2, 2, count],
    spacingMm: [1, 1, 1],
    originMm: [0, 0, 0],
    direction: identityDirection,
  } as const;
  for (let index = 0; index < count; index++) {
    const place = join(folder, `part ${Math.floor(index / 10)}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${index}`), dicomSlice({ index, geometry, stored: [0, 0, 0, 0] }));
  }
  return folder;
}

describe('scanFolder', () => {
  it('reads every DICOM file whatever its name, passes over others, and leaves copies out', async () => {
    const folder = folderOf(25);
    writeFileSync(join(folder, 'notes.txt'), 'no image');
    writeFileSync(
      join(folder, 'damaged.dcm'),
      Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(40, 7)]),
    );
    execFileSync('cp', [join(folder, 'part 0', '3'), join(folder, 'copy')]);
    const progress: number[] = [];
    const scan = await scanFolder(folder, signal, (done) => progress.push(done));
    expect(scan.headers).toHaveLength(25);
    expect(scan).toMatchObject({ fileCount: 28, copies: 1 });
    expect(scan.damaged.map(({ error }) => error.message)).toEqual([
      'damaged.dcm: the DICOM header is damaged or cut short.',
    ]);
    expect(progress.at(-1)).toBe(28);
  });

  it('reads old files without preamble, with and without file meta information', async () => {
    const folder = join(made.path, 'bare');
    mkdirSync(folder);
    const geometry = {
      size: [2, 2, 2],
      spacingMm: [1, 1, 1],
      originMm: [0, 0, 0],
      direction: identityDirection,
    } as const;
    const file = dicomSlice({ index: 0, geometry, stored: [1, 2, 3, 4] });
    writeFileSync(join(folder, 'no-preamble'), file.subarray(132));
    writeFileSync(join(folder, 'no-meta'), file.subarray(file.indexOf(Buffer.from([8, 0, 0x16, 0]))));
    const { headers } = await scanFolder(folder, signal);
    expect(headers.map(({ seriesUid }) => seriesUid)).toEqual(['1.2.3', '1.2.3']);
  });

  it('is not held up by a pipe, a device or a loop of links', async () => {
    const folder = folderOf(3);
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe')]);
    symlinkSync(join(folder, 'pipe'), join(folder, 'link to a pipe'));
    symlinkSync('/dev/zero', join(folder, 'zero'));
    symlinkSync(folder, join(folder, 'loop'));
    const scan = await scanFolder(folder, signal, undefined, { patienceMs: 2000 });
    expect(scan.headers).toHaveLength(3);
    expect(scan.damaged).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('reports a folder inside that cannot be opened', async () => {
    const folder = folderOf(12);
    chmodSync(join(folder, 'part 1'), 0);
    const scan = await scanFolder(folder, signal);
    chmodSync(join(folder, 'part 1'), 0o700);
    expect(scan.headers).toHaveLength(10);
    expect(scan.damaged[0]!.error.message).toMatch(/part 1.*cannot be opened/);
  });

  it('is stopped by a drive that goes away, and goes on from there when it is back', async () => {
    const folder = folderOf(400);
    const away = `${folder} away`;
    const known = join(folder, 'part 0', '0');
    const date = new Date('2026-01-31T12:00:00Z');
    utimesSync(known, date, date);
    const cache = new HeaderCache();
    let isGone = false;
    const first = scanFolder(
      folder,
      signal,
      (done) => {
        if (done < 100 || isGone) return;
        isGone = true;
        renameSync(folder, away);
      },
      { cache },
    );
    await expect(first).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringMatching(
        /cannot be reached any more \(ENOENT\), after 1\d\d of 400 files.*what was read is kept/,
      ),
    });
    renameSync(away, folder);
    // A file that was read and then damaged, without its date telling: the second scan must not look at it again.
    writeFileSync(known, Buffer.alloc(statSync(known).size));
    utimesSync(known, date, date);
    const { headers } = await scanFolder(folder, signal, undefined, { cache });
    expect(headers).toHaveLength(400);
  });

  it('tells a bad file from a lost drive', async () => {
    const eio = Object.assign(new Error('bad sector'), { code: 'EIO' });
    await assertDriveIsThere(made.path, eio, { done: 0, total: 1 }, 1000);
    await expect(assertDriveIsThere(join(made.path, 'none'), eio, { done: 7, total: 9 }, 1000)).rejects.toMatchObject({
      code: 'storage',
    });
    expect(fileSystemCode(new Error('outer', { cause: eio }))).toBe('EIO');
  });

  it('does not wait for what never answers', async () => {
    await expect(answering(new Promise(() => undefined), 20)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });
});
