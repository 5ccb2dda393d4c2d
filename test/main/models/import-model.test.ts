import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tensorShapes } from '#main/models/architecture.ts';
import { importModel } from '#main/models/import-model.ts';
import { listModelFolders, readModelFolder, verifyWeights } from '#main/models/model-folder.ts';
import { openSafetensors, writeSafetensors } from '#main/models/safetensors.ts';
import { openTorchFile } from '#main/models/torch-file.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { temporaryFolder } from './folder.ts';

const folder = temporaryFolder();
let count = 0;
const freshFolder = (): string => join(folder, `models-${(count += 1)}`);
const vissl = (): string => sharedData('reference-model', 'tiny-resnet50-vissl.torch');
const lighter = (): string => sharedData('reference-model', 'tiny-resnet50-lighter.ckpt');

/** Our own safetensors file of a narrow encoder, each tensor filled by `value`. */
async function writeWeights(value: (name: string) => number): Promise<string> {
  const path = join(folder, `weights-${(count += 1)}.safetensors`);
  const shapes = tensorShapes({ depth: 50, width: 1, stemStride: 2, downsampleBias: false, head: null });
  const tensors = [...shapes].map(([name, shape]) => ({
    name,
    shape,
    pieces: async function* () {
      yield new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value(name));
    },
  }));
  await writeSafetensors(path, tensors, () => undefined);
  return path;
}

describe.skipIf(!hasSharedData)('importModel on the reference files', () => {
  it('reads both key layouts into the same weights', async () => {
    const first = await importModel(vissl(), freshFolder(), { name: 'VISSL' });
    const second = await importModel(lighter(), freshFolder(), { name: 'Lighter' });
    expect(first.manifest).toMatchObject({
      name: 'VISSL',
      architecture: { depth: 50, width: 4, stemStride: 2, downsampleBias: true, head: [128, 16, 2] },
      featureCount: 128,
      headOutputs: 2,
      parameterCount: 187_030,
      trained: true,
    });
    expect(first.manifest.provenance).toMatch(/tiny-resnet50-vissl\.torch \(860,181 bytes, sha256 [0-9a-f]{64}\)/);
    expect(second.manifest.sha256).toBe(first.manifest.sha256);
    expect(await readModelFolder(first.folder)).toEqual(first.manifest);
    await verifyWeights(first);
  });

  it('keeps every value bit for bit', async () => {
    const { folder: model } = await importModel(vissl(), freshFolder(), { name: 'm' });
    const [original, copy] = [await openTorchFile(vissl()), await openSafetensors(join(model, 'weights.safetensors'))];
    for (const name of copy.names) {
      const key = name.startsWith('trunk.')
        ? name.replace('trunk.', 'trunk_state_dict/')
        : name.replace(/head\.(\d)/, 'head_state_dict/$1.0');
      const size = copy.shape(name).reduce((product, edge) => product * edge, 1);
      expect(await copy.read(name, 0, size)).toEqual(await original.read(key, 0, size));
    }
    await original.close();
    await copy.close();
  });

  it('refuses a file that lacks a tensor, names it, and leaves nothing behind', async () => {
    const models = freshFolder();
    const incomplete = importModel(sharedData('reference-model', 'tiny-resnet50-missing-key.torch'), models, {
      name: 'm',
    });
    await expect(incomplete).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('layer3.2.conv2.weight'),
    });
    expect(await listModelFolders(models)).toEqual([]);
  });

  it('keeps the same weights once', async () => {
    const models = freshFolder();
    const first = await importModel(vissl(), models, { name: 'first' });
    expect(await importModel(lighter(), models, { name: 'second' })).toEqual(first);
    expect(readdirSync(models)).toHaveLength(1);
  });

  it('imports a model folder with its licence and provenance under a new name', async () => {
    const { folder: model, manifest } = await importModel(vissl(), freshFolder(), { name: 'm' });
    const copy = await importModel(model, freshFolder(), { name: 'copy' });
    expect(copy.manifest).toEqual({ ...manifest, name: 'copy', createdAt: copy.manifest.createdAt });
  });

  it('stops on cancel and leaves nothing behind', async () => {
    const models = freshFolder();
    const controller = new AbortController();
    const running = importModel(vissl(), models, {
      name: 'm',
      signal: controller.signal,
      report: ({ label }) => label.startsWith('Copying') && controller.abort(new Error('stop')),
    });
    await expect(running).rejects.toThrow('stop');
    expect(readdirSync(models)).toEqual([]);
  });

  it('reports megabytes up to the end', async () => {
    const seen: { done: number; total: number }[] = [];
    await importModel(vissl(), freshFolder(), { name: 'm', report: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ done: 1, total: 1 });
  });
});

describe('importModel', () => {
  it('imports safetensors', async () => {
    const { manifest } = await importModel(await writeWeights(() => 0.5), freshFolder(), { name: 'Narrow' });
    expect(manifest).toMatchObject({
      architecture: { depth: 50, width: 1, stemStride: 2, downsampleBias: false, head: null },
      headOutputs: 0,
    });
  });

  it('refuses weights that are not finite numbers and names the tensor', async () => {
    const path = await writeWeights((name) => (name === 'trunk.layer2.0.bn1.bias' ? Number.NaN : 1));
    await expect(importModel(path, freshFolder(), { name: 'm' })).rejects.toThrow(
      'trunk.layer2.0.bn1.bias holds a value',
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'is not a model file'],
    ['text', Buffer.from('these are no weights at all'), 'is not a model file'],
    ['a bare pickle', Buffer.from([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20]), 'before 1.6'],
  ])('refuses %s', async (_what, bytes, message) => {
    const path = join(folder, 'other.pt');
    writeFileSync(path, bytes);
    await expect(importModel(path, freshFolder(), { name: 'm' })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a path where nothing is and a folder that is no model', async () => {
    await expect(importModel(join(folder, 'nowhere.pt'), freshFolder(), { name: 'm' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(importModel(folder, freshFolder(), { name: 'm' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a model folder', () => {
  it('is refused where its manifest was changed, and found out where its weights were', async () => {
    const { folder: model, manifest } = await importModel(await writeWeights(() => 0.25), freshFolder(), { name: 'm' });
    const copy = join(folder, 'tampered');
    cpSync(model, copy, { recursive: true });
    const weights = readFileSync(join(copy, 'weights.safetensors'));
    weights[weights.length - 1] = (weights.at(-1) ?? 0) ^ 1;
    writeFileSync(join(copy, 'weights.safetensors'), weights);
    await expect(verifyWeights({ folder: copy, manifest })).rejects.toThrow('their checksum differs');
    writeFileSync(join(copy, 'model.json'), JSON.stringify({ ...manifest, parameterCount: -1 }));
    await expect(readModelFolder(copy)).rejects.toThrow('parameterCount');
  });
});
