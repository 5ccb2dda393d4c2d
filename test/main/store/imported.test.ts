import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listAudit } from '#main/store/audit.ts';
import { listColumns, mergeColumns, readClinicalRows } from '#main/store/clinical.ts';
import { createCohort, getCohort } from '#main/store/cohorts.ts';
import type { ReadDb, WriteDb } from '#main/store/database.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion, setSeed } from '#main/store/lesions.ts';
import { setClinical } from '#main/store/set-clinical.ts';
import type { Cohort, ScanSource } from '#shared/domain/entities.ts';
import type { PatientId } from '#shared/domain/ids.ts';
import type { ImportedPatient } from '#shared/domain/imported.ts';
import {
  cohortOf,
  geometry,
  lesionAt,
  lesionIdsOf,
  patientWith,
  temporaryFolder,
  temporaryWorkspace,
  who,
} from './fixture.ts';

const counts = (db: ReadDb, { id }: Cohort): number[] => {
  const { patientCount, scanCount, lesionCount } = getCohort(db, id);
  return [patientCount, scanCount, lesionCount];
};

function emptyCohort(db: WriteDb): Cohort {
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  mergeColumns(db, cohort.id, [
    { name: 'age', type: 'number', unit: 'years' },
    { name: 'dead', type: 'boolean', unit: null },
    { name: 'stage', type: 'text', unit: null },
  ]);
  return cohort;
}

const withSource = (label: string, source: ScanSource, headerHash = 'same header'): ImportedPatient => ({
  label,
  clinical: {},
  scans: [{ source, geometry, modality: 'CT', warnings: [], headerHash, lesions: [lesionAt(1, 2, 3)] }],
});

