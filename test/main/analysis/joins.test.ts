import { expect, test } from 'vitest';
import { figureCacheIn } from '#main/analysis/figure-cache.ts';
import { keepComputedFigure } from '#main/analysis/keep-figure.ts';
import { countTargets, probeData } from '#main/analysis/probe-data.ts';
import { sourceTable } from '#main/analysis/source-table.ts';
import { studyFacts } from '#main/analysis/study-facts.ts';
import { suggestParams } from '#main/analysis/suggest-params.ts';
import type { ComputePool } from '#main/compute/pool.ts';
import { hashTable } from '#main/export/data-hash.ts';
import { mergeColumns } from '#main/store/clinical.ts';
import type { WriteDb } from '#main/store/database.ts';
import { createEndpoint } from '#main/store/endpoints.ts';
import { insertFeatures } from '#main/store/features.ts';
import { getFigure } from '#main/store/figures.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion, setExcluded, setSeed } from '#main/store/lesions.ts';
import { insertRun } from '#main/store/runs.ts';
import { setClinical } from '#main/store/set-clinical.ts';
import { createSplit } from '#main/store/splits.ts';
import type { Cohort, SplitPart } from '#shared/domain/entities.ts';
import type { LesionId, PatientId, RunId } from '#shared/domain/ids.ts';
import { type StatisticSource, statisticSourceSchema } from '#shared/domain/source.ts';
import type { Figure } from '#shared/figure.ts';
import type { DataTable } from '#shared/statistics/data-table.ts';
import {
  cohortOf,
  featureSetOf,
  lesionAt,
  lesionIdsOf,
  patientWith,
  temporaryFolder,
  temporaryWorkspace,
  who,
} from '../store/fixture.ts';

const patientOf = (db: WriteDb, lesionId: LesionId): PatientId => getLesion(db, lesionId).lesion.patientId;

const sourceOf = ({ id }: Cohort, runId: RunId | null, compareWith: RunId[] = []): StatisticSource =>
  statisticSourceSchema.parse({ cohortId: id, runId, compareWith });

/** Each lesion's features are its id, twice. */
function study(db: WriteDb, cohort: Cohort, parts: readonly SplitPart[]) {
  const lesionIds = lesionIdsOf(db, cohort);
  const set = featureSetOf(db, cohort, 2);
  insertFeatures(
    db,
    set.id,
    lesionIds.map((lesionId) => ({
      lesionId,
      seedMm: getLesion(db, lesionId).lesion.seedMm,
      features: Float32Array.of(lesionId, lesionId),
      warnings: [],
    })),
  );
  const patientIds = [...new Set(lesionIds.map((id) => patientOf(db, id)))];
  const endpoint = createEndpoint(
    db,
    { cohortId: cohort.id, name: 'Stage', definition: { kind: 'binary', column: 'stage', positive: ['II'] } },
    who,
    countTargets,
  );
  const split = createSplit(
    db,
    {
      cohortId: cohort.id,
      name: 'Split',
      seed: 1,
      fractions: { train: 1, tune: 1, test: 1 },
      stratifiedBy: null,
      parts: new Map(parts.map((part, index) => [patientIds[index]!, part])),
    },
    who,
  );
  return { lesionIds, featureSetId: set.id, splitId: split.id, endpointId: endpoint.id };
}

test('a biomarker sees the lesions that count, each with its own features, part, class and patient', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 5);
  const more = patientWith('Cohort-2', [lesionAt(2, 0, 0), lesionAt(2, 9, 0)], { stage: 'II' });
  insertImported(db, cohort.id, more, who);
  // The fifth patient came after the split.
  const { lesionIds, ...ids } = study(db, cohort, ['train', 'tune', 'test', 'train']);
  const [first, second, sibling, third, fourth] = lesionIds;
  setExcluded(db, third!, true, who);
  setSeed(db, fourth!, [0, 0, 0], who);

  const { input, ...data } = probeData(db, ids);
  expect(data.lesionIds).toEqual([first, second, sibling]);
  expect([...input.features]).toEqual([first, first, second, second, sibling, sibling]);
  expect(data.parts).toEqual(['train', 'tune', 'tune']);
  expect([...input.patients]).toEqual([first, second, sibling].map((id) => patientOf(db, id!)));
  expect(input.patients[1]).toBe(input.patients[2]);
  expect(data.classes).toEqual(['not II', 'II']);
  expect([...input.targets]).toEqual([0, 1, 1]);
});

function runOf(db: WriteDb, cohort: Cohort) {
  const { lesionIds, ...ids } = study(db, cohort, ['train', 'tune', 'test']);
  return insertRun(
    db,
    {
      ...ids,
      cohortId: cohort.id,
      name: 'Run',
      seed: 1,
      fraction: 1,
      aggregation: 'each',
      classes: ['not II', 'II'],
      chosenC: 1,
      search: [],
      searchScore: 'auc',
      threshold: 0.5,
      lesionCounts: { train: 1, tune: 1, test: 1 },
      values: [],
      weights: {
        scalerMean: new Float64Array(2),
        scalerScale: new Float64Array(2),
        coefficients: new Float64Array(2),
        intercepts: new Float64Array(1),
      },
      predictions: lesionIds.map((lesionId, index) => ({
        lesionId,
        part: (['train', 'tune', 'test'] as const)[index]!,
        target: index % 2,
        probabilities: Float64Array.of(0.75, 0.25),
      })),
    },
    who,
  );
}

