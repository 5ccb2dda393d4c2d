import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listAudit } from '#main/store/audit.ts';
import { mergeColumns } from '#main/store/clinical.ts';
import { getCohort, listCohorts, purgeRemovedCohorts, removeCohort, updateCohort } from '#main/store/cohorts.ts';
import type { ReadDb, WriteDb } from '#main/store/database.ts';
import { editsState, redoEdit, undoEdit } from '#main/store/edits.ts';
import { createEndpoint, listEndpoints, removeEndpoint } from '#main/store/endpoints.ts';
import { insertFeatures } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion, setExcluded, setSeed } from '#main/store/lesions.ts';
import { setClinical } from '#main/store/set-clinical.ts';
import { createSplit, listSplits, readSplitParts, removeSplit } from '#main/store/splits.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import type { PatientId } from '#shared/domain/ids.ts';
import { cohortOf, featureSetOf, lesionIdsOf, patientWith, reopened, temporaryWorkspace, who } from './fixture.ts';

const uncounted = () => ({ counts: {}, undefinedCount: 0 });
const definition = { kind: 'binary', column: 'stage', positive: ['II'] } as const;
const endpointDraft = (cohort: Cohort, name: string) => ({
  cohortId: cohort.id,
  name,
  definition: { ...definition, positive: ['II'] },
});

const patientsOf = (db: ReadDb): PatientId[] =>
  db.all<{ id: PatientId }>('SELECT id FROM patients ORDER BY id').map(({ id }) => id);

const splitDraft = (db: ReadDb, cohort: Cohort, name: string) => ({
  cohortId: cohort.id,
  name,
  seed: 1,
  fractions: { train: 0.5, tune: 0.25, test: 0.25 },
  stratifiedBy: null,
  parts: new Map(patientsOf(db).map((id, index) => [id, (['train', 'tune', 'test'] as const)[index % 3] ?? 'train'])),
});

/** All that edits may change, as it can be seen. */
const visible = (db: ReadDb): unknown => ({
  cohorts: listCohorts(db).map(({ id, name, description }) => ({ id, name, description })),
  lesions: db.all('SELECT id, seed_x, seed_y, seed_z, seed_source, reviewer, excluded FROM lesions ORDER BY id'),
  values: db.all('SELECT column_id, patient_id, value FROM clinical_values ORDER BY column_id, patient_id'),
  endpoints: listCohorts(db).flatMap(({ id }) => listEndpoints(db, id, uncounted)),
  splits: listCohorts(db).flatMap(({ id }) =>
    listSplits(db, id).map((split) => [split, [...readSplitParts(db, split.id)]]),
  ),
});

describe('one edit', () => {
  test('of a seed is undone and redone with its source and reviewer', () => {
    const { db } = temporaryWorkspace();
    const [lesion = 0 as never] = lesionIdsOf(db, cohortOf(db, 1));
    expect(setSeed(db, lesion, [5, 6, 8], who)).toMatchObject({
      seedMm: [5, 6, 8],
      seedSource: 'click',
      reviewer: who,
    });
    expect(editsState(db)).toEqual({ undo: { label: 'Move the seed of P0001 lesion 1' }, redo: null });
    expect(undoEdit(db, who)).toEqual({ undo: null, redo: { label: 'Move the seed of P0001 lesion 1' } });
    expect(getLesion(db, lesion).lesion).toMatchObject({ seedMm: [1, 0, 0], seedSource: 'table', reviewer: null });
    redoEdit(db, who);
    expect(getLesion(db, lesion).lesion).toMatchObject({ seedMm: [5, 6, 8], seedSource: 'click', reviewer: who });
  });

  test('is written to the audit log with who, what, old and new; so is its undoing', () => {
    const { db } = temporaryWorkspace();
    const [lesion = 0 as never] = lesionIdsOf(db, cohortOf(db, 1));
    const { total } = listAudit(db, { offset: 0, limit: 1 });
    setExcluded(db, lesion, true, 'Ada');
    undoEdit(db, 'Ben');
    expect(listAudit(db, { offset: 0, limit: 2 })).toEqual({
      total: total + 2,
      entries: [
        {
          id: total + 2,
          at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
          who: 'Ben',
          action: 'edits.undo',
          subject: `lesions.setExcluded of lesion ${lesion}`,
          before: { excluded: true },
          after: { excluded: false },
          undone: false,
        },
        {
          id: total + 1,
          at: expect.any(String) as string,
          who: 'Ada',
          action: 'lesions.setExcluded',
          subject: `lesion ${lesion}`,
          before: { excluded: false },
          after: { excluded: true },
          undone: true,
        },
      ],
    });
  });

  test('never names a patient by the label of the source', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 1, 'SECRET');
    const [lesion = 0 as never] = lesionIdsOf(db, cohort);
    updateCohort(db, cohort.id, { name: 'Renamed', description: '' }, who);
    setExcluded(db, lesion, true, who);
    setSeed(db, lesion, [5, 6, 8], who);
    setClinical(db, patientsOf(db)[0] ?? (0 as never), 'age', 3, who);
    const since = listAudit(db, { offset: 0, limit: 3 }).entries;
    expect(JSON.stringify([since, db.all('SELECT * FROM edits')])).not.toContain('SECRET-1');
  });

  test('that changes nothing leaves no trace', () => {
    const { db } = temporaryWorkspace();
    const [lesion = 0 as never] = lesionIdsOf(db, cohortOf(db, 1));
    const before = listAudit(db, { offset: 0, limit: 1 }).total;
    setExcluded(db, lesion, false, who);
    expect([editsState(db).undo, listAudit(db, { offset: 0, limit: 1 }).total]).toEqual([null, before]);
  });

  test('of a seed outside the scan is refused', () => {
    const { db } = temporaryWorkspace();
    const [lesion = 0 as never] = lesionIdsOf(db, cohortOf(db, 1));
    expect(() => setSeed(db, lesion, [50, 0, 0], who)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        issues: [{ path: 'seedMm', message: 'This point lies outside the scan.' }],
      }),
    );
    expect(setSeed(db, lesion, [49.5, 0, 0], who).seedMm).toEqual([49.5, 0, 0]);
  });
});

