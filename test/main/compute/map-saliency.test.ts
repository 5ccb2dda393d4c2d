import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Encoder } from '#main/compute/engines/encoder.ts';
import {
  mapSaliencyTask,
  type Probe,
  type SaliencyInput,
  type SaliencyItem,
  saliencyOf,
} from '#main/compute/map-saliency.ts';
import type { TaskProgress } from '#main/compute/task.ts';
import { writeUntrainedModel } from '#main/models/untrained.ts';
import { writeNpy } from '#main/readers/numpy.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { occlusionPlan } from '#shared/imaging/occlusion.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { temporaryFolder } from '../models/folder.ts';

const voxel = (x: number, y: number, z: number): number => (z * 50 + y) * 50 + x;
const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, value));
const hooks = { signal: new AbortController().signal, log: () => undefined };

/** A biomarker of two classes whose log-odds are the weighted sum of the features. */
const probeOf = (coefficients: readonly number[]): Probe => ({
  coefficients: Float64Array.from(coefficients),
  intercepts: Float64Array.of(0),
  scaler: {
    mean: new Float64Array(coefficients.length),
    scale: new Float64Array(coefficients.length).fill(1),
  },
  classCount: 2,
});

/** An encoder of two features: the mean of the voxels in a cube of 10 mm, and that of one at the other end. */
const lookingEncoder: Encoder = {
  engine: 'test',
  featureCount: 2,
  maxBatch: 16,
  encode: (patches) => Promise.resolve(patches.map((patch) => Float32Array.of(meanOf(patch, 30), meanOf(patch, 5)))),
  close: () => Promise.resolve(),
};

function meanOf(patch: Float32Array, from: number): number {
  let sum = 0;
  for (let z = from; z < from + 10; z++) {
    for (let y = from; y < from + 10; y++) for (let x = from; x < from + 10; x++) sum += patch[voxel(x, y, z)]!;
  }
  return sum / 1000;
}

/** Soft tissue of 60 HU in air. */
const tissue = (from: number, to: number): Float32Array =>
  Float32Array.from({ length: 50 ** 3 }, (_, at) => {
    const place = [at % 50, Math.floor(at / 50) % 50, Math.floor(at / 2500)];
    return place.every((index) => index >= from && index < to) ? 60 : -900;
  });

describe('saliency of an encoder that looks at a known place', () => {
  const plan = occlusionPlan(10, 5);
  const options = { plan, settings: { fill: 'air' as const }, classIndex: null };

  it('lights up there and nowhere else', async () => {
    const found = await saliencyOf(tissue(28, 42), lookingEncoder, { ...options, probe: probeOf([3, 0]) }, hooks);
    if ('error' in found) return expect.fail(found.error.message);
    expect(found.classIndex).toBe(1);
    const brightest = found.map.indexOf(largest(found.map));
    const place = [brightest % 50, Math.floor(brightest / 50) % 50, Math.floor(brightest / 2500)];
    for (const index of place) expect(index).toBeGreaterThanOrEqual(30);
    for (const index of place) expect(index).toBeLessThan(40);
    expect(found.map[voxel(35, 35, 35)]).toBeGreaterThan(0.1);
    // No cube that covers these voxels touches what the encoder looks at.
    expect(found.map[voxel(10, 10, 10)]).toBe(0);
    expect(found.map[voxel(35, 35, 15)]).toBe(0);
  });

  it('is the fall of the log-odds where one cube hides all of it', async () => {
    const whole = { ...options, plan: occlusionPlan(10, 10), probe: probeOf([3, 0]) };
    const found = await saliencyOf(tissue(28, 42), lookingEncoder, whole, hooks);
    // (60 + 1024) / 3072 of tissue becomes 0.
    expect('map' in found && found.map[voxel(35, 35, 35)]).toBeCloseTo((3 * 1084) / 3072, 6);
  });

  it('is negative where the place speaks against the class, and of the class asked for', async () => {
    const against = probeOf([-3, 4]);
    const patch = tissue(0, 50);
    const predicted = await saliencyOf(patch, lookingEncoder, { ...options, probe: against }, hooks);
    const asked = await saliencyOf(patch, lookingEncoder, { ...options, probe: against, classIndex: 0 }, hooks);
    if ('error' in predicted || 'error' in asked) return expect.fail('no map');
    expect([predicted.classIndex, asked.classIndex]).toEqual([1, 0]);
    expect(predicted.map[voxel(35, 35, 35)]).toBeLessThan(-0.1);
    expect(predicted.map[voxel(9, 9, 9)]).toBeGreaterThan(0.1);
    expect(asked.map.every((value, at) => value + predicted.map[at]! === 0)).toBe(true);
  });

  it('fills with the mean of the patch when asked to: a uniform patch is hidden by nothing', async () => {
    const uniform = new Float32Array(50 ** 3).fill(40);
    const mean = { ...options, settings: { fill: 'mean' as const }, probe: probeOf([3, 0]) };
    const found = await saliencyOf(uniform, lookingEncoder, mean, hooks);
    expect('map' in found && largest(found.map.map(Math.abs))).toBeLessThan(1e-5);
  });

  it('says which lesion has features that are no numbers', async () => {
    const broken: Encoder = {
      ...lookingEncoder,
      encode: (patches) => Promise.resolve(patches.map(() => Float32Array.of(Number.NaN, 0))),
    };
    const found = await saliencyOf(tissue(28, 42), broken, { ...options, probe: probeOf([1, 1]) }, hooks);
    expect(found).toMatchObject({ error: { code: 'device', message: expect.stringContaining('not finite') } });
  });
});

