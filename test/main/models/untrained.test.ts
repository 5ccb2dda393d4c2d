import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { untrainedModelName, writeUntrainedModel } from '#main/models/untrained.ts';
import { temporaryFolder } from './folder.ts';

const folder = temporaryFolder();

describe('writeUntrainedModel', () => {
  it('says what it is', async () => {
    const { manifest } = await writeUntrainedModel(join(folder, 'a'), 1);
    expect(manifest).toMatchObject({ name: untrainedModelName, trained: false, featureCount: 128, headOutputs: 0 });
    expect(manifest.provenance).toContain('not trained');
  });

  it('depends on the seed alone, on every machine', async () => {
    const first = await writeUntrainedModel(join(folder, 'b'), 1);
    const again = await writeUntrainedModel(join(folder, 'c'), 1);
    const other = await writeUntrainedModel(join(folder, 'd'), 2);
    expect(first.manifest.sha256).toBe('84437a364ec4a235dab79ce8e8724cf5a99f911683a79932a286fc8652dcd5cc');
    expect(again.manifest.sha256).toBe(first.manifest.sha256);
    expect(other.manifest.sha256).not.toBe(first.manifest.sha256);
  });

  it('writes it once per folder', async () => {
    const models = join(folder, 'e');
    expect(await writeUntrainedModel(models, 1)).toEqual(await writeUntrainedModel(models, 1));
  });

  it('writes it once, though asked for twice at the same time', async () => {
    const models = join(folder, 'f');
    const [one, other] = await Promise.all([writeUntrainedModel(models, 1), writeUntrainedModel(models, 1)]);
    expect(other).toEqual(one);
    expect(await readdir(models)).toHaveLength(1);
  });
});