describe('removal', () => {
  test('of a cohort hides it, comes back by undo with all it had, and is purged once it cannot be undone', () => {
    const { db } = temporaryWorkspace();
    const kept = cohortOf(db, 2, 'Kept');
    const cohort = cohortOf(db, 3, 'Removed');
    const set = featureSetOf(db, cohort, 2);
    for (const lesionId of lesionIdsOf(db, cohort)) {
      insertFeatures(db, set.id, [{ lesionId, seedMm: [1, 0, 0], features: new Float32Array(2), warnings: [] }]);
    }
    const endpoint = createEndpoint(db, endpointDraft(cohort, 'Stage'), who, uncounted);
    createSplit(db, { ...splitDraft(db, cohort, 'Split'), stratifiedBy: endpoint.id, parts: new Map() }, who);
    const before = visible(db);
    removeCohort(db, cohort.id, who);
    expect(listCohorts(db).map(({ name }) => name)).toEqual(['Kept']);
    expect(() => getCohort(db, cohort.id)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(purgeRemovedCohorts(db)).toBe(0);
    undoEdit(db, who);
    expect(visible(db)).toEqual(before);

    redoEdit(db, who);
    const [lesion = 0 as never] = lesionIdsOf(db, kept);
    for (let index = 0; index < 200; index++) setExcluded(db, lesion, index % 2 === 0, who);
    expect(purgeRemovedCohorts(db)).toBe(1);
    const left = [
      'cohorts',
      'patients',
      'scans',
      'lesions',
      'feature_sets',
      'feature_rows',
      'feature_vectors',
      'splits',
    ].map((table) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n);
    expect(left).toEqual([1, 2, 2, 2, 0, 0, 0, 0]);
    expect(db.all('PRAGMA foreign_key_check')).toEqual([]);
    for (let index = 0; index < 200; index++) undoEdit(db, who);
    expect(editsState(db).undo).toBeNull();
  });

  test('frees the name; bringing it back while another has it is refused and can be tried again', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 3);
    const endpoint = createEndpoint(db, endpointDraft(cohort, 'Stage II'), who, uncounted);
    removeEndpoint(db, endpoint.id, who);
    const other = createEndpoint(db, endpointDraft(cohort, 'Stage II'), who, uncounted);
    expect(() => createEndpoint(db, endpointDraft(cohort, 'Stage II'), who, uncounted)).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.stringContaining('“Stage II”') as string }),
    );
    undoEdit(db, who);
    undoEdit(db, who);
    redoEdit(db, who);
    redoEdit(db, who);
    expect(listEndpoints(db, cohort.id, uncounted).map(({ id }) => id)).toEqual([other.id]);
  });
});

