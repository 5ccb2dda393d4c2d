import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEncoder } from '#main/compute/engines/encoder.ts';
import { type ExtractInput, type ExtractItem, extractFeatures } from '#main/compute/extract.ts';
import { readPatch } from '#main/compute/read-patch.ts';
import type { TaskContext } from '#main/compute/task.ts';
import { importModel } from '#main/models/import-model.ts';
import { readNpy } from '#main/readers/numpy.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { scalePatch } from '#shared/imaging/patch.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { temporaryFolder } from '../models/folder.ts';

const folder = temporaryFolder();
const cacheFolder = join(folder, 'cache');

const context = <Item>(emit: (item: Item) => void, signal = new AbortController().signal): TaskContext<Item> => ({
  signal,
  emit,
  report: () => undefined,
  log: () => undefined,
});

const patchSource = (file: string): ScanSource => ({
  format: 'array',
  path: file,
  arrayName: 'scan',
  axisOrder: 'xyz',
  intensity: 'hu',
});
const centre = [24.5, 24.5, 24.5] as const;
const ibsiSeed = [-74.485, 16.333, -18.743] as const;
const ibsi = (): ScanSource => {
  const images = sharedData('ibsi-lung-ct', 'dicom', 'image');
  return { format: 'dicom', files: readdirSync(images).map((file) => join(images, file)) };
};
const nsclcFiles = (): string[] => {
  const patches = sharedData('nsclc-owkin', 'patch50');
  return readdirSync(patches)
    .filter((file) => file.endsWith('.npz'))
    .map((file) => join(patches, file));
};

describe.skipIf(!hasSharedData)('extractFeatures on real scans', () => {
  let modelFolder: string;
  beforeAll(async () => {
    const model = sharedData('reference-model', 'tiny-resnet50-vissl.torch');
    modelFolder = (await importModel(model, join(folder, 'models'), { name: 'm' })).folder;
  });

  const input = (items: ExtractInput['items'], batchSize = 8): ExtractInput => ({
    modelFolder,
    cacheFolder,
    profile: 'exact-v1',
    engine: 'cpu',
    batchSize,
    items,
  });

  async function extract(task: ExtractInput): Promise<{ items: Map<number, ExtractItem>; engine: string }> {
    const items = new Map<number, ExtractItem>();
    const { engine } = await extractFeatures(
      task,
      context((item) => items.set(item.id, item)),
    );
    return { items, engine };
  }

  const featuresOf = (items: Map<number, ExtractItem>, id: number): Float32Array => {
    const item = items.get(id);
    if (!item || !('features' in item)) throw new Error(`No features of ${id}: ${JSON.stringify(item)}`);
    return item.features;
  };

  function expectClose(found: Float32Array, expected: Float32Array, tolerance: number): void {
    const scale = Math.max(...expected.map(Math.abs));
    expect(found).toHaveLength(expected.length);
    expect(Math.max(...found.map((value, index) => Math.abs(value - (expected[index] ?? 0)))) / scale).toBeLessThan(
      tolerance,
    );
  }

  it('encodes the reference patches as PyTorch does', async () => {
    const encoder = await openEncoder({ modelFolder, cacheFolder, engine: 'cpu', batchSize: 4 });
    const patches = readNpy(readFileSync(sharedData('reference-model', 'patches.npy'))).data as Float32Array;
    const expected = readNpy(readFileSync(sharedData('reference-model', 'features.npy'))).data as Float32Array;
    const found = await encoder.encode(
      Array.from({ length: 4 }, (_, index) => patches.slice(index * 125_000, (index + 1) * 125_000)),
    );
    found.forEach((features, index) => expectClose(features, expected.slice(index * 128, (index + 1) * 128), 1e-4));
    await encoder.close();
  });

  it('gives features per lesion, whatever the batch and the order', async () => {
    const patches = nsclcFiles()
      .slice(0, 9)
      .map((file, index) => ({ id: index + 1, source: patchSource(file), seedMm: centre }));
    const seeds = [0, 5, -5].map((shift, index) => ({
      id: 100 + index,
      source: ibsi(),
      seedMm: [ibsiSeed[0] + shift, ibsiSeed[1], ibsiSeed[2]] as const,
    }));
    const first = await extract(input([...patches, ...seeds]));
    const second = await extract(input([...seeds, ...patches.toReversed()], 1));
    expect(first.engine).toMatch(/^onnxruntime \d+\.\d+\.\d+ cpu$/);
    expect([...first.items.keys()].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 101, 102]);
    for (const id of first.items.keys()) expectClose(featuresOf(second.items, id), featuresOf(first.items, id), 1e-6);
    expect(featuresOf(first.items, 100)).not.toEqual(featuresOf(first.items, 101));
  });

  it('agrees with the patch that is shown', async () => {
    const shown = await readPatch(
      { source: ibsi(), seedMm: ibsiSeed, profile: 'exact-v1' },
      context(() => undefined),
    );
    const encoder = await openEncoder({ modelFolder, cacheFolder, engine: 'cpu', batchSize: 1 });
    const [expected] = await encoder.encode([scalePatch(shown.hu)]);
    await encoder.close();
    const { items } = await extract(input([{ id: 1, source: ibsi(), seedMm: ibsiSeed }]));
    expectClose(featuresOf(items, 1), expected ?? new Float32Array(), 1e-6);
  });

  it('goes on after an item that cannot be read, and says why', async () => {
    const [file = ''] = nsclcFiles();
    const damaged = join(folder, 'damaged.nrrd');
    writeFileSync(damaged, 'NRRD0004\ntype: banana\n\n');
    const { items } = await extract(
      input([
        { id: 1, source: { format: 'volume', path: join(folder, 'absent.nii.gz') }, seedMm: centre },
        { id: 2, source: { format: 'volume', path: damaged }, seedMm: centre },
        { id: 3, source: patchSource(file), seedMm: [500, 0, 0] },
        { id: 4, source: patchSource(file), seedMm: centre },
      ]),
    );
    expect(items.get(1)).toMatchObject({ error: { code: 'unreadable-file' } });
    expect(items.get(2)).toMatchObject({ error: { message: expect.stringContaining('damaged.nrrd') } });
    expect(items.get(3)).toMatchObject({ error: { code: 'invalid-input' } });
    expect(featuresOf(items, 4)).toHaveLength(128);
  });

  it('is cancelled within a second, and what was finished has been given out', async () => {
    const controller = new AbortController();
    const items = nsclcFiles().map((file, id) => ({ id: id + 1, source: patchSource(file), seedMm: centre }));
    let given = 0;
    let cancelledAt = 0;
    const running = extractFeatures(
      input(items),
      context(() => {
        given += 1;
        if (given !== 10) return;
        cancelledAt = performance.now();
        controller.abort(new Error('stop'));
      }, controller.signal),
    );
    await expect(running).rejects.toThrow('stop');
    expect(performance.now() - cancelledAt).toBeLessThan(1000);
    expect(given).toBeGreaterThanOrEqual(10);
    expect(given).toBeLessThan(items.length);
  });

  it('is cancelled while it waits for the first scan', async () => {
    const signal = AbortSignal.abort(new Error('stop'));
    const items = [{ id: 1, source: ibsi(), seedMm: ibsiSeed }];
    await expect(
      extractFeatures(
        input(items),
        context(() => undefined, signal),
      ),
    ).rejects.toThrow('stop');
  });

  it('does nothing for no lesions', async () => {
    expect((await extract(input([]))).items.size).toBe(0);
  });
});