test('a run is read beside the clinical values of its own cohort only', () => {
  const { db } = temporaryWorkspace();
  const [one, other] = [cohortOf(db, 3, 'One'), cohortOf(db, 3, 'Other')];
  const run = runOf(db, one);
  const table = sourceTable(db, sourceOf(one, run.id));
  expect(table.columns.get('age')).toEqual({ type: 'number', values: Float64Array.of(41, 42, 43) });
  expect(table.columns.get('target')).toEqual({ type: 'text', values: ['not II', 'II', 'not II'] });
  expect(() => sourceTable(db, sourceOf(other, run.id))).toThrow('another cohort');
});

test('a clinical column never hides behind a column of the run with its name', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  mergeColumns(db, cohort.id, [{ name: 'part', type: 'text', unit: null }]);
  insertImported(db, cohort.id, patientWith('Cohort-1', [], { part: 'left lobe' }), who);
  const run = runOf(db, cohort);
  const { columns } = sourceTable(db, sourceOf(cohort, run.id));
  expect(columns.get('part')).toEqual({ type: 'text', values: ['train', 'tune', 'test'] });
  expect(columns.get('clinical part')).toEqual({ type: 'text', values: ['left lobe', null, null] });
});

test('several runs stand one below the other, each with its name and model', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  const run = runOf(db, cohort);
  const { subjects, columns } = sourceTable(db, sourceOf(cohort, run.id, [run.id]), ['runs']);
  expect(columns.get('run')).toEqual({ type: 'text', values: ['Run', 'Run', 'Run'] });
  expect(columns.get('lesion')).toEqual({ type: 'text', values: ['P0001-1', 'P0002-1', 'P0003-1'] });
  expect(columns.get('scan')).toEqual({ type: 'number', values: Float64Array.of(1, 1, 1) });
  expect([...subjects!]).toEqual(lesionIdsOf(db, cohort));
});

test('features stand beside the rows of their lesions, NaN where a lesion has none', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  const run = runOf(db, cohort);
  const [first, second, third] = lesionIdsOf(db, cohort);
  setSeed(db, second!, [0, 0, 0], who);
  const { features } = sourceTable(db, sourceOf(cohort, run.id), ['features']).attachments!;
  expect([...features!.values]).toEqual([first, first, Number.NaN, Number.NaN, third, third]);
});

test('the flow of a cohort loses nobody without a reason, and keeps what its run was trained on', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  insertImported(db, cohort.id, patientWith('No lesion', [], {}), who);
  const run = runOf(db, cohort);
  insertImported(db, cohort.id, patientWith('Later', [lesionAt(3, 0, 0), lesionAt(9, 0, 0)], {}), who);
  const lesionIds = lesionIdsOf(db, cohort);
  setExcluded(db, lesionIds[0]!, true, who);
  setExcluded(db, lesionIds[4]!, true, who);
  const { flow, parts } = studyFacts(db, sourceOf(cohort, run.id));
  expect(
    flow.map(({ label, patients, lesions, left }) => [label, patients, lesions, left.map((l) => l.count)]),
  ).toEqual([
    ['Imported', 5, null, [1]],
    ['With a lesion on CT', 4, 5, [1]],
    ['Not excluded', 4, 4, [1]],
    ['With features', 3, 3, []],
    ['In the split', 3, 3, []],
    ['Analysed', 3, 3, []],
  ]);
  expect(parts.map(({ patients }) => patients)).toEqual([1, 1, 1]);
});

const figure: Figure = {
  id: 'roc',
  title: 'ROC',
  panels: [],
  values: [],
  tables: [],
  caption: '',
  methods: '',
  warnings: [],
  sizeMm: { width: 89, height: 60 },
};

test('the receipt of a figure is that of the data it was computed from, whatever is edited meanwhile', async () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 4);
  const [lesionId] = lesionIdsOf(db, cohort);
  let computedFrom: DataTable | undefined;
  const compute = {
    run: (_name: string, input: { table: DataTable }) => {
      computedFrom = input.table;
      queueMicrotask(() => setClinical(db, patientOf(db, lesionId!), 'age', 99, who));
      return Promise.resolve(figure);
    },
  } as unknown as ComputePool;
  const params = { target: 'stage', positive: 'II', score: 'age' };
  const request = { source: sourceOf(cohort, null), statisticId: 'roc', params, title: 'R', who };
  const { id } = await keepComputedFigure({ db, compute, cache: figureCacheIn(temporaryFolder()) }, request);
  expect(getFigure(db, id).provenance).toMatchObject({ data: { sha256: hashTable(computedFrom!) } });
});

test('times are counted in the unit they were imported with, and an endpoint in another unit is refused', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  mergeColumns(db, cohort.id, [
    { name: 'survival_time', type: 'number', unit: 'months' },
    { name: 'dead', type: 'number', unit: null },
  ]);
  insertImported(db, cohort.id, patientWith('Cohort-1', [], { survival_time: 20, dead: 1 }), who);
  const { params } = suggestParams(db, sourceOf(cohort, null), 'kaplan-meier');
  expect(params).toMatchObject({ time: 'survival_time', timeUnit: 'months' });

  const alive = (timeUnit: 'days' | 'months') => ({
    cohortId: cohort.id,
    name: 'Two years',
    definition: {
      kind: 'alive-at' as const,
      timeColumn: 'survival_time',
      eventColumn: 'dead',
      eventValue: '1',
      timeUnit,
      horizonDays: 730,
      censoring: 'exclude' as const,
    },
  });
  expect(() => createEndpoint(db, alive('days'), who, countTargets)).toThrow('is in months');
  expect(createEndpoint(db, alive('months'), who, countTargets).counts).toEqual({ dead: 1, alive: 0 });
});
