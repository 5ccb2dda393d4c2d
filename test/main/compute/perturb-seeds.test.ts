import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractFeatures } from '#main/compute/extract.ts';
import { type PerturbInput, type PerturbItem, perturbSeedsTask } from '#main/compute/perturb-seeds.ts';
import type { TaskContext } from '#main/compute/task.ts';
import { importModel } from '#main/models/import-model.ts';
import { predictProbe } from '#shared/biomarker/probe.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { displacedSeed } from '#shared/imaging/displaced-seeds.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
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

const seedMm = [-74.485, 16.333, -18.743] as const;
const draws = 3;
const dimension = 128;

describe.skipIf(!hasSharedData)('perturbing seeds in a real scan', () => {
  let modelFolder: string;
  const ibsi = (): ScanSource => {
    const images = sharedData('ibsi-lung-ct', 'dicom', 'image');
    return { format: 'dicom', files: readdirSync(images).map((file) => join(images, file)) };
  };
  const offsetsOf = (seed: number): Float64Array => {
    const random = createRandom(seed);
    return Float64Array.from({ length: 3 * (draws + 1) }, (_, i) => (i < 3 ? 0 : 4 * randomNormal(random)));
  };
  const random = createRandom(3);
  const probe: PerturbInput['probe'] = {
    coefficients: Float64Array.from({ length: dimension }, () => 0.2 * randomNormal(random)),
    intercepts: Float64Array.of(0.1),
    scaler: { mean: new Float64Array(dimension).fill(0.3), scale: new Float64Array(dimension).fill(0.5) },
    classCount: 2,
  };
  const input = (lesions: PerturbInput['lesions']): PerturbInput => ({
    modelFolder,
    cacheFolder,
    profile: 'exact-v1',
    engine: 'cpu',
    batchSize: 4,
    probe,
    draws,
    lesions,
  });

  beforeAll(async () => {
    const model = sharedData('reference-model', 'tiny-resnet50-vissl.torch');
    modelFolder = (await importModel(model, join(folder, 'models'), { name: 'm' })).folder;
  });

  it('gives at every seed what extraction and the biomarker give there, and the moments of the features', async () => {
    const offsetsMm = offsetsOf(1);
    const items: PerturbItem[] = [];
    const { leaving } = await perturbSeedsTask(
      input([{ id: 7, source: ibsi(), seedMm, offsetsMm }]),
      context((item) => items.push(item)),
    );
    const matrix = new Float32Array((draws + 1) * dimension);
    await extractFeatures(
      {
        modelFolder,
        cacheFolder,
        profile: 'exact-v1',
        engine: 'cpu',
        batchSize: 1,
        items: [0, 1, 2, 3].map((draw) => ({
          id: draw,
          source: ibsi(),
          seedMm: displacedSeed(seedMm, offsetsMm, draw),
        })),
      },
      context((item) => 'features' in item && matrix.set(item.features, item.id * dimension)),
    );
    expect(items).toHaveLength(1);
    const [item] = items;
    if (!item || 'error' in item) throw new Error('no result');
    expect(item.id).toBe(7);
    expect(leaving).toBe(0);
    const expected = predictProbe(matrix, probe);
    item.probabilities.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    expect(new Set(item.probabilities).size).toBeGreaterThan(draws);
    for (const feature of [0, 17, 127]) {
      const values = [1, 2, 3].map((draw) => matrix[draw * dimension + feature]!);
      const mean = (values[0]! + values[1]! + values[2]!) / 3;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2;
      expect(item.featureMeans[feature]! / mean).toBeCloseTo(1, 5);
      expect(item.featureVariances[feature]! / variance).toBeCloseTo(1, 3);
    }
  });

  it('fails a lesion of which one seed fails, once, and goes on', async () => {
    const outside = offsetsOf(2);
    outside[9] = 10_000;
    const items: PerturbItem[] = [];
    await perturbSeedsTask(
      input([
        { id: 1, source: ibsi(), seedMm, offsetsMm: outside },
        { id: 2, source: { format: 'volume', path: join(folder, 'absent.nrrd') }, seedMm, offsetsMm: offsetsOf(3) },
        { id: 3, source: ibsi(), seedMm, offsetsMm: offsetsOf(4) },
      ]),
      context((item) => items.push(item)),
    );
    expect(items.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    const byId = new Map(items.map((item) => [item.id, item]));
    expect(byId.get(1)).toMatchObject({ error: { code: 'invalid-input' } });
    expect(byId.get(2)).toMatchObject({ error: { code: 'unreadable-file' } });
    expect(byId.get(3)).toHaveProperty('probabilities');
  });

  it('counts the patches that reach outside a scan, as all but the first of one cropped to the patch do', async () => {
    const path = sharedData('nsclc-owkin', 'patch50', 'patient_004.npz');
    const source: ScanSource = { format: 'array', path, arrayName: 'scan', axisOrder: 'xyz', intensity: 'hu' };
    const { leaving } = await perturbSeedsTask(
      input([{ id: 1, source, seedMm: [24.5, 24.5, 24.5], offsetsMm: offsetsOf(5) }]),
      context(() => undefined),
    );
    expect(leaving).toBe(draws);
  });

  it('is cancelled between patches', async () => {
    const controller = new AbortController();
    const lesions = Array.from({ length: 40 }, (_, id) => ({ id, source: ibsi(), seedMm, offsetsMm: offsetsOf(id) }));
    let given = 0;
    const running = perturbSeedsTask(
      input(lesions),
      context(() => {
        given++;
        controller.abort(new Error('stop'));
      }, controller.signal),
    );
    await expect(running).rejects.toThrow('stop');
    expect(given).toBeLessThan(40);
  });
});