describe('the saliency task on real engines', () => {
  const folder = temporaryFolder();
  const models = new Map<number, string>();
  beforeAll(async () => {
    for (const seed of [1, 2]) models.set(seed, (await writeUntrainedModel(join(folder, 'models'), seed)).folder);
    const random = createRandom(6);
    // Noise in which every place differs, so that two models may look at different ones.
    const noise = Float32Array.from({ length: 50 ** 3 }, () => -400 + 300 * randomNormal(random));
    writeFileSync(join(folder, 'noise.npy'), writeNpy([50, 50, 50], noise));
  });

  const source = (name: string): ScanSource => ({
    format: 'array',
    path: join(folder, name),
    arrayName: null,
    axisOrder: 'zyx',
    intensity: 'hu',
  });
  const noise: SaliencyInput['lesions'][number] = { id: 1, source: source('noise.npy'), seedMm: [24.5, 24.5, 24.5] };
  const input = (seed: number, lesions = [noise]): SaliencyInput => {
    const random = createRandom(seed);
    return {
      modelFolder: models.get(seed)!,
      cacheFolder: join(folder, 'cache'),
      profile: 'exact-v1',
      engine: 'cpu',
      batchSize: 8,
      probe: probeOf(Array.from({ length: 128 }, () => randomNormal(random))),
      settings: { blockMm: 14, strideMm: 9, fill: 'mean' },
      classIndex: 1,
      lesions,
    };
  };

  async function mapped(task: SaliencyInput): Promise<{ items: SaliencyItem[]; progress: TaskProgress[] }> {
    const items: SaliencyItem[] = [];
    const progress: TaskProgress[] = [];
    const { signal, log } = hooks;
    await mapSaliencyTask(task, {
      signal,
      log,
      emit: (item) => items.push(item),
      report: (at) => progress.push(at),
    });
    return { items, progress };
  }

  const mapOf = async (task: SaliencyInput): Promise<Float32Array> => {
    const [item] = (await mapped(task)).items;
    return item && 'map' in item ? item.map : expect.fail(JSON.stringify(item));
  };

  it('is the same every time, and another with other random weights (Adebayo et al. 2018)', async () => {
    const first = await mapOf(input(1));
    // Batches follow the speed of the machine, and the last digits of the engine follow the batches.
    const again = await mapOf({ ...input(1), batchSize: 3 });
    const apart = largest(again.map((value, at) => Math.abs(value - first[at]!)));
    expect(apart).toBeLessThan(1e-3 * largest(first.map(Math.abs)));
    const other = await mapOf(input(2));
    expect(Math.abs(correlation(first, other))).toBeLessThan(0.5);
    expect(largest(first.map(Math.abs))).toBeGreaterThan(0);
  }, 60_000);

  it('tells its progress in cubes, and fails a scan that cannot be read alone', async () => {
    const lesions = [{ id: 7, source: source('absent.npy'), seedMm: [24.5, 24.5, 24.5] as const }, ...input(1).lesions];
    const { items, progress } = await mapped(input(1, lesions));
    expect(items[0]).toMatchObject({ id: 7, error: { code: 'unreadable-file' } });
    expect(items[1]).toMatchObject({ id: 1, classIndex: 1 });
    const cubes = 5 ** 3 + 1;
    expect(progress.at(-1)).toEqual({ done: 2 * cubes, total: 2 * cubes, label: 'Hidden cubes' });
    const counts = progress.map(({ done }) => done);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts).toContain(cubes + 1);
  }, 60_000);

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const run = mapSaliencyTask(input(1), {
      signal: stop.signal,
      log: () => undefined,
      emit: () => expect.fail('a map after the end'),
      report: ({ done }) => (done > 3 ? stop.abort() : undefined),
    });
    await expect(run).rejects.toThrow();
  }, 60_000);
});

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, at) => {
    const [u, v] = [value - meanA, b[at]! - meanB];
    ab += u * v;
    aa += u * u;
    bb += v * v;
  });
  return ab / Math.sqrt(aa * bb);
}