describe('importing a patient', () => {
  test('gives codes in the order of arrival and numbers lesions within the patient', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    const lesion = lesionAt(1.25, -2.5, 3, {
      roi: 'GTV-1',
      seedSource: 'rtstruct',
      volumeMm3: 120.5,
      warnings: ['small'],
    });
    expect(
      insertImported(
        db,
        cohort.id,
        patientWith('LUNG-7', [lesion, lesionAt(4, 5, 6)], { age: 61.5, dead: false, stage: null }),
        who,
      ),
    ).toEqual({
      patients: 1,
      scans: 1,
      lesions: 2,
    });
    insertImported(db, cohort.id, patientWith('LUNG-2', []), who);
    const [first = 0 as never, second = 0 as never] = lesionIdsOf(db, cohort);
    const detail = getLesion(db, first);
    expect(detail).toEqual({
      cohortId: cohort.id,
      lesion: {
        id: first,
        patientId: detail.lesion.patientId,
        scanId: detail.scan.id,
        patientCode: 'P0001',
        patientLabel: 'LUNG-7',
        number: 1,
        roi: 'GTV-1',
        seedMm: [1.25, -2.5, 3],
        seedSource: 'rtstruct',
        reviewer: null,
        review: 'unreviewed',
        tags: [],
        note: '',
        criterion: null,
        region: null,
        excluded: false,
        volumeMm3: 120.5,
        warnings: ['small'],
      },
      scan: {
        id: detail.scan.id,
        patientId: detail.lesion.patientId,
        source: { format: 'dicom', files: ['/data/LUNG-7/1.dcm'] },
        geometry,
        modality: 'CT',
        number: 1,
        description: '',
        acquiredOn: null,
        warnings: [],
      },
      clinical: { age: 61.5, dead: false, stage: null },
    });
    expect(getLesion(db, second).lesion.number).toBe(2);
    expect(readClinicalRows(db, cohort.id).map(({ patientCode }) => patientCode)).toEqual(['P0001', 'P0002']);
    expect(counts(db, cohort)).toEqual([2, 2, 2]);
  });

  test('again changes nothing, though paths, order and digits of the seed differ', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    const patient = patientWith('A', [lesionAt(0.1 + 0.2, 2, 3), lesionAt(-0.00001, 5, 6)], { age: 50, dead: true });
    insertImported(db, cohort.id, patient, who);
    const audit = listAudit(db, { offset: 0, limit: 1 }).total;
    const moved = { ...patientWith(' A ', [lesionAt(0, 5, 6), lesionAt(0.3, 2, 3)], patient.clinical) };
    const rescanned = { ...moved, scans: moved.scans.map((scan) => ({ ...scan, headerHash: 'hash of A' })) };
    expect(insertImported(db, cohort.id, rescanned, who)).toEqual({ patients: 0, scans: 0, lesions: 0 });
    expect(counts(db, cohort)).toEqual([1, 1, 2]);
    expect(listAudit(db, { offset: 0, limit: 1 }).total).toBe(audit);
  });

  test('again updates clinical values, with an audit line of old and new, and erases none', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    insertImported(db, cohort.id, patientWith('A', [], { age: 50, stage: 'I' }), who);
    insertImported(db, cohort.id, { label: 'A', clinical: { age: 51, stage: null, dead: true }, scans: [] }, 'Ada');
    expect(readClinicalRows(db, cohort.id)[0]?.cells).toEqual({ age: 51, dead: true, stage: 'I' });
    expect(listAudit(db, { offset: 0, limit: 1 }).entries[0]).toMatchObject({
      who: 'Ada',
      action: 'imports.update',
      before: { age: 50, dead: null },
      after: { age: 51, dead: true },
    });
  });

  test('again leaves an edited seed edited and makes no second lesion of it', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 1);
    const [lesion = 0 as never] = lesionIdsOf(db, cohort);
    setSeed(db, lesion, [7, 8, 9], who);
    insertImported(db, cohort.id, patientWith('Cohort-1', [lesionAt(1, 0, 0)]), who);
    expect(lesionIdsOf(db, cohort)).toEqual([lesion]);
    expect(getLesion(db, lesion).lesion.seedMm).toEqual([7, 8, 9]);
  });

  test('by the same label into another cohort is another patient', () => {
    const { db } = temporaryWorkspace();
    const [one, two] = [cohortOf(db, 1, 'One'), createCohort(db, { name: 'Two', description: '' }, who)];
    insertImported(db, two.id, patientWith('One-1', [lesionAt(1, 0, 0)]), who);
    expect([counts(db, one), counts(db, two)]).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  test('is all or nothing', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    expect(() => insertImported(db, cohort.id, patientWith('A', [lesionAt(1, 2, 3)], { age: 'old' }), who)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: 'Column “age” holds numbers; this value is string.' }),
    );
    expect(() => insertImported(db, cohort.id, patientWith('A', [], { weight: 70 }), who)).toThrow('did not announce');
    expect(() => insertImported(db, cohort.id, patientWith('  ', []), who)).toThrow('no identifier');
    expect(counts(db, cohort)).toEqual([0, 0, 0]);
  });
});

describe('a scan is known again', () => {
  test('by its path where headers do not tell: two time points with one header are two scans', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    const folder = temporaryFolder();
    for (const name of ['t1', 't2']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'ct.nii.gz'), '');
    }
    for (const name of ['t1', 't2', 't1', 't2']) {
      insertImported(db, cohort.id, withSource('A', { format: 'volume', path: join(folder, name, 'ct.nii.gz') }), who);
    }
    expect(counts(db, cohort)).toEqual([1, 2, 2]);
  });

  test('after it was moved: the path is renewed, the lesion stays', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    const folder = temporaryFolder();
    const [old, moved] = [join(folder, 'old.nii'), join(folder, 'moved.nii')];
    writeFileSync(old, '');
    insertImported(db, cohort.id, withSource('A', { format: 'volume', path: old }), who);
    rmSync(old);
    writeFileSync(moved, '');
    insertImported(db, cohort.id, withSource('A', { format: 'volume', path: moved }), who);
    expect(counts(db, cohort)).toEqual([1, 1, 1]);
    expect(lesionIdsOf(db, cohort).map((id) => getLesion(db, id).scan.source)).toEqual([
      { format: 'volume', path: moved },
    ]);
  });

  test('inside one archive by the name of the array', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    const array = (arrayName: string): ScanSource => ({
      format: 'array',
      path: import.meta.filename,
      arrayName,
      axisOrder: 'zyx',
      intensity: 'hu',
    });
    for (const name of ['a', 'b', 'a']) insertImported(db, cohort.id, withSource('A', array(name)), who);
    expect(counts(db, cohort)).toEqual([1, 2, 2]);
  });
});

