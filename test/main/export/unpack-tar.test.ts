import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpackTar } from '#main/export/unpack-tar.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'seedpoint-tar-'))));
afterEach(() => rm(folder, { recursive: true }));

function entry(name: string, content: string, { mode = '0000644', type = '0' } = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${mode}\0`, 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(type, 156);
  return Buffer.concat([header, Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, '\0'))]);
}
const end = Buffer.alloc(1024);

test('files come out with their content, their folders and their executable bit', async () => {
  const long = 'x'.repeat(1000);
  const archive = Buffer.concat([
    entry('lib/', '', { type: '5' }),
    entry('lib/a.so', long, { mode: '0000755' }),
    entry('lib/link', '', { type: '2' }),
    entry('fonts/b.conf', 'hello'),
    end,
  ]);
  await unpackTar(archive, folder);
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['fonts', 'fonts/b.conf', 'lib', 'lib/a.so']);
  expect(await readFile(join(folder, 'lib/a.so'), 'utf8')).toBe(long);
  expect(await readFile(join(folder, 'fonts/b.conf'), 'utf8')).toBe('hello');
  expect((await stat(join(folder, 'lib/a.so'))).mode & 0o777).toBe(0o700);
});

test('an entry that leads out of the folder is refused', async () => {
  await expect(unpackTar(Buffer.concat([entry('../evil', 'x'), end]), folder)).rejects.toThrow('out of its folder');
});
