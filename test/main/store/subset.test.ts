import { expect, test } from 'vitest';
import { mergeColumns } from '#main/store/clinical.ts';
import { getCohort, listCohorts, purgeRemovedCohorts } from '#main/store/cohorts.ts';
import { curate, listReaders, setReaderSeed } from '#main/store/curation.ts';
import { redoEdit, undoEdit } from '#main/store/edits.ts';
import { insertFeatures, listFeatureSets, readFeatureMatrix } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion } from '#main/store/lesions.ts';
import { createSubset } from '#main/store/subset.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import { cohortOf, featureSetOf, lesionAt, lesionIdsOf, patientWith, temporaryWorkspace, who } from './fixture.ts';

test('a subset has its lesions with patients, values, readers and features under the same codes, and is undone', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  mergeColumns(db, cohort.id, [{ name: 'grade', type: 'number', unit: null, level: 'lesion' }]);
  const two = [lesionAt(1, 0, 0, { values: { grade: 1 } }), lesionAt(9, 0, 0, { values: { grade: 2 } })];
  insertImported(db, cohort.id, patientWith('Two', two, { age: 70 }), who);
  const ids = lesionIdsOf(db, cohort);
  const set = featureSetOf(db, cohort, 2);
  insertFeatures(
    db,
    set.id,
    ids.map((lesionId) => ({
      lesionId,
      seedMm: getLesion(db, lesionId).lesion.seedMm,
      features: Float32Array.of(lesionId, 1),
      warnings: [],
    })),
  );
  const [, second, , , last] = ids as LesionId[];
  setReaderSeed(db, { lesionId: last!, reader: 'A', seedMm: [2, 2, 2] }, who);
  curate(db, [last!], { addTags: ['chosen'] }, who);
  const subset = createSubset(db, { cohortId: cohort.id, name: 'Some', lesionIds: [last!, second!] }, who);
  expect(subset).toMatchObject({ name: 'Some', patientCount: 2, scanCount: 2, lesionCount: 2 });
  const copies = lesionIdsOf(db, subset);
  const details = copies.map((id) => getLesion(db, id));
  expect(details.map(({ lesion }) => [lesion.patientCode, lesion.number, lesion.tags])).toEqual([
    ['P0002', 1, []],
    ['P0004', 2, ['chosen']],
  ]);
  expect(details.map(({ clinical }) => [clinical['age'], clinical['grade']])).toEqual([
    [42, null],
    [70, 2],
  ]);
  expect(listReaders(db, copies[1]!)).toMatchObject([{ reader: 'A', seedMm: [2, 2, 2] }]);
  const [features] = listFeatureSets(db, subset.id);
  expect([...readFeatureMatrix(db, features!.id).matrix]).toEqual([second, 1, last, 1]);
  undoEdit(db, who);
  expect(listCohorts(db).map(({ name }) => name)).toEqual(['Cohort']);
  expect(purgeRemovedCohorts(db)).toBe(0);
  redoEdit(db, who);
  expect(getCohort(db, subset.id).lesionCount).toBe(2);
  expect(getCohort(db, cohort.id).lesionCount).toBe(5);
});

test('lesions of another cohort and a taken name are refused, and nothing is left behind', () => {
  const { db } = temporaryWorkspace();
  const a = cohortOf(db, 1, 'A');
  const b = cohortOf(db, 1, 'B');
  const of = (name: string, lesionIds: LesionId[]) => () => createSubset(db, { cohortId: a.id, name, lesionIds }, who);
  expect(of('Some', lesionIdsOf(db, b))).toThrow('not in this cohort');
  expect(of('B', lesionIdsOf(db, a))).toThrow('another cohort named');
  expect(db.get('SELECT count(*) AS n FROM cohorts')).toEqual({ n: 2 });
});
