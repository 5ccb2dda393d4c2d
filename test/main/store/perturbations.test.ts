import { expect, test } from 'vitest';
import type { WriteDb } from '#main/store/database.ts';
import { createEndpoint } from '#main/store/endpoints.ts';
import { getLesion, setExcluded } from '#main/store/lesions.ts';
import {
  completePerturbation,
  ensurePerturbation,
  insertPerturbedLesion,
  listPerturbations,
  readFeatureMoments,
  readPerturbedPredictions,
  removePerturbation,
  unperturbedLesions,
} from '#main/store/perturbations.ts';
import { insertRun, removeRun } from '#main/store/runs.ts';
import { createSplit } from '#main/store/splits.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import { cohortOf, featureSetOf, geometry, lesionIdsOf, temporaryWorkspace, who } from './fixture.ts';

/** A run of three lesions, one in each part, of two features and two classes. */
function runIn(db: WriteDb) {
  const cohort = cohortOf(db, 3);
  const lesionIds = lesionIdsOf(db, cohort);
  const parts = ['train', 'tune', 'test'] as const;
  const endpoint = createEndpoint(
    db,
    { cohortId: cohort.id, name: 'Stage', definition: { kind: 'binary', column: 'stage', positive: ['II'] } },
    who,
    () => ({ counts: {}, undefinedCount: 0 }),
  );
  const fractions = { train: 0.4, tune: 0.3, test: 0.3 };
  const byPatient = new Map(lesionIds.map((id, i) => [getLesion(db, id).lesion.patientId, parts[i]!]));
  const split = createSplit(
    db,
    { cohortId: cohort.id, name: 'Split', seed: 1, fractions, stratifiedBy: null, parts: byPatient },
    who,
  );
  const run = insertRun(
    db,
    {
      cohortId: cohort.id,
      featureSetId: featureSetOf(db, cohort, 2).id,
      splitId: split.id,
      endpointId: endpoint.id,
      name: 'Run',
      seed: 42,
      fraction: 1,
      aggregation: 'each',
      classes: ['no', 'yes'],
      chosenC: 1,
      search: [],
      searchScore: 'auc',
      threshold: 0.5,
      lesionCounts: { train: 1, tune: 1, test: 1 },
      values: [],
      weights: {
        scalerMean: Float64Array.of(0, 0),
        scalerScale: Float64Array.of(1, 1),
        coefficients: Float64Array.of(1, 1),
        intercepts: Float64Array.of(0),
      },
      predictions: lesionIds.map((lesionId, i) => ({
        lesionId,
        part: parts[i]!,
        target: 1,
        probabilities: Float64Array.of(0.4, 0.6),
      })),
    },
    who,
  );
  return { cohort, lesionIds, run };
}

const key = { draws: 2, varianceMm2: 16, seed: 42 };

const result = (lesionId: LesionId, first: number) => ({
  lesionId,
  offsetsMm: Float64Array.of(0, 0, 0, 1, -2, 3, first, 0.5, -1),
  probabilities: Float64Array.of(0.4, 0.6, 0.3, 0.7, 1 - first / 10, first / 10),
  featureMeans: Float32Array.of(first, 2),
  featureVariances: Float32Array.of(0.25, first),
});

test('a perturbation is made once for its settings, and lists what is missing by part', () => {
  const { db } = temporaryWorkspace();
  const { run, lesionIds } = runIn(db);
  const perturbation = ensurePerturbation(db, { runId: run.id, ...key }, who);
  expect(ensurePerturbation(db, { runId: run.id, ...key }, who)).toEqual(perturbation);
  expect(ensurePerturbation(db, { runId: run.id, ...key, seed: 7 }, who).id).not.toBe(perturbation.id);
  expect(perturbation).toMatchObject({ lesionCount: 0, engine: '', completedAt: null });
  const [missing, ...none] = unperturbedLesions(db, perturbation.id, 'test');
  expect(none).toEqual([]);
  expect(missing).toEqual({
    id: lesionIds[2],
    source: { format: 'dicom', files: ['/data/Cohort-3/1.dcm'] },
    geometry,
    seedMm: [3, 0, 0],
    patientCode: 'P0003',
    lesionNumber: 1,
  });
  expect(unperturbedLesions(db, perturbation.id, 'all').map(({ id }) => id)).toEqual(lesionIds);
});

