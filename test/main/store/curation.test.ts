import { expect, test } from 'vitest';
import { listAudit } from '#main/store/audit.ts';
import { listColumns, mergeColumns } from '#main/store/clinical.ts';
import { createCohort, getCohort, setAggregation, setCriteria } from '#main/store/cohorts.ts';
import {
  addLesion,
  curate,
  listReaders,
  listTags,
  removeReaderSeed,
  setNote,
  setPretraining,
  setReaderSeed,
} from '#main/store/curation.ts';
import type { WriteDb } from '#main/store/database.ts';
import { editsState, redoEdit, undoEdit } from '#main/store/edits.ts';
import { insertFeatures, pendingLesions } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { pageLesions } from '#main/store/lesion-page.ts';
import { getLesion } from '#main/store/lesions.ts';
import { getModel } from '#main/store/models.ts';
import { listScans } from '#main/store/scans.ts';
import { setClinical } from '#main/store/set-clinical.ts';
import type { Criterion } from '#shared/domain/criteria.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import {
  cohortOf,
  featureSetOf,
  geometry,
  lesionAt,
  lesionIdsOf,
  patientWith,
  temporaryWorkspace,
  who,
} from './fixture.ts';

const lesionsOf = (db: WriteDb, ids: readonly LesionId[]) => ids.map((id) => getLesion(db, id).lesion);
const page = (db: WriteDb, { id }: Cohort, changes: object) =>
  pageLesions(db, {
    cohortId: id,
    offset: 0,
    limit: 50,
    sort: null,
    filters: [],
    search: '',
    splitId: null,
    ...changes,
  });

const atMost = (label: string, field: string, value: number): Criterion => ({
  label,
  field,
  operator: 'at-most',
  values: [String(value)],
  effect: 'include',
  missing: 'keep',
});

test('many lesions are changed as one edit, undone and redone as one, and only those that differ are counted', () => {
  const { db } = temporaryWorkspace();
  const ids = lesionIdsOf(db, cohortOf(db, 5));
  const [first, second, third] = ids as [LesionId, LesionId, LesionId];
  curate(db, [first], { addTags: ['odd', 'near wall'] }, who);
  const change = { review: 'accepted' as const, addTags: ['odd'], removeTags: ['near wall'] };
  const before = lesionsOf(db, ids);
  expect(curate(db, [third, first, second, first], change, who)).toMatchObject({ changed: 3 });
  const after = lesionsOf(db, ids);
  expect(after.map(({ tags, review, reviewer }) => [tags, review, reviewer])).toEqual([
    [['odd'], 'accepted', who],
    [['odd'], 'accepted', who],
    [['odd'], 'accepted', who],
    [[], 'unreviewed', null],
    [[], 'unreviewed', null],
  ]);
  expect(curate(db, [first, second], change, who)).toMatchObject({ changed: 0 });
  expect(editsState(db).undo).toEqual({ label: 'Change 3 lesions' });
  undoEdit(db, who);
  expect(lesionsOf(db, ids)).toEqual(before);
  redoEdit(db, who);
  expect(lesionsOf(db, ids)).toEqual(after);
  expect(listTags(db, getLesion(db, first).cohortId)).toEqual([{ tag: 'odd', lesionCount: 3 }]);
});

test('the audit log says which lesions, in ranges, and the edit what was done', () => {
  const { db } = temporaryWorkspace();
  const ids = lesionIdsOf(db, cohortOf(db, 6));
  curate(
    db,
    ids.filter((_, index) => index !== 2),
    { excluded: true },
    who,
  );
  const [entry] = listAudit(db, { offset: 0, limit: 1 }).entries;
  expect(entry).toMatchObject({
    action: 'lesions.curate',
    subject: `lesions ${ids[0]}-${ids[1]}, ${ids[3]}-${ids[5]}`,
    before: { runs: [{ count: 5, state: { excluded: false } }] },
    after: { runs: [{ count: 5, state: { excluded: true } }] },
  });
  expect(editsState(db).undo).toEqual({ label: 'Exclude 5 lesions' });
});

test('lesions of two cohorts, and lesions that are gone, are refused together', () => {
  const { db } = temporaryWorkspace();
  const [a] = lesionIdsOf(db, cohortOf(db, 1, 'A')) as [LesionId];
  const [b] = lesionIdsOf(db, cohortOf(db, 1, 'B')) as [LesionId];
  expect(() => curate(db, [a, b], { excluded: true }, who)).toThrow('several cohorts');
  expect(() => curate(db, [a, 999 as LesionId], { excluded: true }, who)).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  );
  expect(getLesion(db, a).lesion.excluded).toBe(false);
});

