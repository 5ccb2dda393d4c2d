import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { mergeColumns } from '#main/store/clinical.ts';
import { createCohort } from '#main/store/cohorts.ts';
import type { WriteDb } from '#main/store/database.ts';
import { insertImported } from '#main/store/imported.ts';
import { type LesionPageRequest, pageLesions } from '#main/store/lesion-page.ts';
import { setExcluded } from '#main/store/lesions.ts';
import { createSplit } from '#main/store/splits.ts';
import { createWorkspace, type WorkspaceSession } from '#main/store/workspace.ts';
import { lesionFields } from '#shared/contract/cohorts.ts';
import type { Cell, Cohort } from '#shared/domain/entities.ts';
import type { LesionId, PatientId, SplitId } from '#shared/domain/ids.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { lesionAt, patientWith, who } from './fixture.ts';

const patientCount = 40_000;
const oddColumn = 'it\'s; "DROP TABLE lesions" --';

/** A lesion as the naive version of the page sees it. */
interface Plain {
  id: number;
  patient: string;
  code: string;
  lesion: number;
  roi: string | null;
  source: string;
  volume: number | null;
  excluded: boolean;
  warnings: string[];
  clinical: Record<string, Cell>;
  patientIndex: number;
}

let session: WorkspaceSession;
let cohort: Cohort;
let splitId: SplitId;
const lesions: Plain[] = [];

/** 100,000 lesions of 40,000 patients, with ties, missing values, odd names and letters beyond ASCII. */
function fill(db: WriteDb): void {
  const random = createRandom(11);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  cohort = createCohort(db, { name: 'Large', description: '' }, who);
  const stray = createCohort(db, { name: 'Other', description: '' }, who);
  insertImported(db, stray.id, patientWith('stray', [lesionAt(0, 0, 0, { roi: 'GTV-1' })]), who);
  mergeColumns(db, cohort.id, [
    { name: 'age', type: 'number', unit: 'years' },
    { name: 'dead', type: 'boolean', unit: null },
    { name: oddColumn, type: 'text', unit: null },
  ]);
  let id = 1;
  for (let index = 0; index < patientCount; index++) {
    const label = `${pick(['LUNG1', 'lung2', 'Ätna', '100%_x', 'P\\7'])}-${Math.floor(random() * 1e6)}-${index}`;
    const clinical: Record<string, Cell> = { age: 40 + Math.floor(random() * 50), dead: random() < 0.4 };
    if (random() < 0.2) clinical['age'] = null;
    clinical[oddColumn] = pick(['Ia', 'ib', 'IIb', 'Ätzend', null]);
    const found = Array.from({ length: index % 2 === 0 ? 2 : 3 }, (_, at) =>
      lesionAt(at, 0, 0, {
        roi: pick(['GTV-1', 'gtv-2', 'Lésion', null]),
        seedSource: pick(['table', 'rtstruct']),
        volumeMm3: random() < 0.9 ? Math.round(random() * 1000) : null,
        warnings: random() < 0.1 ? ['small', 'thick slices'] : [],
      }),
    );
    insertImported(db, cohort.id, patientWith(label, found, clinical), who);
    for (const [at, lesion] of found.entries()) {
      lesions.push({
        id: ++id,
        patient: label,
        code: `P${String(index + 1).padStart(4, '0')}`,
        lesion: at + 1,
        roi: lesion.roi,
        source: lesion.seedSource,
        volume: lesion.volumeMm3,
        excluded: false,
        warnings: [...lesion.warnings],
        clinical,
        patientIndex: index,
      });
    }
  }
  for (const plain of lesions.filter((_, index) => index % 997 === 0)) {
    setExcluded(db, plain.id as LesionId, true, who);
    plain.excluded = true;
  }
  const patients = db.all<{ id: PatientId }>('SELECT id FROM patients WHERE cohort_id = ? ORDER BY number', [
    cohort.id,
  ]);
  const parts = new Map(
    patients
      .slice(0, 100)
      .map(({ id: patient }, index) => [patient, index % 2 ? ('train' as const) : ('test' as const)]),
  );
  const fractions = { train: 0.5, tune: 0, test: 0.5 };
  splitId = createSplit(
    db,
    { cohortId: cohort.id, name: 'Half', seed: 1, fractions, stratifiedBy: null, parts },
    who,
  ).id;
}

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'seedpoint-page-'));
  session = createWorkspace(join(folder, 'study'), 'Study');
  const db = session.writable();
  db.transaction(() => fill(db));
  return () => {
    session.close();
    rmSync(folder, { recursive: true, force: true });
  };
});

