import { expect, test } from 'vitest';
import { getLesion, setExcluded, setSeed } from '#main/store/lesions.ts';
import { removeRun } from '#main/store/runs.ts';
import {
  insertSaliency,
  listSaliency,
  readSaliency,
  removeSaliency,
  type SaliencyKey,
  testLesions,
  unmappedLesions,
} from '#main/store/saliency.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import { cohortOf, featureSetOf, temporaryWorkspace, who } from './fixture.ts';
import { runOf } from './saliency-run.ts';

function workspaceWithRun() {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 4);
  const { lesionIds, run } = runOf(db, cohort, featureSetOf(db, cohort, 2));
  const key: SaliencyKey = {
    runId: run.id,
    method: 'occlusion',
    settings: { blockMm: 10, strideMm: 5, fill: 'mean' },
    classIndex: null,
  };
  const put = (lesionId: LesionId, value: number, changes: Partial<SaliencyKey> = {}) =>
    insertSaliency(
      db,
      { ...key, ...changes },
      {
        lesionId,
        seedMm: getLesion(db, lesionId).lesion.seedMm,
        classIndex: 1,
        hu: new Float32Array(50 ** 3).fill(value),
        map: new Float32Array(50 ** 3).fill(value / 10),
      },
    );
  return { db, cohort, run, lesionIds: lesionIds as [LesionId, LesionId, LesionId, LesionId], key, put };
}

test('maps come back as statistics read them, in the order of patients, with what made them', () => {
  const { db, run, lesionIds, put } = workspaceWithRun();
  put(lesionIds[2], 7);
  put(lesionIds[1], 40);
  const maps = readSaliency(db, run.id);
  expect(maps.map(({ subject, patientCode, className }) => [subject, patientCode, className])).toEqual([
    [lesionIds[1], 'P0002', 'yes'],
    [lesionIds[2], 'P0003', 'yes'],
  ]);
  expect(maps[0]?.method).toBe('occlusion, cubes of 10 mm every 5 mm, filled with the mean of the patch');
  expect(maps[0]?.hu).toEqual(new Float32Array(50 ** 3).fill(40));
  expect(maps[1]?.map[0]).toBeCloseTo(0.7, 6);
});

test('of several maps of a lesion statistics read the newest; the list has them all', () => {
  const { db, run, lesionIds, put } = workspaceWithRun();
  put(lesionIds[1], 1);
  put(lesionIds[1], 2, { settings: { blockMm: 14, strideMm: 7, fill: 'air' } });
  expect(readSaliency(db, run.id).map(({ method, hu }) => [method, hu[0]])).toEqual([
    ['occlusion, cubes of 14 mm every 7 mm, filled with air (−1024 HU)', 2],
  ]);
  expect(listSaliency(db, run.id)).toMatchObject([
    { lesionId: lesionIds[1], settings: { blockMm: 14, strideMm: 7, fill: 'air' }, current: true, className: 'yes' },
    { patientCode: 'P0002', lesionNumber: 1, method: 'occlusion', settings: { blockMm: 10 } },
  ]);
});

test('the same settings replace a map, and a resumed job skips what is there', () => {
  const { db, run, lesionIds, key, put } = workspaceWithRun();
  const missing = (changes: Partial<SaliencyKey> = {}) =>
    unmappedLesions(db, { ...key, ...changes }, lesionIds.slice(1, 3)).map(({ id }) => id);
  expect(missing()).toEqual([lesionIds[1], lesionIds[2]]);
  put(lesionIds[1], 1);
  put(lesionIds[1], 3);
  expect(listSaliency(db, run.id)).toHaveLength(1);
  expect(missing()).toEqual([lesionIds[2]]);
  expect(missing({ classIndex: 1 })).toHaveLength(2);
  expect(missing({ settings: { ...key.settings, strideMm: 4 } })).toHaveLength(2);
});

test('a map is stale once its seed was moved, and counts again when the move is undone', () => {
  const { db, run, lesionIds, key, put } = workspaceWithRun();
  const { seedMm } = getLesion(db, lesionIds[1]).lesion;
  put(lesionIds[1], 1);
  setSeed(db, lesionIds[1], [9, 9, 9], who);
  expect(listSaliency(db, run.id)).toMatchObject([{ current: false }]);
  expect(readSaliency(db, run.id)).toEqual([]);
  expect(unmappedLesions(db, key, [lesionIds[1]])).toHaveLength(1);
  setSeed(db, lesionIds[1], [...seedMm], who);
  expect(readSaliency(db, run.id)).toHaveLength(1);
});

test('lesions excluded since are neither drawn nor mapped nor read', () => {
  const { db, run, lesionIds, key, put } = workspaceWithRun();
  expect(testLesions(db, run.id)).toEqual(lesionIds.slice(1));
  put(lesionIds[1], 1);
  setExcluded(db, lesionIds[1], true, who);
  expect(testLesions(db, run.id)).toEqual(lesionIds.slice(2));
  expect(unmappedLesions(db, key, lesionIds.slice(1, 2))).toEqual([]);
  expect([readSaliency(db, run.id), listSaliency(db, run.id)]).toEqual([[], []]);
});

test('a map that is not 50 x 50 x 50 finite numbers is refused', () => {
  const { db, lesionIds, key } = workspaceWithRun();
  const draft = { lesionId: lesionIds[1], seedMm: [0, 0, 0] as const, classIndex: 0, hu: new Float32Array(50 ** 3) };
  const broken = new Float32Array(50 ** 3).fill(Number.NaN);
  expect(() => insertSaliency(db, key, { ...draft, map: broken })).toThrow('not 50 x 50 x 50 finite numbers');
  expect(() => insertSaliency(db, key, { ...draft, map: new Float32Array(8) })).toThrow('not 50 x 50 x 50');
});

test('maps go when they are removed, with an entry in the audit log, and with their run', () => {
  const { db, cohort, run, lesionIds, put } = workspaceWithRun();
  put(lesionIds[1], 1);
  put(lesionIds[2], 1);
  const [newest] = listSaliency(db, run.id);
  expect(newest && removeSaliency(db, [newest.id], who)).toBe(cohort.id);
  expect(listSaliency(db, run.id)).toHaveLength(1);
  expect(db.get("SELECT subject FROM audit_log WHERE action = 'saliency.remove'")).toEqual({
    subject: `run ${run.id}`,
  });
  removeRun(db, run.id, who);
  expect(db.all('SELECT 1 FROM saliency_maps')).toEqual([]);
});