describe('the history', () => {
  test('drops what could be redone when something new is done', () => {
    const { db } = temporaryWorkspace();
    const [lesion = 0 as never] = lesionIdsOf(db, cohortOf(db, 1));
    setSeed(db, lesion, [5, 6, 8], who);
    undoEdit(db, who);
    setExcluded(db, lesion, true, who);
    expect(editsState(db)).toEqual({ undo: { label: 'Exclude P0001 lesion 1' }, redo: null });
    expect(() => redoEdit(db, who)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  test('does not overwrite what an import changed since, says so once, and goes on', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 1);
    const [patient = 0 as never] = patientsOf(db);
    const [lesion = 0 as never] = lesionIdsOf(db, cohort);
    setExcluded(db, lesion, true, who);
    setClinical(db, patient, 'age', 60, who);
    insertImported(db, cohort.id, patientWith('Cohort-1', [], { age: 61 }), who);
    expect(() => undoEdit(db, who)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: '“Set age of P0001” was changed since by something else and stays as it is.',
      }),
    );
    expect(getLesion(db, lesion).clinical['age']).toBe(61);
    expect(undoEdit(db, who).undo).toBeNull();
    expect(getLesion(db, lesion).lesion.excluded).toBe(false);
  });

  test('survives a restart', () => {
    const session = temporaryWorkspace();
    const cohort = cohortOf(session.db, 2);
    const before = visible(session.db);
    updateCohort(session.db, cohort.id, { name: 'Renamed', description: 'again' }, who);
    removeCohort(session.db, cohort.id, who);
    session.close();
    const again = reopened(session.path).writable();
    expect(editsState(again).undo).toEqual({ label: 'Remove cohort “Renamed”' });
    undoEdit(again, who);
    undoEdit(again, who);
    expect(visible(again)).toEqual(before);
  });

  test('property: any walk of edits, undos and redos shows the states that a list of snapshots would', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 4);
    mergeColumns(db, cohort.id, [{ name: "it's “odd”", type: 'text', unit: null }]);
    const lesions = lesionIdsOf(db, cohort);
    const patients = patientsOf(db);
    const pick = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;
    let made = 0;
    const edits: Record<string, (a: number, b: number) => void> = {
      seed: (a, b) => void setSeed(db, pick(lesions, a), [b % 40, a % 40, 0], who),
      exclude: (a, b) => void setExcluded(db, pick(lesions, a), b % 2 === 0, who),
      age: (a, b) => void setClinical(db, pick(patients, a), 'age', b % 3 === 0 ? null : b, who),
      smoker: (a, b) => void setClinical(db, pick(patients, a), 'smoker', pick([true, false, null], b), who),
      odd: (a, b) =>
        void setClinical(db, pick(patients, a), "it's “odd”", b % 2 ? `'; DROP TABLE lesions; --${b}` : null, who),
      rename: (a, b) => void updateCohort(db, cohort.id, { name: `Cohort ${a % 3}`, description: `${b % 2}` }, who),
      endpoint: () => void createEndpoint(db, endpointDraft(cohort, `Endpoint ${made++}`), who, uncounted),
      dropEndpoint(a) {
        const endpoint = pick(listEndpoints(db, cohort.id, uncounted), a);
        if (endpoint) removeEndpoint(db, endpoint.id, who);
      },
      split: () => void createSplit(db, splitDraft(db, cohort, `Split ${made++}`), who),
      dropSplit(a) {
        const split = pick(listSplits(db, cohort.id), a);
        if (split) removeSplit(db, split.id, who);
      },
    };
    const step = fc.record({
      verb: fc.constantFrom('undo', 'undo', 'redo', ...Object.keys(edits)),
      a: fc.nat(50),
      b: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        db.run("UPDATE edits SET state = 'settled'");
        const states = [visible(db)];
        let at = 0;
        for (const { verb, a, b } of steps) {
          if (verb === 'undo' || verb === 'redo') {
            const next = verb === 'undo' ? at - 1 : at + 1;
            const possible = next >= 0 && next < states.length;
            expect(editsState(db)[verb] !== null).toBe(possible);
            if (!possible) continue;
            if (verb === 'undo') undoEdit(db, who);
            else redoEdit(db, who);
            at = next;
          } else {
            const before = JSON.stringify(visible(db));
            edits[verb]?.(a, b);
            const after = visible(db);
            if (JSON.stringify(after) === before) continue;
            states.length = at + 1;
            states.push(after);
            at++;
          }
          expect(visible(db)).toEqual(states[at]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('the audit log cannot be changed or cut', () => {
  const { db } = temporaryWorkspace();
  cohortOf(db, 1);
  expect(() => db.run("UPDATE audit_log SET who = 'nobody'")).toThrow('append-only');
  expect(() => db.run('DELETE FROM audit_log')).toThrow('append-only');
});

test('an edit and its audit line are written together or not at all', () => {
  const { db } = temporaryWorkspace();
  const [lesion = 0 as never] = lesionIdsOf(db, cohortOf(db, 1));
  const refusing: WriteDb = {
    ...db,
    run: (sql, parameters) => {
      if (sql.includes('INTO audit_log')) throw new Error('no room');
      return db.run(sql, parameters);
    },
  };
  expect(() => setExcluded(refusing, lesion, true, who)).toThrow('no room');
  expect(getLesion(db, lesion).lesion.excluded).toBe(false);
});
