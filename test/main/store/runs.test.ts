import { expect, test } from 'vitest';
import type { WriteDb } from '#main/store/database.ts';
import { createEndpoint, getEndpoint, listEndpoints, removeEndpoint } from '#main/store/endpoints.ts';
import { removeFeatureSet } from '#main/store/features.ts';
import { getFigure, keepFigure, listFigures, removeFigure } from '#main/store/figures.ts';
import { getLesion } from '#main/store/lesions.ts';
import {
  getRun,
  insertRun,
  listRuns,
  type RunDraft,
  readPredictions,
  readRunWeights,
  removeRun,
} from '#main/store/runs.ts';
import { createSplit, getSplit, listSplits, removeSplit } from '#main/store/splits.ts';
import type { Cell, EndpointDefinition } from '#shared/domain/entities.ts';
import { statisticSourceSchema } from '#shared/domain/source.ts';
import { type Figure, figureSchema } from '#shared/figure.ts';
import { cohortOf, featureSetOf, lesionIdsOf, temporaryWorkspace, who } from './fixture.ts';

/** Counts the rows whose value is positive: enough of an endpoint for the store. */
const count = (definition: EndpointDefinition, rows: Record<string, Cell>[]) => {
  if (definition.kind !== 'binary') throw new Error('not in this test');
  const positive = rows.filter((row) => definition.positive.includes(String(row[definition.column]))).length;
  return { counts: { no: rows.length - positive, yes: positive }, undefinedCount: 0 };
};

function draftIn(db: WriteDb): RunDraft {
  const cohort = cohortOf(db, 3);
  const lesionIds = lesionIdsOf(db, cohort);
  const parts = (['train', 'tune', 'test'] as const).map(
    (part, index) => [getLesion(db, lesionIds[index]!).lesion.patientId, part] as const,
  );
  const endpoint = createEndpoint(
    db,
    { cohortId: cohort.id, name: 'Stage', definition: { kind: 'binary', column: 'stage', positive: ['II'] } },
    who,
    count,
  );
  const fractions = { train: 0.34, tune: 0.33, test: 0.33 };
  const split = createSplit(
    db,
    { cohortId: cohort.id, name: 'Split', seed: 7, fractions, stratifiedBy: endpoint.id, parts: new Map(parts) },
    who,
  );
  expect(split).toEqual({
    id: split.id,
    cohortId: cohort.id,
    name: 'Split',
    seed: 7,
    fractions,
    stratifiedBy: endpoint.id,
    patientCounts: { train: 1, tune: 1, test: 1 },
    prescribedBy: null,
  });
  return {
    cohortId: cohort.id,
    featureSetId: featureSetOf(db, cohort, 2).id,
    splitId: split.id,
    endpointId: endpoint.id,
    name: 'First',
    seed: 42,
    fraction: 0.5,
    aggregation: 'each',
    classes: ['no', 'yes'],
    chosenC: 0.001,
    search: [
      { c: 0.001, score: 0.71 },
      { c: 1, score: null },
    ],
    searchScore: 'auc',
    threshold: 0.4375,
    lesionCounts: { train: 1, tune: 1, test: 1 },
    values: [{ id: 'auc', label: 'AUC', definition: 'area', quantity: { unavailable: 'one class only' } }],
    weights: {
      scalerMean: Float64Array.from([0.1, Math.PI]),
      scalerScale: Float64Array.from([1, 1e-300]),
      coefficients: Float64Array.from([1 / 3, -2]),
      intercepts: Float64Array.from([0.25]),
    },
    predictions: lesionIds.map((lesionId, index) => ({
      lesionId,
      part: (['train', 'tune', 'test'] as const)[index]!,
      target: index === 2 ? null : index,
      probabilities: Float64Array.from([1 - index / 9, index / 9]),
    })),
  };
}

const figure: Figure = figureSchema.parse({
  id: 'roc',
  title: 'ROC',
  panels: [],
  values: [],
  caption: 'A caption.',
  methods: 'A method.',
  sizeMm: { width: 89, height: 89 },
});

test('a run comes back whole: results, weights to the last bit, predictions with their patients', () => {
  const { db } = temporaryWorkspace();
  const draft = draftIn(db);
  const run = insertRun(db, draft, who);
  const { weights, predictions, ...rest } = draft;
  expect(run).toEqual({ ...rest, id: run.id, createdAt: run.createdAt });
  expect([getRun(db, run.id), listRuns(db, draft.cohortId)]).toEqual([run, [run]]);
  expect(readRunWeights(db, run.id)).toEqual(weights);
  expect(readPredictions(db, run.id)).toEqual(
    predictions.map(({ probabilities, ...prediction }, index) => ({
      ...prediction,
      patientId: getLesion(db, prediction.lesionId).lesion.patientId,
      patientCode: `P000${index + 1}`,
      probabilities: [...probabilities],
    })),
  );
});

test('a run keeps its features, and still names a removed split and endpoint', () => {
  const { db } = temporaryWorkspace();
  const draft = draftIn(db);
  const run = insertRun(db, draft, who);
  expect(() => removeFeatureSet(db, draft.featureSetId, who)).toThrow(
    expect.objectContaining({ code: 'conflict', message: '1 run was trained on these features. Remove them first.' }),
  );
  removeSplit(db, draft.splitId, who);
  removeEndpoint(db, draft.endpointId, who);
  expect([listSplits(db, draft.cohortId), listEndpoints(db, draft.cohortId, count)]).toEqual([[], []]);
  expect([getSplit(db, run.splitId).name, getEndpoint(db, run.endpointId, count).counts]).toEqual([
    'Split',
    { no: 2, yes: 1 },
  ]);
});

test('a kept figure outlives its run and goes on naming it', () => {
  const { db } = temporaryWorkspace();
  const draft = draftIn(db);
  const run = insertRun(db, draft, who);
  const source = statisticSourceSchema.parse({ cohortId: draft.cohortId, runId: run.id });
  const provenance = { codeSha256: 'abc', model: { trained: false } };
  const record = keepFigure(
    db,
    { source, statisticId: 'roc', title: 'ROC of the first', params: { positive: 'yes' }, figure, provenance },
    who,
  );
  expect(record).toMatchObject({
    cohortId: draft.cohortId,
    runId: run.id,
    title: 'ROC of the first',
    statisticId: 'roc',
    untrained: true,
  });
  expect(removeRun(db, run.id, who)).toBe(draft.cohortId);
  expect(db.all('SELECT * FROM predictions')).toEqual([]);
  expect(listFigures(db, draft.cohortId)).toEqual([{ ...record, runId: null }]);
  expect(getFigure(db, record.id)).toEqual({
    record: { ...record, runId: null },
    figure,
    params: { positive: 'yes' },
    source,
    provenance,
  });
  removeFigure(db, record.id, who);
  expect(() => getFigure(db, record.id)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('an endpoint on a column that is not there is refused', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 1);
  const definition = {
    kind: 'alive-at',
    timeColumn: 'age',
    eventColumn: 'death',
    eventValue: '1',
    timeUnit: 'days',
    horizonDays: 730,
    censoring: 'exclude' as const,
  } as const;
  expect(() => createEndpoint(db, { cohortId: cohort.id, name: 'Survival', definition }, who, count)).toThrow(
    expect.objectContaining({ code: 'invalid-input', message: 'There is no clinical column “death” in this cohort.' }),
  );
});
