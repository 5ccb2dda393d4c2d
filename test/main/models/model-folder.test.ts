import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeAbandonedModels } from '#main/models/model-folder.ts';
import { temporaryFolder } from './folder.ts';

const folder = temporaryFolder();

test('what a killed import left is deleted, but nothing that may still be written, and no model', async () => {
  for (const name of ['.unfinished-old', '.unfinished-new', 'encoder-84437a36']) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'weights.safetensors'), 'x');
  }
  const longAgo = Date.now() / 1000 - 2 * 24 * 3600;
  for (const name of ['.unfinished-old', 'encoder-84437a36']) await utimes(join(folder, name), longAgo, longAgo);
  await removeAbandonedModels(folder);
  expect((await readdir(folder)).toSorted()).toEqual(['.unfinished-new', 'encoder-84437a36']);
  await expect(removeAbandonedModels(join(folder, 'nowhere'))).resolves.toBeUndefined();
});