test('100,000 lesions are excluded and taken back within seconds', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 1);
  db.run(
    `INSERT INTO lesions (cohort_id, patient_id, scan_id, number, seed_x, seed_y, seed_z, seed_source, warnings, imported_seed)
     WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
     SELECT l.cohort_id, l.patient_id, l.scan_id, i, 0, 0, 0, 'table', '[]', 'n' || i FROM n, (SELECT * FROM lesions LIMIT 1) l`,
  );
  const ids = lesionIdsOf(db, cohort);
  expect(ids).toHaveLength(100_000);
  const started = performance.now();
  curate(db, ids, { excluded: true }, who);
  undoEdit(db, who);
  expect(performance.now() - started).toBeLessThan(15_000);
});

test('a note is set, found and undone', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 2);
  const [id] = lesionIdsOf(db, cohort) as [LesionId];
  expect(setNote(db, id, ' Look again. ', who).note).toBe('Look again.');
  expect(page(db, cohort, { filters: [{ field: 'note', operator: 'present', value: '' }] }).total).toBe(1);
  undoEdit(db, who);
  expect(getLesion(db, id).lesion.note).toBe('');
});

test('tags are filtered one by one', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  const [a, b] = lesionIdsOf(db, cohort) as [LesionId, LesionId];
  curate(db, [a], { addTags: ['wall', 'far'] }, who);
  curate(db, [b], { addTags: ['wallet'] }, who);
  const total = (operator: string, value: string) =>
    page(db, cohort, { filters: [{ field: 'tags', operator, value }] }).total;
  expect([total('equals', 'wall'), total('contains', 'WALL'), total('present', ''), total('missing', '')]).toEqual([
    1, 2, 2, 1,
  ]);
});

test('a lesion is added at a point, goes when that is undone, and comes back under its id', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 1);
  const [known] = lesionIdsOf(db, cohort) as [LesionId];
  const { scanId } = getLesion(db, known).lesion;
  const added = addLesion(db, scanId, [3, 4, 6], who);
  expect(added).toMatchObject({ number: 2, seedMm: [3, 4, 6], seedSource: 'click', reviewer: who });
  expect(() => addLesion(db, scanId, [3, 4, 6], who)).toThrow('already');
  expect(() => addLesion(db, scanId, [300, 4, 6], who)).toThrow('outside the scan');
  undoEdit(db, who);
  expect(getCohort(db, cohort.id).lesionCount).toBe(1);
  redoEdit(db, who);
  expect(getLesion(db, added.id).lesion).toEqual(added);
});

test('a criterion leaves lesions out of features, follows edits of values and new imports, and is undone', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 4);
  const set = featureSetOf(db, cohort, 2);
  const ids = lesionIdsOf(db, cohort);
  const flow = setCriteria(db, cohort.id, [atMost('At most 42', 'clinical:age', 42)], who);
  expect(flow).toMatchObject({
    lesions: 4,
    patients: 4,
    counts: [{ lesionsOut: 2, patientsOut: 2, lesionsLeft: 2, patientsLeft: 2 }],
  });
  const left = () => lesionsOf(db, lesionIdsOf(db, cohort)).map(({ criterion }) => criterion);
  expect(left()).toEqual([null, null, 'At most 42', 'At most 42']);
  expect(pendingLesions(db, cohort.id, set.id).map(({ id }) => id)).toEqual(ids.slice(0, 2));
  setClinical(db, getLesion(db, ids[2]!).lesion.patientId, 'age', 30, who);
  expect(left()).toEqual([null, null, null, 'At most 42']);
  insertImported(db, cohort.id, patientWith('New', [lesionAt(1, 1, 1)], { age: 90 }), who);
  expect(left()).toEqual([null, null, null, 'At most 42', 'At most 42']);
  undoEdit(db, who);
  expect(left()).toEqual([null, null, 'At most 42', 'At most 42', 'At most 42']);
  undoEdit(db, who);
  expect(left()).toEqual([null, null, null, null, null]);
  redoEdit(db, who);
  expect(left()).toEqual([null, null, 'At most 42', 'At most 42', 'At most 42']);
  expect(() => setCriteria(db, cohort.id, [atMost('X', 'clinical:none', 1)], who)).toThrow('no column “none”');
});

