import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { writeUntrainedModel } from '#main/models/untrained.ts';
import { type CohortId, featureSetIdSchema, type RunId, runIdSchema } from '#shared/domain/ids.ts';
import { openMainSide, type TestMainSide } from './open-main-side.ts';

/** Phantoms to a biomarker; the tests then map its saliency and its feature space. */
const patients = 30;
let folder = '';
let main: TestMainSide;
let cohortId: CohortId;
let runId: RunId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedpoint-saliency-'));
  vi.stubEnv('SEEDPOINT_CONFIG', join(folder, 'config'));
  const phantoms = await writePhantomCohort(join(folder, 'data'), { patients, seed: 5 });
  main = await openMainSide();
  const { client } = main;
  await client['workspaces.create']({ path: join(folder, 'workspace'), name: 'Saliency' });
  cohortId = (await client['cohorts.create']({ name: 'Phantoms' })).id;
  for (const options of phantoms.imports) {
    await main.ended((await client['imports.start']({ cohortId, options })).jobId);
  }
  const { folder: modelFolder } = await writeUntrainedModel(join(folder, 'models'), 3);
  await main.ended((await client['models.import']({ path: modelFolder, name: 'Untrained' })).jobId);
  const [model] = await client['models.list']({});
  const extraction = await client['features.extract']({ cohortId, modelId: model!.id, engine: 'cpu' });
  const featureSetId = featureSetIdSchema.parse((await main.ended(extraction.jobId)).result?.['featureSetId']);
  const endpoint = await client['endpoints.create']({
    cohortId,
    name: 'Malignancy',
    definition: { kind: 'binary', column: 'diagnosis', positive: ['malignant'] },
  });
  const split = await client['splits.create']({
    cohortId,
    name: 'Half',
    seed: 1,
    fractions: { train: 2, tune: 1, test: 1 },
    stratifyBy: endpoint.id,
  });
  const training = await client['probes.train']({
    featureSetId,
    splitId: split.id,
    endpointId: endpoint.id,
    name: 'Malignancy',
    searchSize: 10,
  });
  runId = runIdSchema.parse((await main.ended(training.jobId)).result?.['runId']);
}, 180_000);
afterAll(async () => {
  await main.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

const figure = async (statisticId: string, changes: object = {}) => {
  const source = { cohortId, runId };
  const { params } = await main.client['statistics.suggest']({ source, statisticId });
  return main.client['statistics.compute']({ source, statisticId, params: { ...params, ...changes } });
};

test('two test lesions are drawn and mapped, and the saliency grid shows them by their codes', async () => {
  const source = { cohortId, runId };
  await expect(
    main.client['statistics.compute']({ source, statisticId: 'saliency-grid', params: {} }),
  ).rejects.toMatchObject({ code: 'invalid-input', message: 'Compute saliency maps of this run first.' });

  const request = { runId, blockMm: 15, strideMm: 15, engine: 'cpu' } as const;
  const job = await main.ended((await main.client['saliency.start'](request)).jobId);
  const cubes = 4 ** 3 + 1;
  expect(job).toMatchObject({ state: 'succeeded', failureCount: 0, progress: { done: 2 * cubes, total: 2 * cubes } });
  expect(job.result).toEqual({ cohortId, runId, maps: 2 });
  expect(main.events).toContainEqual({ name: 'data.changed', payload: { what: 'saliency', cohortId } });

  const maps = await main.client['saliency.list']({ runId });
  const test = (await main.client['runs.predictions']({ runId })).filter(({ part }) => part === 'test');
  expect(test.map(({ lesionId }) => lesionId)).toEqual(expect.arrayContaining(maps.map(({ lesionId }) => lesionId)));
  const grid = await figure('saliency-grid');
  const titles = grid.panels.flatMap(({ id, title }) => (id.endsWith('-slice') ? [title] : []));
  const codes = maps.map(({ patientCode, lesionNumber }) => `${patientCode}-${lesionNumber}`).toSorted();
  expect(titles.map((title) => title?.split(', ')[0])).toEqual(codes);
  expect(grid.warnings[0]).toContain('not trained');

  // Asked again, nothing is left to do; removed, nothing is left to show.
  const again = await main.ended((await main.client['saliency.start'](request)).jobId);
  expect(again.result).toMatchObject({ maps: 0 });
  await main.client['saliency.remove']({ saliencyIds: maps.map(({ id }) => id) });
  expect(await main.client['saliency.list']({ runId })).toEqual([]);
}, 120_000);

test('a job that is cancelled keeps no half of a map', async () => {
  const { jobId } = await main.client['saliency.start']({ runId, count: 7, strideMm: 2, engine: 'cpu' });
  await vi.waitFor(
    async () => expect((await main.client['jobs.get']({ jobId })).job.progress.done).toBeGreaterThan(2),
    { timeout: 30_000, interval: 10 },
  );
  await main.client['jobs.cancel']({ jobId });
  expect((await main.ended(jobId)).state).toBe('cancelled');
  expect(await main.client['saliency.list']({ runId })).toEqual([]);
}, 60_000);

test('the feature space of the run is mapped, and lesions are found by likeness', async () => {
  const map = await figure('embedding');
  const points = map.panels[0]?.series.flatMap((series) => (series.mark === 'points' ? series.points : [])) ?? [];
  const test = (await main.client['runs.predictions']({ runId })).filter(({ part }) => part === 'test');
  expect(new Set(points.map(({ subject }) => subject))).toEqual(new Set(test.map(({ lesionId }) => lesionId)));
  const nearest = await figure('nearest-lesions', { count: 3 });
  expect(nearest.panels[0]?.y.categories).toHaveLength(3);
}, 60_000);