test('lesions are kept as they come, with their engine, and are not missing any more', () => {
  const { db } = temporaryWorkspace();
  const { run, lesionIds } = runIn(db);
  const { id } = ensurePerturbation(db, { runId: run.id, ...key }, who);
  insertPerturbedLesion(db, id, result(lesionIds[1]!, 5), 'cpu');
  insertPerturbedLesion(db, id, result(lesionIds[0]!, 4), 'cuda');
  insertPerturbedLesion(db, id, result(lesionIds[0]!, 3), 'cpu');
  expect(unperturbedLesions(db, id, 'all').map((lesion) => lesion.id)).toEqual([lesionIds[2]]);
  expect(listPerturbations(db, run.id)).toMatchObject([{ id, lesionCount: 2, engine: 'cpu, cuda', completedAt: null }]);
  expect(readPerturbedPredictions(db, run.id)).toBeNull();
  expect(readFeatureMoments(db, run.id)).toBeNull();

  completePerturbation(db, id);
  const found = readPerturbedPredictions(db, run.id)!;
  expect(found).toMatchObject({ draws: 2, varianceMm2: 16 });
  expect(found.rows).toHaveLength(6);
  expect(found.rows[0]).toEqual({
    lesionId: lesionIds[0],
    patientId: getLesion(db, lesionIds[0]!).lesion.patientId,
    draw: 0,
    offsetMm: [0, 0, 0],
    probabilities: Float64Array.of(0.4, 0.6),
  });
  expect(found.rows[2]).toMatchObject({ draw: 2, offsetMm: [3, 0.5, -1], probabilities: Float64Array.of(0.7, 0.3) });
  expect(readFeatureMoments(db, run.id)).toEqual({
    draws: 2,
    lesions: 2,
    dimension: 2,
    means: [Float32Array.of(3, 2), Float32Array.of(5, 2)],
    variances: [Float32Array.of(0.25, 3), Float32Array.of(0.25, 5)],
  });
});

test('statistics read the one completed last, without lesions excluded since', () => {
  const { db } = temporaryWorkspace();
  const { run, lesionIds } = runIn(db);
  const [first, second] = [1, 2].map((seed) => ensurePerturbation(db, { runId: run.id, ...key, seed }, who));
  for (const { id } of [first!, second!]) {
    insertPerturbedLesion(db, id, result(lesionIds[0]!, id), 'cpu');
    insertPerturbedLesion(db, id, result(lesionIds[1]!, id), 'cpu');
  }
  completePerturbation(db, second!.id);
  db.run("UPDATE perturbations SET completed_at = '2020-01-01T00:00:00.000Z' WHERE id = ?", [second!.id]);
  expect(readPerturbedPredictions(db, run.id)!.rows[2]!.offsetMm[0]).toBe(second!.id);
  completePerturbation(db, first!.id);
  expect(readPerturbedPredictions(db, run.id)!.rows[2]!.offsetMm[0]).toBe(first!.id);
  setExcluded(db, lesionIds[0]!, true, who);
  expect(new Set(readPerturbedPredictions(db, run.id)!.rows.map(({ lesionId }) => lesionId))).toEqual(
    new Set([lesionIds[1]]),
  );
  expect(readFeatureMoments(db, run.id)!.lesions).toBe(1);
  expect(unperturbedLesions(db, first!.id, 'all').map(({ id }) => id)).toEqual([lesionIds[2]]);
});

test('a perturbation is removed with its lesions, and goes with its run', () => {
  const { db } = temporaryWorkspace();
  const { run, cohort, lesionIds } = runIn(db);
  const [first, second] = [1, 2].map((seed) => ensurePerturbation(db, { runId: run.id, ...key, seed }, who));
  insertPerturbedLesion(db, first!.id, result(lesionIds[0]!, 1), 'cpu');
  insertPerturbedLesion(db, second!.id, result(lesionIds[0]!, 1), 'cpu');
  expect(removePerturbation(db, first!.id, who)).toEqual({ runId: run.id, cohortId: cohort.id });
  expect(() => removePerturbation(db, first!.id, who)).toThrow('no longer in the workspace');
  expect(listPerturbations(db, run.id).map(({ id }) => id)).toEqual([second!.id]);
  expect(db.all('SELECT * FROM perturbed_lesions')).toHaveLength(1);
  removeRun(db, run.id, who);
  expect(db.all('SELECT * FROM perturbed_lesions')).toEqual([]);
});