test('criteria ask for slices, scans in time, tags and reviews', () => {
  const { db } = temporaryWorkspace();
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  const scanOn = (acquiredOn: string | null, spacing: number, x: number) => ({
    source: { format: 'dicom' as const, files: [`/${x}.dcm`] },
    geometry: { ...geometry, spacingMm: [1, 1, spacing] as const },
    modality: 'CT',
    warnings: [],
    headerHash: `h${x}`,
    acquiredOn,
    lesions: [lesionAt(x, 0, 0)],
  });
  const scans = [scanOn('2011-06-30', 5, 1), scanOn('2011-04-01', 2, 2), scanOn(null, 2, 3)];
  insertImported(db, cohort.id, { label: 'A', clinical: {}, scans }, who);
  expect(listScans(db, cohort.id, null).map(({ day, number, lesionCount }) => [day, number, lesionCount])).toEqual([
    [0, 1, 1],
    [90, 2, 1],
    [null, 3, 1],
  ]);
  const failing = (criterion: Criterion) => {
    setCriteria(db, cohort.id, [criterion], who);
    return lesionsOf(db, lesionIdsOf(db, cohort)).map((lesion) => lesion.criterion !== null);
  };
  expect(failing(atMost('Thin', 'scan:spacing-z', 3))).toEqual([true, false, false]);
  expect(failing(atMost('Baseline', 'scan:number', 1))).toEqual([true, false, true]);
  expect(failing({ ...atMost('Early', 'scan:day', 30), missing: 'leave-out' })).toEqual([true, false, true]);
  curate(db, lesionIdsOf(db, cohort).slice(0, 1), { addTags: ['keep'], review: 'queried' }, who);
  expect(failing({ ...atMost('Tagged', 'tags', 0), operator: 'equals', values: ['keep'] })).toEqual([
    false,
    false,
    false,
  ]);
  expect(
    failing({ ...atMost('Queried', 'review', 0), operator: 'equals', values: ['queried'], effect: 'exclude' }),
  ).toEqual([true, false, false]);
});

test('columns of lesions have a value per lesion in tables, filters and edits, beside those of the patient', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 1);
  mergeColumns(db, cohort.id, [{ name: 'malignancy', type: 'number', unit: null, level: 'lesion' }]);
  const lesions = [lesionAt(1, 0, 0, { values: { malignancy: 4 } }), lesionAt(9, 0, 0, { values: { malignancy: 2 } })];
  insertImported(db, cohort.id, patientWith('Two', lesions, { age: 70 }), who);
  const values = () => page(db, cohort, {}).rows.map(({ clinical }) => [clinical['age'], clinical['malignancy']]);
  expect(values()).toEqual([
    [41, null],
    [70, 4],
    [70, 2],
  ]);
  const filtered = { filters: [{ field: 'clinical:malignancy', operator: 'at-least', value: '3' }] };
  expect(page(db, cohort, filtered).rows.map(({ number }) => number)).toEqual([1]);
  const sorted = { sort: { field: 'clinical:malignancy', descending: false } };
  expect(page(db, cohort, sorted).rows.map(({ clinical }) => clinical['malignancy'])).toEqual([2, 4, null]);
  const [, first] = lesionIdsOf(db, cohort) as [LesionId, LesionId];
  const { patientId } = getLesion(db, first).lesion;
  expect(() => setClinical(db, patientId, 'malignancy', 5, who)).toThrow('value per lesion');
  setClinical(db, patientId, 'malignancy', 5, who, first);
  expect(editsState(db).undo).toEqual({ label: 'Set malignancy of P0002 lesion 1' });
  expect(getLesion(db, first).clinical).toMatchObject({ age: 70, malignancy: 5 });
  undoEdit(db, who);
  expect(getLesion(db, first).clinical).toMatchObject({ malignancy: 4 });
  expect(() => mergeColumns(db, cohort.id, [{ name: 'malignancy', type: 'number', unit: null }])).toThrow('per lesion');
  mergeColumns(db, cohort.id, [{ name: 'malignancy', type: 'text', unit: null, level: 'lesion' }]);
  expect(listColumns(db, cohort.id).at(-1)).toMatchObject({ type: 'text', level: 'lesion' });
  expect(values().at(-1)).toEqual([70, '2']);
});