const page = (request: Partial<LesionPageRequest>) =>
  pageLesions(session.db, {
    cohortId: cohort.id,
    offset: 0,
    limit: 50,
    sort: null,
    filters: [],
    search: '',
    splitId: null,
    ...request,
  });

const valueOf = (plain: Plain, field: string): Cell => {
  if (field.startsWith('clinical:')) return plain.clinical[field.slice('clinical:'.length)] ?? null;
  if (field === 'warnings') return plain.warnings.length > 0 ? JSON.stringify(plain.warnings) : null;
  return plain[field as 'patient' | 'code' | 'lesion' | 'roi' | 'source' | 'volume' | 'excluded'];
};

const contains = (value: Cell, text: string): boolean =>
  String(value ?? '')
    .toLowerCase()
    .includes(text.toLowerCase());

/** The same by sorting and filtering an array, without index or SQL: all matching ids in order. */
function naive(request: Partial<LesionPageRequest>): { total: number; ids: number[] } {
  const { filters = [], search = '', sort = null } = request;
  const matching = lesions.filter(
    (plain) =>
      (!search.trim() || [plain.patient, plain.code, plain.roi].some((value) => contains(value, search.trim()))) &&
      filters.every(({ field, operator, value }) => {
        const cell = valueOf(plain, field);
        if (operator === 'missing') return cell === null;
        if (cell === null) return false;
        if (operator === 'present') return true;
        if (operator === 'contains') return contains(cell, value);
        if (operator === 'equals') return String(cell) === value || cell === Number(value);
        return operator === 'at-least' ? Number(cell) >= Number(value) : Number(cell) <= Number(value);
      }),
  );
  const keys = new Map(matching.map((plain) => [plain, sortKey(plain, sort?.field ?? 'code')]));
  const sorted = matching.toSorted((a, b) => {
    const [one = null, two = null] = [keys.get(a), keys.get(b)];
    if (one === two) return a.id - b.id;
    if (one === null || two === null) return one === null ? 1 : -1;
    return (one < two ? -1 : 1) * (sort?.descending ? -1 : 1);
  });
  return { total: matching.length, ids: sorted.map(({ id }) => id) };
}

/** ASCII letters alone lose their case in sorting; JavaScript compares the rest as SQLite does. */
function sortKey(plain: Plain, field: string): Cell {
  if (field === 'code') return plain.patientIndex;
  if (field === 'warnings') return plain.warnings.length;
  const value = valueOf(plain, field);
  return typeof value === 'string' ? value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : value;
}

const summary = (request: Partial<LesionPageRequest>) => {
  const { total, rows } = page(request);
  return { total, ids: rows.map(({ id }) => id as number) };
};

