import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { featureSetIdSchema, runIdSchema } from '#shared/domain/ids.ts';
import { profileIds } from '#shared/imaging/profiles.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import { openMainSide, type TestMainSide } from './open-main-side.ts';

describe.skipIf(!hasSharedData)('the real chain', () => {
  let folder = '';
  let main: TestMainSide;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seedpoint-real-'));
    vi.stubEnv('SEEDPOINT_CONFIG', join(folder, 'config'));
    main = await openMainSide();
    await main.client['workspaces.create']({ path: join(folder, 'workspace'), name: 'Real data' });
  });
  afterAll(async () => {
    await main.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  test('a DICOM folder with a structure set becomes a seed at the verified centroid and a patch in each profile', async () => {
    const cohort = await main.client['cohorts.create']({ name: 'IBSI' });
    const path = sharedData('ibsi-lung-ct', 'dicom');
    const preview = await main.client['imports.preview']({ path });
    expect(preview).toMatchObject({ kind: 'dicom-folder', rois: [{ name: 'GTV-1', suggested: true }] });
    const { jobId } = await main.client['imports.start']({
      cohortId: cohort.id,
      options: { kind: 'dicom-folder', path, rois: ['GTV-1'] },
    });
    expect(await main.ended(jobId)).toMatchObject({ state: 'succeeded', failureCount: 0 });
    const { rows } = await main.client['lesions.page']({ cohortId: cohort.id, offset: 0, limit: 10 });
    expect(rows).toHaveLength(1);
    const verified = [-74.485, 16.333, -18.743];
    rows[0]!.seedMm.forEach((value, axis) => expect(Math.abs(value - verified[axis]!)).toBeLessThan(0.01));
    for (const profile of profileIds) {
      const bytes = await main.volume(`patch-${rows[0]!.id}-${profile}`);
      expect(bytes.byteLength).toBeGreaterThan(4 * 50 ** 3);
    }
  }, 60_000);

  test('125 lung cancers: patches and survival to features, a two-year biomarker, its AUC and Kaplan-Meier curves', async () => {
    const cohort = await main.client['cohorts.create']({ name: 'NSCLC' });
    const cohortId = cohort.id;
    const start = await main.client['imports.start']({
      cohortId,
      options: {
        kind: 'table',
        path: sharedData('nsclc-owkin', 'output.csv'),
        mapping: {
          patient: 'PatientID',
          image: { template: 'patch50/patient_{PatientID:3}.npz' },
          seed: null,
          array: { arrayName: 'scan', axisOrder: 'xyz', intensity: 'hu' },
          clinical: [
            { column: 'SurvivalTime', name: 'survival', type: 'number', unit: 'days' },
            { column: 'Event', name: 'dead', type: 'number', unit: null },
          ],
        },
      },
    });
    // Patient 3 has no patch: one row is refused with its reason, and the others go on.
    expect(await main.ended(start.jobId)).toMatchObject({ state: 'succeeded', failureCount: 1 });
    const { failures } = await main.client['jobs.get']({ jobId: start.jobId });
    expect(failures[0]?.error.message).toContain('patient_003.npz');
    expect((await main.client['cohorts.list']({})).find(({ id }) => id === cohortId)?.lesionCount).toBe(125);

    const path = sharedData('reference-model', 'tiny-resnet50-vissl.torch');
    expect((await main.ended((await main.client['models.import']({ path, name: 'Reference' })).jobId)).state).toBe(
      'succeeded',
    );
    const [model] = await main.client['models.list']({});
    const extract = await main.client['features.extract']({ cohortId, modelId: model!.id, engine: 'cpu' });
    const extracted = await main.ended(extract.jobId);
    expect(extracted).toMatchObject({ state: 'succeeded', failureCount: 0 });

    const definition = {
      kind: 'alive-at' as const,
      timeColumn: 'survival',
      eventColumn: 'dead',
      eventValue: '1',
      timeUnit: 'days' as const,
      horizonDays: 730,
      censoring: 'exclude' as const,
    };
    const endpoint = await main.client['endpoints.create']({ cohortId, name: 'Alive at two years', definition });
    // 110 of the 125 can be evaluated and 50 of them died: measured independently when the data were gathered.
    expect(endpoint).toMatchObject({ counts: { dead: 50, alive: 60 }, undefinedCount: 15 });
    const preview = await main.client['endpoints.preview']({ cohortId, definition });
    expect(preview).toMatchObject({ counts: endpoint.counts, reasons: { 'censored before day 730': 15 } });
    expect(preview.sentence).toContain(
      'Of 125 patients, 50 dead, 60 alive; 15 had no value (15 censored before day 730)',
    );
    const split = await main.client['splits.create']({
      cohortId,
      name: 'Thirds',
      seed: 7,
      fractions: { train: 1, tune: 1, test: 1 },
      stratifyBy: endpoint.id,
    });
    const { jobId } = await main.client['probes.train']({
      featureSetId: featureSetIdSchema.parse(extracted.result?.['featureSetId']),
      splitId: split.id,
      endpointId: endpoint.id,
      name: 'Two-year survival',
    });
    const runId = runIdSchema.parse((await main.ended(jobId)).result?.['runId']);

    const weighted = await main.client['endpoints.create']({
      cohortId,
      name: 'Alive at two years, weighted',
      definition: { ...definition, censoring: 'ipcw' },
    });
    const weightedJob = await main.client['probes.train']({
      featureSetId: featureSetIdSchema.parse(extracted.result?.['featureSetId']),
      splitId: split.id,
      endpointId: weighted.id,
      name: 'Two-year survival, weighted',
    });
    const weightedRun = await main.client['runs.get']({
      runId: runIdSchema.parse((await main.ended(weightedJob.jobId)).result?.['runId']),
    });
    const largest = weightedRun.values.find(({ id }) => id === 'test-largest-weight')?.quantity;
    expect(largest).toMatchObject({ estimate: expect.closeTo(1.3, 0) });
    const source = { cohortId, runId };
    const figures = [];
    for (const statisticId of ['roc', 'kaplan-meier']) {
      const { params } = await main.client['statistics.suggest']({ source, statisticId });
      figures.push(await main.client['statistics.compute']({ source, statisticId, params }));
    }
    const [roc, survival] = figures;
    const auc = roc!.values.find(({ label }) => label === 'AUC')?.quantity;
    expect(auc).toMatchObject({ low: expect.any(Number), high: expect.any(Number), level: 0.95 });
    const { estimate, low, high } = auc as { estimate: number; low: number; high: number };
    expect(low).toBeLessThan(estimate);
    expect(high).toBeGreaterThan(estimate);
    const atRisk = survival!.panels[0]!.riskTable!.rows.map(({ counts }) => counts[0]!);
    expect(atRisk).toHaveLength(2);
    expect(atRisk[0]! + atRisk[1]!).toBe(split.patientCounts.test);
  }, 120_000);
});