test('an import brings dates, origins, outlines, readers and features; again, what it does not know stays', () => {
  const { db } = temporaryWorkspace();
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  const region = { format: 'dicom', path: '/rs.dcm', roi: 'GTV' } as const;
  const lesion = lesionAt(1, 2, 3, {
    region,
    readers: [
      { reader: 'B', seedMm: [2, 2, 3] },
      { reader: 'A', seedMm: [0, 2, 3] },
    ],
    features: Float32Array.of(1, 2, 3),
  });
  const patient = patientWith('A', [lesion]);
  const [scan] = patient.scans;
  const dated = { description: 'Chest', acquiredOn: '2011-04-30', studyUid: '1.2', seriesUid: '1.2.3' };
  insertImported(db, cohort.id, { ...patient, scans: [{ ...scan!, ...dated }] }, who, 'features.csv');
  insertImported(db, cohort.id, patientWith('A', [lesionAt(1, 2, 3)]), who);
  const [id] = lesionIdsOf(db, cohort) as [LesionId];
  const found = getLesion(db, id);
  expect(found.scan).toMatchObject({ description: 'Chest', acquiredOn: '2011-04-30', number: 1 });
  expect(db.get('SELECT study_uid, series_uid FROM scans')).toEqual({ study_uid: '1.2', series_uid: '1.2.3' });
  expect(found.lesion.region).toEqual(region);
  expect(listReaders(db, id).map(({ reader, seedMm }) => [reader, seedMm])).toEqual([
    ['A', [0, 2, 3]],
    ['B', [2, 2, 3]],
  ]);
  const set = db.get<{ model_id: number; profile: string; dimension: number }>(
    'SELECT model_id, profile, dimension FROM feature_sets',
  );
  expect(set).toMatchObject({ profile: 'outside', dimension: 3 });
  expect(getModel(db, set?.model_id as never)).toMatchObject({ hasWeights: false, name: 'Features of features.csv' });
});

test("a reader's seed and its removal are undone; the lesion's own seed stays", () => {
  const { db } = temporaryWorkspace();
  const [lesionId] = lesionIdsOf(db, cohortOf(db, 1)) as [LesionId];
  setReaderSeed(db, { lesionId, reader: 'A', seedMm: [5, 5, 4] }, who);
  removeReaderSeed(db, { lesionId, reader: 'A' }, who);
  expect(listReaders(db, lesionId)).toEqual([]);
  undoEdit(db, who);
  expect(listReaders(db, lesionId)).toMatchObject([{ reader: 'A', seedMm: [5, 5, 4] }]);
  undoEdit(db, who);
  expect(listReaders(db, lesionId)).toEqual([]);
  expect(getLesion(db, lesionId).lesion.seedMm).toEqual([1, 0, 0]);
});

test('the rule of a cohort and the pre-training of a model are undone', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 1);
  const { modelId } = featureSetOf(db, cohort, 2);
  expect(setAggregation(db, cohort.id, 'mean', who).aggregation).toBe('mean');
  setPretraining(db, modelId, cohort.id, who);
  expect(getModel(db, modelId).pretrainingCohortId).toBe(cohort.id);
  undoEdit(db, who);
  undoEdit(db, who);
  expect(getModel(db, modelId).pretrainingCohortId).toBeNull();
  expect(getCohort(db, cohort.id).aggregation).toBe('each');
});

test('a lesion that a biomarker knows stays when its adding is undone, and the history goes on', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 1);
  const [known] = lesionIdsOf(db, cohort) as [LesionId];
  setNote(db, known, 'first', who);
  const added = addLesion(db, getLesion(db, known).lesion.scanId, [3, 4, 6], who);
  const set = featureSetOf(db, cohort, 1);
  insertFeatures(db, set.id, [
    { lesionId: added.id, seedMm: added.seedMm, features: Float32Array.of(1), warnings: [] },
  ]);
  db.run("INSERT INTO splits (cohort_id, name, seed, fractions) VALUES (?, 's', 1, '{}')", [cohort.id]);
  db.run("INSERT INTO endpoints (cohort_id, name, definition) VALUES (?, 'e', '{}')", [cohort.id]);
  db.run(
    `INSERT INTO runs (cohort_id, feature_set_id, split_id, endpoint_id, name, seed, fraction, classes, chosen_c, search, search_score,
       lesion_counts, result_values, scaler_mean, scaler_scale, coefficients, intercepts, created_at)
     VALUES (?, ?, 1, 1, 'r', 1, 1, '[]', 1, '[]', '', '{}', '[]', x'', x'', x'', x'', '')`,
    [cohort.id, set.id],
  );
  db.run("INSERT INTO predictions (run_id, lesion_id, part, probabilities) VALUES (1, ?, 'test', x'')", [added.id]);
  expect(() => undoEdit(db, who)).toThrow('Exclude it instead');
  expect(getLesion(db, added.id).lesion.id).toBe(added.id);
  expect(editsState(db).undo).toEqual({ label: 'Note on P0001 lesion 1' });
});