describe('a page of 100,000 lesions', () => {
  const fields = [...lesionFields, 'clinical:age', 'clinical:dead', `clinical:${oddColumn}`];

  test.each(fields)(
    'sorted by %s is what sorting an array gives, at the start, in the middle and at the end',
    (field) => {
      for (const descending of [false, true]) {
        const sort = { field, descending };
        const { total, ids } = naive({ sort });
        for (const offset of [0, 49_990, 77_777, 99_980, 100_000]) {
          expect(summary({ sort, offset })).toEqual({ total, ids: ids.slice(offset, offset + 50) });
        }
      }
    },
  );

  test.each([
    'lung1-12',
    'LUNG2',
    'gtv-2',
    'P0042',
    'ätna-1',
    'LÉSION',
    '100%_',
    'P\\7-9',
    '%',
    '_',
    "'",
    'nothing has this',
    '  GTV-1 ',
  ])('searched for %s is what searching an array gives', (search) => {
    const { total, ids } = naive({ search });
    expect(summary({ search })).toEqual({ total, ids: ids.slice(0, 50) });
  });

  const filter = (
    field: string,
    operator: 'contains' | 'equals' | 'at-least' | 'at-most' | 'missing' | 'present',
    value = '',
  ) => ({ field, operator, value });
  const filters = [
    [filter('patient', 'contains', 'ÄTNA')],
    [filter('code', 'equals', 'P0100')],
    [filter('code', 'contains', '999')],
    [filter('lesion', 'at-least', '3')],
    [filter('roi', 'missing')],
    [filter('roi', 'equals', 'GTV-1')],
    [filter('source', 'equals', 'rtstruct'), filter('volume', 'at-most', '10')],
    [filter('volume', 'equals', '500')],
    [filter('volume', 'missing'), filter('warnings', 'present')],
    [filter('warnings', 'contains', 'THICK')],
    [filter('excluded', 'equals', 'true')],
    [filter('clinical:age', 'at-least', '60'), filter('clinical:age', 'at-most', '61.5')],
    [filter('clinical:age', 'missing'), filter('clinical:dead', 'equals', 'false')],
    [filter(`clinical:${oddColumn}`, 'equals', 'ib')],
    [filter(`clinical:${oddColumn}`, 'contains', 'B'), filter('clinical:dead', 'present')],
    [filter(`clinical:${oddColumn}`, 'contains', 'ätz')],
    [filter('patient', 'missing')],
  ];
  test.each(
    filters.map(
      (conditions) =>
        [
          conditions.map(({ field, operator, value }) => `${field} ${operator} ${value}`).join(', '),
          conditions,
        ] as const,
    ),
  )('filtered by %s is what filtering an array gives', (_name, conditions) => {
    const request = { filters: conditions, search: 'g', sort: { field: 'clinical:age', descending: true }, offset: 10 };
    const { total, ids } = naive(request);
    expect(summary(request)).toEqual({ total, ids: ids.slice(10, 60) });
    expect(page({ filters: conditions }).total).toBe(naive({ filters: conditions }).total);
  });

  test('gives whole rows: lesion, clinical values of every column, part of the split', () => {
    const { rows } = page({ limit: 3, splitId });
    const first = lesions[0];
    expect(rows[0]).toEqual({
      id: 2,
      patientId: 2,
      scanId: 2,
      patientCode: 'P0001',
      patientLabel: first?.patient,
      number: 1,
      roi: first?.roi,
      seedMm: [0, 0, 0],
      seedSource: first?.source,
      reviewer: null,
      review: 'unreviewed',
      tags: [],
      note: '',
      criterion: null,
      region: null,
      excluded: true,
      volumeMm3: first?.volume,
      warnings: first?.warnings,
      clinical: first?.clinical,
      part: 'test',
    });
    expect(rows.map(({ patientCode, part }) => [patientCode, part])).toEqual([
      ['P0001', 'test'],
      ['P0001', 'test'],
      ['P0002', 'train'],
    ]);
    expect(page({ limit: 1, offset: 90_000, splitId }).rows[0]?.part).toBeNull();
  });
});

describe('what makes no sense is refused with the field', () => {
  test.each([
    [{ sort: { field: 'clinical:no such', descending: false } }, 'sort', 'no column “no such”'],
    [{ sort: { field: 'id; DROP TABLE lesions', descending: false } }, 'sort', 'no column'],
    [{ filters: [{ field: 'cohort_id', operator: 'equals' as const, value: '1' }] }, 'filters', 'no column'],
    [
      { filters: [{ field: 'volume', operator: 'at-least' as const, value: 'big' }] },
      'filters',
      '“big” is not a number',
    ],
    [{ filters: [{ field: 'volume', operator: 'at-least' as const, value: ' ' }] }, 'filters', 'is not a number'],
    [{ filters: [{ field: 'volume', operator: 'contains' as const, value: '1' }] }, 'filters', 'is not text'],
    [{ filters: [{ field: 'roi', operator: 'at-least' as const, value: '1' }] }, 'filters', 'does not hold numbers'],
    [{ filters: [{ field: 'excluded', operator: 'equals' as const, value: 'maybe' }] }, 'filters', 'true or false'],
  ])('%j', (request, path, message) => {
    expect(() => page(request)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringContaining(message) as string,
        issues: [expect.objectContaining({ path })],
      }),
    );
  });
});
