import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type PhantomCohort, writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { writeUntrainedModel } from '#main/models/untrained.ts';
import { decodeVolume } from '#shared/contract/volume-bytes.ts';
import { cohortIdSchema, featureSetIdSchema, runIdSchema } from '#shared/domain/ids.ts';
import type { Job } from '#shared/job.ts';
import { openMainSide, type TestMainSide } from './open-main-side.ts';

/** One cohort goes through the whole main side; each test goes on where the one before ended. */
const patients = 36;
let folder = '';
let phantoms: PhantomCohort;
let main: TestMainSide;
let cohortId: ReturnType<typeof cohortIdSchema.parse>;

const workspace = () => join(folder, 'workspace');
const seed = 5;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedpoint-chain-'));
  vi.stubEnv('SEEDPOINT_CONFIG', join(folder, 'config'));
  phantoms = await writePhantomCohort(join(folder, 'data'), { patients, seed });
  main = await openMainSide();
}, 120_000);
afterAll(async () => {
  await main.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Child processes of this one that run compute tasks. */
function computePids(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [pid, ppid, ...args] = line.trim().split(/\s+/);
    return Number(ppid) === process.pid && args.join(' ').includes('compute/process.ts') ? [Number(pid)] : [];
  });
}

async function extractionHasStarted(jobId: Job['id']): Promise<void> {
  await vi.waitFor(
    async () => {
      const { job } = await main.client['jobs.get']({ jobId });
      expect(job.state).toBe('running');
      expect(job.progress.done).toBeGreaterThan(3);
    },
    { timeout: 60_000, interval: 5 },
  );
}

test('files become a cohort, and importing them again adds nothing', async () => {
  await main.client['workspaces.create']({ path: workspace(), name: 'Chain' });
  cohortId = (await main.client['cohorts.create']({ name: 'Phantoms' })).id;
  const importAll = async () => {
    const results = [];
    for (const options of phantoms.imports) {
      const { jobId } = await main.client['imports.start']({ cohortId, options });
      const job = await main.ended(jobId);
      expect(job).toMatchObject({ state: 'succeeded', failureCount: 0 });
      results.push(job.result);
    }
    return results;
  };
  await importAll();
  const [cohort] = await main.client['cohorts.list']({});
  expect(cohort).toMatchObject({ patientCount: patients, scanCount: patients, lesionCount: patients });
  expect(await importAll()).toEqual(phantoms.imports.map(() => ({ cohortId, patients: 0, scans: 0, lesions: 0 })));
  expect((await main.client['cohorts.list']({}))[0]).toEqual(cohort);
}, 120_000);

test('each seed lies at its nodule, and its patch comes as voxel bytes', async () => {
  const { rows } = await main.client['lesions.page']({ cohortId, offset: 0, limit: 500 });
  for (const { traits, seedMm } of phantoms.patients) {
    const row = rows.find(({ patientLabel }) => patientLabel === traits.label)!;
    const apartMm = Math.hypot(...row.seedMm.map((value, axis) => value - seedMm[axis]!));
    expect(apartMm, traits.label).toBeLessThan(0.6);
  }
  const bytes = await main.volume(`patch-${rows[0]!.id}-exact-v1`);
  const { data, geometry } = decodeVolume(bytes.slice().buffer);
  expect(data).toHaveLength(50 ** 3);
  expect(geometry.spacingMm).toEqual([1, 1, 1]);
  await expect(main.volume('patch-1-nothing')).rejects.toMatchObject({ code: 'not-found' });
});

test('a compute process killed in the middle loses nothing that was finished', async () => {
  const { manifest, folder: modelFolder } = await writeUntrainedModel(join(folder, 'models'), 3);
  const imported = await main.ended(
    (await main.client['models.import']({ path: modelFolder, name: 'Untrained' })).jobId,
  );
  expect(imported.state).toBe('succeeded');
  const [model] = await main.client['models.list']({});
  expect(model).toMatchObject({ sha256: manifest.sha256, trained: false });

  const { jobId } = await main.client['features.extract']({
    cohortId,
    modelId: model!.id,
    engine: 'cpu',
    batchSize: 1,
  });
  await extractionHasStarted(jobId);
  for (const pid of computePids()) process.kill(pid, 'SIGKILL');
  const killed = await main.ended(jobId);
  expect(killed).toMatchObject({ state: 'failed', error: { code: 'device' } });
  expect(killed.error?.message).toContain('resume');
  const [partial] = await main.client['features.list']({ cohortId });
  expect(partial!.count).toBeGreaterThan(3);
  expect(partial!.count).toBeLessThan(patients);
  expect(partial!.engine).toContain('cpu');

  await main.client['jobs.resume']({ jobId });
  const resumed = await main.ended(jobId);
  expect(resumed.state).toBe('succeeded');
  expect(resumed.progress.total).toBe(patients - partial!.count);
  expect((await main.client['features.list']({ cohortId }))[0]).toMatchObject({
    count: patients,
    engine: expect.stringContaining('cpu'),
  });
}, 120_000);

