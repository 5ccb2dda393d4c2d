import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { writeUntrainedModel } from '#main/models/untrained.ts';
import { readPerturbedPredictions } from '#main/store/perturbations.ts';
import { openWorkspace } from '#main/store/workspace.ts';
import { type CohortId, featureSetIdSchema, type RunId, runIdSchema } from '#shared/domain/ids.ts';
import { openMainSide, type TestMainSide } from './open-main-side.ts';

/** Phantoms to a biomarker; the tests then displace its seeds. */
const patients = 30;
let folder = '';
let main: TestMainSide;
let cohortId: CohortId;
let runId: RunId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedpoint-perturbation-'));
  vi.stubEnv('SEEDPOINT_CONFIG', join(folder, 'config'));
  const phantoms = await writePhantomCohort(join(folder, 'data'), { patients, seed: 5 });
  main = await openMainSide();
  const { client } = main;
  await client['workspaces.create']({ path: join(folder, 'workspace'), name: 'Perturbation' });
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

function computePids(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [pid, ppid, ...args] = line.trim().split(/\s+/);
    return Number(ppid) === process.pid && args.join(' ').includes('compute/process.ts') ? [Number(pid)] : [];
  });
}

/** Offsets and probabilities of every lesion, as a second reader of the workspace sees them. */
function stored() {
  const session = openWorkspace(join(folder, 'workspace'));
  try {
    return readPerturbedPredictions(session.db, runId)!.rows;
  } finally {
    session.close();
  }
}

const start = (input: { seed?: number; draws?: number; part?: 'test' | 'all' } = {}) =>
  main.client['perturbations.start']({ runId, draws: 6, engine: 'cpu', ...input });

test('the seeds of the test lesions are displaced, and the statistics read them', async () => {
  const test = (await main.client['runs.predictions']({ runId })).filter(({ part }) => part === 'test');
  const job = await main.ended((await start()).jobId);
  expect(job).toMatchObject({ state: 'succeeded', failureCount: 0, progress: { total: test.length * 7 } });
  const [perturbation] = await main.client['perturbations.list']({ runId });
  expect(perturbation).toMatchObject({ draws: 6, varianceMm2: 16, seed: 42, lesionCount: test.length });
  expect(perturbation!.engine).toContain('cpu');
  const rows = stored();
  expect(rows).toHaveLength(test.length * 7);
  // The seed itself gives what the run predicted.
  for (const { lesionId, probabilities } of test) {
    const found = rows.find((row) => row.lesionId === lesionId && row.draw === 0)!;
    found.probabilities.forEach((value, i) => expect(value).toBeCloseTo(probabilities[i]!, 4));
  }
  const source = { cohortId, runId };
  const { params } = await main.client['statistics.suggest']({ source, statisticId: 'seed-perturbation' });
  const figure = await main.client['statistics.compute']({ source, statisticId: 'seed-perturbation', params });
  expect(figure.values.find(({ id }) => id === 'lesions')?.quantity).toEqual({ estimate: test.length });
  expect(figure.panels.map(({ id }) => id)).toContain('offsets');
  const features = await main.client['statistics.compute']({ source, statisticId: 'feature-stability', params: {} });
  expect(features.values.find(({ id }) => id === 'median')?.quantity).toHaveProperty('estimate');
}, 120_000);

test('a job killed in the middle keeps what was finished, and resumed ends as if it had not stopped', async () => {
  const whole = await main.ended((await start({ seed: 1, part: 'all' })).jobId);
  expect(whole.state).toBe('succeeded');
  const expected = stored();
  const [first] = await main.client['perturbations.list']({ runId });
  await main.client['perturbations.remove']({ perturbationId: first!.id });

  const { jobId } = await start({ seed: 1, part: 'all' });
  await vi.waitFor(
    async () => expect((await main.client['perturbations.list']({ runId }))[0]?.lesionCount).toBeGreaterThan(2),
    {
      timeout: 60_000,
      interval: 5,
    },
  );
  for (const pid of computePids()) process.kill(pid, 'SIGKILL');
  expect(await main.ended(jobId)).toMatchObject({ state: 'failed', error: { code: 'device' } });
  const [partial] = await main.client['perturbations.list']({ runId });
  expect(partial!.lesionCount).toBeLessThan(patients);
  expect(partial!.completedAt).toBeNull();

  await main.client['jobs.resume']({ jobId });
  const resumed = await main.ended(jobId);
  expect(resumed.state).toBe('succeeded');
  expect(resumed.progress.total).toBe((patients - partial!.lesionCount) * 7);
  const found = stored();
  expect(found.map(({ lesionId, draw, offsetMm }) => ({ lesionId, draw, offsetMm }))).toEqual(
    expected.map(({ lesionId, draw, offsetMm }) => ({ lesionId, draw, offsetMm })),
  );
  found.forEach(({ probabilities }, i) => expect(probabilities[1]).toBeCloseTo(expected[i]!.probabilities[1]!, 5));
}, 180_000);

test('what is there is not done twice, and is removed when asked', async () => {
  const again = await main.ended((await start()).jobId);
  expect(again).toMatchObject({ state: 'succeeded', progress: { total: 0 } });
  const list = await main.client['perturbations.list']({ runId });
  for (const { id } of list) await main.client['perturbations.remove']({ perturbationId: id });
  expect(await main.client['perturbations.list']({ runId })).toEqual([]);
  const source = { cohortId, runId };
  await expect(
    main.client['statistics.compute']({
      source,
      statisticId: 'seed-perturbation',
      params: { target: 'target', positive: 'malignant' },
    }),
  ).rejects.toThrow('Perturb the seeds');
}, 60_000);
