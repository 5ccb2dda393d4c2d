import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { importModel } from '#main/models/import-model.ts';
import { cachedOnnx } from '#main/models/onnx-cache.ts';
import { writeOnnx } from '#main/models/onnx-writer.ts';
import { writeUntrainedModel } from '#main/models/untrained.ts';
import { readNpy } from '#main/readers/numpy.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { temporaryFolder } from './folder.ts';

const folder = temporaryFolder();
const patchVoxels = 50 ** 3;
const reference = (name: string): Float32Array =>
  readNpy(readFileSync(sharedData('reference-model', name))).data as Float32Array;

/** Largest difference relative to the largest reference value. */
function relativeDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let difference = 0;
  let scale = 0;
  for (let index = 0; index < expected.length; index += 1) {
    difference = Math.max(difference, Math.abs((found[index] ?? Number.NaN) - (expected[index] ?? 0)));
    scale = Math.max(scale, Math.abs(expected[index] ?? 0));
  }
  return difference / scale;
}

async function outputs(graph: string, patches: Float32Array): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(graph);
  const shape = [patches.length / patchVoxels, 1, 50, 50, 50];
  const results = await session.run({ patches: new Tensor('float32', patches, shape) });
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
}

describe.skipIf(!hasSharedData)('writeOnnx', () => {
  it.each(['tiny-resnet50-vissl.torch', 'tiny-resnet50-lighter.ckpt'])(
    'gives the features and logits of PyTorch for %s',
    async (file) => {
      const { folder: model } = await importModel(sharedData('reference-model', file), join(folder, file), {
        name: file,
      });
      const graph = join(folder, `${file}.onnx`);
      await writeOnnx(model, graph);
      const { features, logits } = await outputs(graph, reference('patches.npy'));
      expect(relativeDifference(features ?? [], reference('features.npy'))).toBeLessThan(1e-5);
      expect(relativeDifference(logits ?? [], reference('logits.npy'))).toBeLessThan(1e-5);
    },
  );

  it('declares a free batch, and gives each patch the same features in any batch', async () => {
    const { folder: model } = await importModel(
      sharedData('reference-model', 'tiny-resnet50-vissl.torch'),
      join(folder, 'batch'),
      { name: 'm' },
    );
    const graph = await cachedOnnx(model, join(folder, 'cache'));
    const session = await InferenceSession.create(graph);
    expect(session.inputMetadata).toEqual([
      { name: 'patches', isTensor: true, type: 'float32', shape: ['n', 1, 50, 50, 50] },
    ]);
    expect(session.outputMetadata.map((output) => [output.name, 'shape' in output && output.shape])).toEqual([
      ['features', ['n', 128]],
      ['logits', ['n', 2]],
    ]);
    await session.release();
    const patches = reference('patches.npy');
    const together = (await outputs(graph, patches))['features'] ?? new Float32Array();
    for (let index = 0; index < 4; index += 1) {
      const alone = (await outputs(graph, patches.slice(index * patchVoxels, (index + 1) * patchVoxels)))['features'];
      expect(relativeDifference(alone ?? [], together.slice(index * 128, (index + 1) * 128))).toBeLessThan(1e-6);
    }
  });
});

describe('cachedOnnx', () => {
  it('writes a graph once and keeps no unfinished file', async () => {
    const { folder: model, manifest } = await writeUntrainedModel(join(folder, 'box'), 3);
    const cache = join(folder, 'once');
    const graph = await cachedOnnx(model, cache);
    const { mtimeMs } = statSync(graph);
    expect(await cachedOnnx(model, cache)).toBe(graph);
    expect(statSync(graph).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(cache)).toEqual([expect.stringContaining(manifest.sha256)]);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const { folder: model } = await writeUntrainedModel(join(folder, 'box'), 4);
    const cache = join(folder, 'cancelled');
    await expect(cachedOnnx(model, cache, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow();
    expect(readdirSync(cache)).toEqual([]);
  });
});