test('moving a seed makes its features stale, and undo makes them current again', async () => {
  const { rows } = await main.client['lesions.page']({ cohortId, offset: 0, limit: 1 });
  const { id: lesionId, seedMm } = rows[0]!;
  await main.client['lesions.setSeed']({ lesionId, seedMm: [seedMm[0] + 2, seedMm[1], seedMm[2]] });
  expect((await main.client['features.list']({ cohortId }))[0]?.count).toBe(patients - 1);
  expect((await main.client['edits.state']({})).undo).not.toBeNull();
  await main.client['edits.undo']({});
  expect((await main.client['features.list']({ cohortId }))[0]?.count).toBe(patients);
  expect((await main.client['lesions.get']({ lesionId })).lesion.seedMm).toEqual(seedMm);
  const { entries } = await main.client['audit.list']({ offset: 0, limit: 2 });
  expect(entries.map(({ action }) => action)).toEqual(['edits.undo', 'lesions.setSeed']);
});

test('a biomarker is trained, its evidence computed, and the untrained encoder named in it', async () => {
  const endpoint = await main.client['endpoints.create']({
    cohortId,
    name: 'Malignancy',
    definition: { kind: 'binary', column: 'diagnosis', positive: ['malignant'] },
  });
  const malignant = phantoms.patients.filter(({ traits }) => traits.malignant).length;
  expect(endpoint.counts).toEqual({ 'not malignant': patients - malignant, malignant });
  const split = await main.client['splits.create']({
    cohortId,
    name: 'Half',
    seed: 1,
    fractions: { train: 2, tune: 1, test: 1 },
    stratifyBy: endpoint.id,
  });
  expect(split.patientCounts).toEqual({ train: 18, tune: 9, test: 9 });
  const [features] = await main.client['features.list']({ cohortId });
  const { jobId } = await main.client['probes.train']({
    featureSetId: features!.id,
    splitId: split.id,
    endpointId: endpoint.id,
    name: 'Malignancy',
    searchSize: 20,
  });
  const job = await main.ended(jobId);
  expect(job).toMatchObject({ state: 'succeeded', error: null });
  const runId = runIdSchema.parse(job.result?.['runId']);
  const run = await main.client['runs.get']({ runId });
  expect(run.search).toHaveLength(20);
  const predictions = await main.client['runs.predictions']({ runId });
  expect(predictions).toHaveLength(patients);

  const source = { cohortId, runId };
  const { params } = await main.client['statistics.suggest']({ source, statisticId: 'roc' });
  const figure = await main.client['statistics.compute']({ source, statisticId: 'roc', params });
  const auc = figure.values.find(({ label }) => label === 'AUC')?.quantity;
  const ofRun = run.values.find(({ id }) => id === 'test-auc')?.quantity;
  expect(auc).toHaveProperty('estimate', (ofRun as { estimate: number }).estimate);
  expect(figure.caption).toContain('not trained');
  expect(figure.warnings[0]).toContain('not trained');

  const survival = await main.client['statistics.suggest']({ source, statisticId: 'kaplan-meier' });
  expect(survival.params).toMatchObject({ time: 'survival_days', event: 'died', threshold: run.threshold });
  const kept = await main.client['figures.keep']({
    source,
    statisticId: 'kaplan-meier',
    params: survival.params,
    title: 'Survival',
  });
  expect((await main.client['figures.list']({ cohortId })).map(({ id }) => id)).toEqual([kept.id]);
}, 60_000);

test('features leave as a table without patient identifiers unless they are asked for', async () => {
  const [features] = await main.client['features.list']({ cohortId });
  const featureSetId = featureSetIdSchema.parse(features!.id);
  const path = join(folder, 'features.csv');
  expect(await main.client['features.export']({ featureSetId, path, format: 'csv' })).toEqual({ path, rows: patients });
  expect(await readFile(path, 'utf8')).not.toContain('PHANTOM');
});

test('the main process killed in the middle of a job: the workspace opens again and the job goes on', async () => {
  const [features] = await main.client['features.list']({ cohortId });
  for (const run of await main.client['runs.list']({ cohortId })) await main.client['runs.remove']({ runId: run.id });
  await main.client['features.remove']({ featureSetId: features!.id });
  await main.close();

  const child = spawn(process.execPath, [join(import.meta.dirname, 'extract-until-killed.ts'), workspace()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('stored')) resolve();
    });
  });
  child.kill('SIGKILL');
  await once(child, 'exit');

  main = await openMainSide();
  expect(await main.client['workspaces.open']({ path: workspace() })).toMatchObject({ readOnly: false });
  const { id: jobId } = (await main.client['jobs.list']({}))[0]!;
  expect(await main.ended(jobId)).toMatchObject({ state: 'succeeded' });
  const { log } = await main.client['jobs.get']({ jobId });
  expect(log.map(({ line }) => line).join('\n')).toContain('ended while this job ran');
  expect((await main.client['features.list']({ cohortId }))[0]?.count).toBe(patients);
}, 120_000);

test('a second process opens the workspace for reading only', async () => {
  const script = join(import.meta.dirname, 'open-beside.ts');
  const other = spawnSync(process.execPath, [script, workspace()], { encoding: 'utf8', env: { ...process.env } });
  const seen = JSON.parse(other.stdout) as { readOnly: boolean; heldBy: string; cohorts: number; refusal: string };
  expect(seen).toMatchObject({ readOnly: true, cohorts: 1, refusal: 'conflict' });
  expect(seen.heldBy).toContain(String(process.pid));
});
