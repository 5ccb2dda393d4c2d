import { expect, test } from 'vitest';
import { countTargets, probeData } from '#main/analysis/probe-data.ts';
import { sourceTable } from '#main/analysis/source-table.ts';
import { studyFacts } from '#main/analysis/study-facts.ts';
import { mergeColumns } from '#main/store/clinical.ts';
import { createCohort, setAggregation, setCriteria } from '#main/store/cohorts.ts';
import { curate } from '#main/store/curation.ts';
import type { WriteDb } from '#main/store/database.ts';
import { createEndpoint } from '#main/store/endpoints.ts';
import { insertFeatures } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion } from '#main/store/lesions.ts';
import { createSplit } from '#main/store/splits.ts';
import type { SplitPart } from '#shared/domain/entities.ts';
import type { LesionId, PatientId } from '#shared/domain/ids.ts';
import { statisticSourceSchema } from '#shared/domain/source.ts';
import { featureSetOf, lesionAt, lesionIdsOf, patientWith, temporaryWorkspace, who } from '../store/fixture.ts';

/** Patient A has lesions of 5 and 50 mm3, B one, C two without volumes; features are the volume or the number. */
function study(db: WriteDb) {
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  mergeColumns(db, cohort.id, [
    { name: 'stage', type: 'text', unit: null },
    { name: 'type', type: 'text', unit: null, level: 'lesion' },
  ]);
  const lesion = (x: number, volumeMm3: number | null, type: string) =>
    lesionAt(x, 0, 0, { volumeMm3, values: { type } });
  const patients = {
    A: [lesion(1, 5, 'bone'), lesion(2, 50, 'bone')],
    B: [lesion(1, 7, 'liver')],
    C: [lesion(1, null, 'bone'), lesion(2, null, 'liver')],
  };
  for (const [label, lesions] of Object.entries(patients)) {
    insertImported(db, cohort.id, patientWith(label, lesions, { stage: label === 'B' ? 'I' : 'II' }), who);
  }
  const ids = lesionIdsOf(db, cohort) as [LesionId, LesionId, LesionId, LesionId, LesionId];
  const set = featureSetOf(db, cohort, 1);
  const values = [5, 50, 7, 1, 3];
  insertFeatures(
    db,
    set.id,
    ids.map((lesionId, row) => ({
      lesionId,
      seedMm: getLesion(db, lesionId).lesion.seedMm,
      features: Float32Array.of(values[row]!),
      warnings: [],
    })),
  );
  const owners = [...new Set(ids.map((id) => getLesion(db, id).lesion.patientId))];
  const parts = new Map<PatientId, SplitPart>(
    owners.map((id, row) => [id, (['train', 'tune', 'test'] as const)[row]!]),
  );
  const split = createSplit(
    db,
    {
      cohortId: cohort.id,
      name: 'Split',
      seed: 1,
      fractions: { train: 1, tune: 1, test: 1 },
      stratifiedBy: null,
      parts,
    },
    who,
  );
  const endpoint = (column: string, positive: string) =>
    createEndpoint(
      db,
      { cohortId: cohort.id, name: column, definition: { kind: 'binary', column, positive: [positive] } },
      who,
      countTargets,
    ).id;
  return { cohort, ids, keys: { featureSetId: set.id, splitId: split.id }, endpoint };
}

test('a biomarker sees each lesion, the largest, or the mean of a patient', () => {
  const { db } = temporaryWorkspace();
  const { cohort, ids, keys, endpoint } = study(db);
  const endpointId = endpoint('stage', 'II');
  const [a1, a2, b, c1, c2] = ids;
  const seen = () => {
    const { lesionIds, input, targets, aggregation } = probeData(db, { ...keys, endpointId });
    return { aggregation, lesionIds, features: [...input.features], targets: [...targets] };
  };
  expect(seen()).toEqual({
    aggregation: 'each',
    lesionIds: [a1, a2, b, c1, c2],
    features: [5, 50, 7, 1, 3],
    targets: [1, 1, 0, 1, 1],
  });
  setAggregation(db, cohort.id, 'largest', who);
  expect(seen()).toEqual({
    aggregation: 'largest',
    lesionIds: [a2, b, c1],
    features: [50, 7, 1],
    targets: [1, 0, 1],
  });
  setAggregation(db, cohort.id, 'mean', who);
  expect(seen()).toEqual({
    aggregation: 'mean',
    lesionIds: [a2, b, c1],
    features: [27.5, 7, 2],
    targets: [1, 0, 1],
  });
  curate(db, [a2], { excluded: true }, who);
  expect(seen()).toMatchObject({ lesionIds: [a1, b, c1], features: [5, 7, 2] });
});

test('an endpoint of lesions has no value in the mean of lesions that differ', () => {
  const { db } = temporaryWorkspace();
  const { cohort, keys, endpoint } = study(db);
  const endpointId = endpoint('type', 'bone');
  expect([...probeData(db, { ...keys, endpointId }).targets]).toEqual([1, 1, 0, 1, 0]);
  setAggregation(db, cohort.id, 'mean', who);
  expect([...probeData(db, { ...keys, endpointId }).targets]).toEqual([1, 0, -1]);
});

test('tables of patients and of features follow the rule', () => {
  const { db } = temporaryWorkspace();
  const { cohort } = study(db);
  const source = statisticSourceSchema.parse({ cohortId: cohort.id, runId: null, compareWith: [] });
  expect(sourceTable(db, source).columns.get('type')).toEqual({ type: 'text', values: ['bone', 'liver', null] });
  setAggregation(db, cohort.id, 'mean', who);
  const table = sourceTable(db, source, ['features']);
  expect(table.columns.get('lesion')).toEqual({ type: 'text', values: ['P0001-2', 'P0002-1', 'P0003-1'] });
  expect([...table.attachments!.features!.values]).toEqual([27.5, 7, 2]);
});

test('each criterion is a step of the flow, with what it left out', () => {
  const { db } = temporaryWorkspace();
  const { cohort, ids } = study(db);
  const rule = { operator: 'equals', effect: 'include', missing: 'keep' } as const;
  setCriteria(
    db,
    cohort.id,
    [
      { ...rule, label: 'Stage II', field: 'clinical:stage', values: ['II'] },
      { ...rule, label: 'Liver', field: 'clinical:type', values: ['liver'], effect: 'exclude' },
    ],
    who,
  );
  curate(db, [ids[0]], { excluded: true }, who);
  const source = statisticSourceSchema.parse({ cohortId: cohort.id, runId: null, compareWith: [] });
  const { flow } = studyFacts(db, source);
  expect(flow.map(({ label, patients, lesions }) => [label, patients, lesions])).toEqual([
    ['Imported', 3, null],
    ['With a lesion on CT', 3, 5],
    ['Stage II', 2, 4],
    ['Without: Liver', 2, 3],
    ['Not excluded', 2, 2],
    ['With features', 2, 2],
  ]);
  expect(flow.flatMap(({ left }) => left.map(({ reason, count }) => [reason, count]))).toEqual([
    ['not: Stage II', 1],
    ['Liver', 1],
    ['excluded by a reader', 1],
  ]);
});