describe('clinical columns', () => {
  test('that come again with another type become text, values and all', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    insertImported(db, cohort.id, patientWith('A', [], { age: 50, dead: true }), who);
    const columns = mergeColumns(db, cohort.id, [
      { name: 'age', type: 'text', unit: null },
      { name: 'dead', type: 'number', unit: null },
      { name: 'stage', type: 'number', unit: null },
    ]);
    expect(columns.map(({ name, type, unit }) => [name, type, unit])).toEqual([
      ['age', 'text', 'years'],
      ['dead', 'text', null],
      ['stage', 'text', null],
    ]);
    insertImported(db, cohort.id, patientWith('B', [], { age: 'about 60', stage: 2 }), who);
    expect(readClinicalRows(db, cohort.id).map(({ cells }) => cells)).toEqual([
      { age: '50', dead: 'true', stage: null },
      { age: 'about 60', dead: null, stage: '2' },
    ]);
  });

  test('in another unit are refused as a whole, and take a unit where they had none', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    const drafts = [
      { name: 'stage', type: 'text', unit: 'TNM' } as const,
      { name: 'age', type: 'number', unit: 'months' } as const,
    ];
    expect(() => mergeColumns(db, cohort.id, drafts)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: expect.stringContaining('in years in this cohort, but in months') as string,
      }),
    );
    expect(listColumns(db, cohort.id).map(({ unit }) => unit)).toEqual(['years', null, null]);
    mergeColumns(db, cohort.id, [drafts[0] ?? drafts[1]!]);
    expect(listColumns(db, cohort.id).map(({ unit }) => unit)).toEqual(['years', null, 'TNM']);
  });

  test('of any name are only ever data', () => {
    const { db } = temporaryWorkspace();
    const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
    const names = ["a'b", 'c"d', 'e; DROP TABLE lesions; --', '?', '@name', 'constructor', '  ', 'größe', '\u0000'];
    mergeColumns(
      db,
      cohort.id,
      names.map((name) => ({ name, type: 'text', unit: null })),
    );
    insertImported(
      db,
      cohort.id,
      { label: 'A', clinical: Object.fromEntries(names.map((name) => [name, `of ${name}`])), scans: [] },
      who,
    );
    expect(readClinicalRows(db, cohort.id)[0]?.cells).toEqual(
      Object.fromEntries(names.map((name) => [name, `of ${name}`])),
    );
    expect(() => mergeColumns(db, cohort.id, [{ name: '__proto__', type: 'text', unit: null }])).toThrow(
      'cannot be named',
    );
  });

  test('keep numbers, text and booleans exactly', () => {
    const { db } = temporaryWorkspace();
    const cohort = emptyCohort(db);
    const values = [0, -0.1, 1e300, 2 ** 53 - 1, 5e-324];
    values.forEach((age, index) =>
      insertImported(db, cohort.id, { label: `${index}`, clinical: { age, stage: '007' }, scans: [] }, who),
    );
    expect(readClinicalRows(db, cohort.id).map(({ cells }) => cells['age'])).toEqual(values);
    expect(readClinicalRows(db, cohort.id, ['stage'])[0]?.cells).toEqual({ stage: '007' });
  });

  test('refuse values of another type by hand, and unknown columns and patients', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 1);
    const patient = getLesion(db, lesionIdsOf(db, cohort)[0] ?? (0 as never)).lesion.patientId;
    const attempts: [PatientId, string, number | string | boolean, string][] = [
      [patient, 'age', '50', 'invalid-input'],
      [patient, 'age', Number.NaN, 'invalid-input'],
      [patient, 'smoker', 1, 'invalid-input'],
      [patient, 'no such', 1, 'not-found'],
      [999 as PatientId, 'age', 1, 'not-found'],
    ];
    for (const [id, column, value, code] of attempts) {
      expect(() => setClinical(db, id, column, value, who)).toThrow(expect.objectContaining({ code }));
    }
  });
});
