import { describe, expect, it } from 'vitest';
import { listAudit } from '#main/store/audit.ts';
import { createCohort } from '#main/store/cohorts.ts';
import type { WriteDb } from '#main/store/database.ts';
import {
  type ExpressionDraft,
  insertExpression,
  listExpression,
  listSamplePatients,
  readExpression,
  removeExpression,
} from '#main/store/expression.ts';
import { insertGeneSets, listGeneSets, readGeneSets, removeGeneSets } from '#main/store/gene-sets.ts';
import type { CohortId, ExpressionId, GeneSetsId } from '#shared/domain/ids.ts';
import { cohortOf, temporaryWorkspace, who } from './fixture.ts';

const report = {
  orientation: 'genes-in-rows' as const,
  genes: 2,
  repeatedGenes: 0,
  emptyGenes: 0,
  samples: 4,
  matched: 3,
  matchedLoosely: 0,
  unmatched: 1,
  repeatedSamples: 0,
  patientsWithout: 0,
  missingCells: 1,
  textCells: 0,
  minimum: 1,
  maximum: 6,
};
const draft = (db: WriteDb, cohortId: CohortId, name = 'RNA-seq'): ExpressionDraft => ({
  cohortId,
  name,
  unit: 'z-score',
  genes: ['TP53', 'EGFR'],
  patients: Int32Array.from(listSamplePatients(db, cohortId), ({ id }) => id),
  values: Float32Array.of(1, 2, Number.NaN, 4, 5.25, 6),
  report,
});

describe('tables of expression', () => {
  it('come back as they were, missing values too', () => {
    const { db } = temporaryWorkspace();
    const { id } = cohortOf(db, 3);
    const { cohortId, report: written, ...table } = draft(db, id);
    const record = insertExpression(db, { cohortId, report: written, ...table }, who);
    expect(record).toMatchObject({ cohortId, name: 'RNA-seq', unit: 'z-score', report: written });
    expect(readExpression(db, id, record.id)).toEqual(table);
  });

  it('stand newest first, and the newest is read where none is named', () => {
    const { db } = temporaryWorkspace();
    const { id } = cohortOf(db, 3);
    expect(readExpression(db, id, null)).toBeNull();
    const first = insertExpression(db, draft(db, id, 'first'), who);
    insertExpression(db, draft(db, id, 'second'), who);
    expect(listExpression(db, id).map(({ name }) => name)).toEqual(['second', 'first']);
    expect(readExpression(db, id, null)?.name).toBe('second');
    expect(readExpression(db, id, first.id)?.name).toBe('first');
  });

  it('are read only for their own cohort', () => {
    const { db } = temporaryWorkspace();
    const own = cohortOf(db, 3);
    const other = createCohort(db, { name: 'Other', description: '' }, who);
    const record = insertExpression(db, draft(db, own.id), who);
    expect(readExpression(db, other.id, null)).toBeNull();
    expect(() => readExpression(db, other.id, record.id)).toThrow('no longer in the workspace');
  });

  it('are removed, and the audit log says so without a patient', () => {
    const { db } = temporaryWorkspace();
    const { id } = cohortOf(db, 3);
    const record = insertExpression(db, draft(db, id), who);
    expect(removeExpression(db, record.id, who)).toBe(id);
    expect(listExpression(db, id)).toEqual([]);
    expect(() => removeExpression(db, record.id, who)).toThrow('no longer in the workspace');
    const { entries } = listAudit(db, { offset: 0, limit: 2 });
    expect(entries.map(({ action, subject }) => [action, subject])).toEqual([
      ['expression.remove', `expression ${record.id}`],
      ['expression.import', `expression ${record.id}`],
    ]);
    expect(entries[1]!.after).toEqual({ name: 'RNA-seq', unit: 'z-score', genes: 2, patients: 3 });
  });

  it('are matched by labels and clinical values as text', () => {
    const { db } = temporaryWorkspace();
    const { id } = cohortOf(db, 2);
    const [first] = listSamplePatients(db, id);
    expect(first!.label).not.toBe('');
    expect(Object.values(first!.keys).every((value) => value === null || typeof value === 'string')).toBe(true);
    expect(Object.keys(first!.keys).length).toBeGreaterThan(0);
  });
});

describe('gene set collections', () => {
  const sets = [{ name: 'A', genes: ['TP53', 'EGFR'] }];

  it('come back as they were, the newest where none is named', () => {
    const { db } = temporaryWorkspace();
    expect(readGeneSets(db, null)).toBeNull();
    const first = insertGeneSets(db, { name: 'one', sets, sha256: 'a' }, who);
    insertGeneSets(db, { name: 'two', sets: [...sets, { name: 'B', genes: ['KRAS'] }], sha256: 'b' }, who);
    expect(listGeneSets(db).map(({ name, setCount }) => [name, setCount])).toEqual([
      ['two', 2],
      ['one', 1],
    ]);
    expect(readGeneSets(db, null)?.name).toBe('two');
    expect(readGeneSets(db, first.id)).toEqual({ name: 'one', sets });
  });

  it('are not added twice', () => {
    const { db } = temporaryWorkspace();
    insertGeneSets(db, { name: 'Hallmark', sets, sha256: 'a' }, who);
    expect(() => insertGeneSets(db, { name: 'again', sets, sha256: 'a' }, who)).toThrow('already, as “Hallmark”');
  });

  it('are removed, and asking for them then says so', () => {
    const { db } = temporaryWorkspace();
    const { id } = insertGeneSets(db, { name: 'Hallmark', sets, sha256: 'a' }, who);
    removeGeneSets(db, id, who);
    expect(listGeneSets(db)).toEqual([]);
    expect(() => readGeneSets(db, id)).toThrow('no longer in the workspace');
    expect(() => removeGeneSets(db, 99 as GeneSetsId, who)).toThrow('no longer');
    expect(() => readExpression(db, 1 as CohortId, 99 as ExpressionId)).toThrow('no longer');
  });
});
