import { Buffer } from 'node:buffer';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { prepareValidation } from '#main/analysis/apply-run.ts';
import { countTargets, probeData } from '#main/analysis/probe-data.ts';
import { composePackage, type PackageRequest } from '#main/packages/compose-package.ts';
import { readPackage, writePackage } from '#main/packages/package-file.ts';
import { takePackage } from '#main/packages/take-package.ts';
import { readClinicalRows } from '#main/store/clinical.ts';
import { listCohorts } from '#main/store/cohorts.ts';
import type { WriteDb } from '#main/store/database.ts';
import { createEndpoint, listEndpoints } from '#main/store/endpoints.ts';
import { insertFeatures, listFeatureSets, readFeatureMatrix } from '#main/store/features.ts';
import { getLesion } from '#main/store/lesions.ts';
import { insertRun, listRuns, readPredictions, readRunWeights } from '#main/store/runs.ts';
import { createSplit, listSplits } from '#main/store/splits.ts';
import { applyProbe } from '#shared/biomarker/apply-probe.ts';
import { trainProbe } from '#shared/biomarker/probe.ts';
import type { SplitPart } from '#shared/domain/entities.ts';
import type { FeatureSetId, PatientId, RunId } from '#shared/domain/ids.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { cohortOf, featureSetOf, lesionIdsOf, temporaryWorkspace, who } from '../store/fixture.ts';

const patientCount = 60;
const dimension = 4;
const never = { throwIfAborted: () => undefined, aborted: false };
const hooks = { who, signal: new AbortController().signal, report: () => undefined };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seedpoint-package-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A cohort with features that carry a signal, and a biomarker trained on them. */
function trainedCohort(db: WriteDb): PackageRequest {
  const cohort = cohortOf(db, patientCount);
  const set = featureSetOf(db, cohort, dimension);
  const random = createRandom(7);
  const lesionIds = lesionIdsOf(db, cohort);
  const patientIds = lesionIds.map((id) => getLesion(db, id).lesion.patientId as PatientId);
  const stages = new Map(readClinicalRows(db, cohort.id).map((row) => [row.patientId, row.cells['stage']]));
  insertFeatures(
    db,
    set.id as FeatureSetId,
    lesionIds.map((lesionId, row) => ({
      lesionId,
      seedMm: getLesion(db, lesionId).lesion.seedMm,
      features: Float32Array.from(
        { length: dimension },
        (_, k) => random() + (k === 0 && stages.get(patientIds[row]!) === 'II' ? 0.6 : 0),
      ),
      warnings: [],
    })),
  );
  const definition = { kind: 'binary', column: 'stage', positive: ['II'] } as const;
  const endpoint = createEndpoint(
    db,
    { cohortId: cohort.id, name: 'Stage II', definition: { ...definition, positive: ['II'] } },
    who,
    countTargets,
  );
  const parts = new Map(
    patientIds.map((id, row): [PatientId, SplitPart] => [
      id,
      (['train', 'train', 'tune', 'test'] as const)[(row >> 1) % 4]!,
    ]),
  );
  const fractions = { train: 0.5, tune: 0.25, test: 0.25 };
  const split = createSplit(
    db,
    { cohortId: cohort.id, name: 'Split', seed: 1, fractions, stratifiedBy: endpoint.id, parts },
    who,
  );
  const keys = { featureSetId: set.id, splitId: split.id, endpointId: endpoint.id };
  const data = probeData(db, keys);
  const result = trainProbe({ ...data.input, seed: 3, fraction: 1, searchSize: 5 }, { signal: never });
  const run = insertRun(
    db,
    {
      cohortId: cohort.id,
      ...keys,
      name: 'Locked',
      seed: 3,
      fraction: 1,
      classes: [...data.classes],
      aggregation: 'each',
      chosenC: result.chosenC,
      search: result.search,
      searchScore: result.searchScore,
      threshold: result.threshold,
      lesionCounts: { train: 30, tune: 15, test: 15 },
      values: result.values,
      weights: {
        scalerMean: result.scaler.mean,
        scalerScale: result.scaler.scale,
        coefficients: result.coefficients,
        intercepts: result.intercepts,
      },
      predictions: data.lesionIds.map((lesionId, row) => ({
        lesionId,
        part: data.parts[row]!,
        target: data.targets[row]!,
        probabilities: result.probabilities.slice(row * 2, row * 2 + 2),
      })),
    },
    who,
  );
  return { cohortId: cohort.id, featureSetIds: [set.id], runIds: [run.id], columns: ['age', 'stage'] };
}

async function written(db: WriteDb, request: PackageRequest): Promise<string> {
  const path = join(temporaryFolder(), 'cohort.seedpoint');
  const { manifest, files } = composePackage(db, request, 'seedpoint test');
  await writePackage(path, manifest, files(), { signal: hooks.signal });
  return path;
}

test('a cohort comes in at another site with its features, endpoint, split and locked model', async () => {
  const { db: home } = temporaryWorkspace();
  const request = trainedCohort(home);
  const path = await written(home, request);

  const { db: away } = temporaryWorkspace();
  const { cohortId, patients, lesions } = await takePackage(away, await readPackage(path), 'From afar', hooks);
  expect([patients, lesions]).toEqual([patientCount, patientCount]);
  expect(listCohorts(away).map(({ name }) => name)).toEqual(['From afar']);

  const [set] = listFeatureSets(away, cohortId);
  const here = readFeatureMatrix(away, set!.id);
  const there = readFeatureMatrix(home, request.featureSetIds[0]!);
  expect(here.matrix).toEqual(there.matrix);
  expect(listEndpoints(away, cohortId, countTargets).map(({ name, counts }) => ({ name, counts }))).toEqual(
    listEndpoints(home, request.cohortId, countTargets).map(({ name, counts }) => ({ name, counts })),
  );
  expect(listSplits(away, cohortId)[0]?.patientCounts).toEqual(listSplits(home, request.cohortId)[0]?.patientCounts);

  const [run] = listRuns(away, cohortId);
  const origin = listRuns(home, request.cohortId)[0]!;
  expect(run).toMatchObject({
    name: 'Locked',
    threshold: origin.threshold,
    chosenC: origin.chosenC,
    values: origin.values,
  });
  expect(readRunWeights(away, run!.id)).toEqual(readRunWeights(home, origin.id));
  const shown = (db: WriteDb, id: RunId) =>
    readPredictions(db, id).map(({ part, target, probabilities }) => ({ part, target, probabilities }));
  expect(shown(away, run!.id)).toEqual(shown(home, origin.id));
  // Trained again on what came along, the model is the same: nothing was lost on the way.
  const data = probeData(away, {
    featureSetId: set!.id,
    splitId: run!.splitId as never,
    endpointId: run!.endpointId as never,
  });
  const again = trainProbe({ ...data.input, seed: 3, fraction: 1, searchSize: 5 }, { signal: never });
  expect([...again.coefficients]).toEqual([...readRunWeights(away, run!.id).coefficients]);
});

test('a package carries no identifier, path, note or column that was not chosen', async () => {
  const { db } = temporaryWorkspace();
  const path = await written(db, trainedCohort(db));
  const content = Object.values(unzipSync(readFileSync(path)))
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
    .join('\n');
  const labels = db.all<{ label: string }>('SELECT label FROM patients').map(({ label }) => label);
  for (const secret of [...labels, '/data/', 'smoker', who]) expect(content).not.toContain(secret);
  expect(content).toContain('P0001');
});

test('features stay at home where they were not asked for, and the model goes alone', async () => {
  const { db } = temporaryWorkspace();
  const path = await written(db, { ...trainedCohort(db), featureSetIds: [] });
  const { manifest } = await readPackage(path);
  expect(Object.keys(manifest.files)).toEqual(['run-1.json']);
  expect(manifest.featureSets[0]).toMatchObject({ lesions: [], file: null });
});

test('a model does not go without the column of its endpoint', () => {
  const { db } = temporaryWorkspace();
  const request = trainedCohort(db);
  expect(() => composePackage(db, { ...request, columns: ['age'] }, 'test')).toThrow('column “stage”');
});

test('a locked model applied to another cohort gives the probabilities that it gives at home', async () => {
  const { db: home } = temporaryWorkspace();
  const path = await written(home, trainedCohort(home));
  const { db } = temporaryWorkspace();
  const first = await takePackage(db, await readPackage(path), 'One', hooks);
  const second = await takePackage(db, await readPackage(path), 'Two', hooks);
  const run = listRuns(db, first.cohortId)[0]!;
  const { weights, data, endpointId, splitId } = prepareValidation(db, run.id, second.cohortId, who);
  const { coefficients, intercepts, scalerMean, scalerScale } = weights;
  const { probabilities, values } = applyProbe(
    { coefficients, intercepts, scaler: { mean: scalerMean, scale: scalerScale } },
    { ...data.input, seed: 3 },
    never,
  );
  const expected = readPredictions(db, run.id).flatMap((row) => row.probabilities);
  probabilities.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 12));
  expect(values.map(({ id }) => id)).not.toContain('tune-auc');
  expect(values.find(({ id }) => id === 'test-lesions')?.quantity).toEqual({ estimate: patientCount });
  expect(prepareValidation(db, run.id, second.cohortId, who)).toMatchObject({ endpointId, splitId });
  expect(() => prepareValidation(db, run.id, first.cohortId, who)).toThrow('another cohort');
});

test('a damaged, changed or hostile package is refused with a reason', async () => {
  const { db } = temporaryWorkspace();
  const path = await written(db, trainedCohort(db));
  const files = unzipSync(readFileSync(path));
  const folder = temporaryFolder();
  const packed = (name: string, changes: Record<string, Uint8Array>) => {
    const target = join(folder, name);
    writeFileSync(target, zipSync({ ...files, ...changes }));
    return target;
  };
  const manifest = JSON.parse(Buffer.from(files['manifest.json']!).toString()) as Record<string, never>;
  const altered = (change: object) => ({ 'manifest.json': Buffer.from(JSON.stringify({ ...manifest, ...change })) });

  const changed = await readPackage(packed('changed', { 'run-1.json': Buffer.from('{}') }));
  expect(() => changed.file('run-1.json')).toThrow('was changed after');
  await expect(readPackage(packed('newer', altered({ format: 'seedpoint-package-9' })))).rejects.toThrow(
    'newer version',
  );
  await expect(readPackage(packed('index', altered({ scans: [{ patient: 9999, modality: 'CT' }] })))).rejects.toThrow(
    'refers to',
  );
  await expect(readPackage(packed('kind', altered({ patients: 3 })))).rejects.toThrow('not valid');
  const whole = readFileSync(path);
  const random = createRandom(11);
  for (let n = 0; n < 60; n++) {
    const bytes = Uint8Array.from(n % 2 ? whole : whole.subarray(0, Math.floor(random() * whole.length)));
    for (let flips = 0; flips < 8; flips++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const target = join(folder, 'fuzz');
    writeFileSync(target, bytes);
    const outcome = await readPackage(target)
      .then(
        ({ manifest: read, file }) => Object.keys(read.files).forEach(file),
        (error: unknown) => error,
      )
      .catch((error: unknown) => error);
    if (outcome !== undefined) expect(outcome).toMatchObject({ name: 'AppError', code: 'unreadable-file' });
  }
});
