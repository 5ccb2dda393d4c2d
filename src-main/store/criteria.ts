import { applyCriteria, type CriterionSubject, checkCriteria } from '#shared/biomarker/criteria.ts';
import type { Criterion, CriterionCount } from '#shared/domain/criteria.ts';
import type { Cell, Column } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, PatientId } from '#shared/domain/ids.ts';
import { toCell } from './cells.ts';
import { listColumns, valueTables } from './clinical.ts';
import { fromJson, type Parameter, type ReadDb, type WriteDb } from './database.ts';

const clinicalPrefix = 'clinical:';

/** What a criterion may ask for beside the columns of the cohort, as SQL of the lesion `l`, its patient `p` and scan `s`. */
const fields: Record<string, { type: Column['type']; sql: string; isList?: true }> = {
  patient: { type: 'text', sql: 'p.label' },
  code: { type: 'text', sql: 'p.code' },
  lesion: { type: 'number', sql: 'l.number' },
  roi: { type: 'text', sql: 'l.roi' },
  source: { type: 'text', sql: 'l.seed_source' },
  volume: { type: 'number', sql: 'l.volume_mm3' },
  excluded: { type: 'boolean', sql: 'l.excluded' },
  warnings: { type: 'text', sql: 'l.warnings', isList: true },
  review: { type: 'text', sql: 'l.review' },
  tags: { type: 'text', sql: 'l.tags', isList: true },
  note: { type: 'text', sql: "nullif(l.note, '')" },
  'scan:spacing-z': {
    type: 'number',
    sql: "CASE WHEN s.source ->> '$.format' NOT IN ('array', 'none') THEN s.geometry ->> '$.spacingMm[2]' END",
  },
  'scan:modality': { type: 'text', sql: "nullif(s.modality, 'unknown')" },
  'scan:number': {
    type: 'number',
    sql: `(SELECT count(*) FROM scans o WHERE o.patient_id = s.patient_id
      AND (coalesce(o.acquired_on, '9999'), o.id) <= (coalesce(s.acquired_on, '9999'), s.id))`,
  },
  'scan:day': {
    type: 'number',
    sql: `julianday(s.acquired_on) - (SELECT min(julianday(o.acquired_on)) FROM scans o WHERE o.patient_id = s.patient_id)`,
  },
};

export function readCriteria(db: ReadDb, cohortId: CohortId): Criterion[] {
  const row = db.get<{ criteria: string }>('SELECT criteria FROM cohorts WHERE id = ?', [cohortId]);
  return row ? fromJson(row.criteria) : [];
}

/** What a set of criteria does to a cohort; lesions excluded by hand are counted too. */
export interface CriteriaFlow {
  readonly criteria: Criterion[];
  /** Before the first criterion. */
  readonly lesions: number;
  readonly patients: number;
  readonly counts: CriterionCount[];
}

export function criteriaFlow(db: ReadDb, cohortId: CohortId, criteria: readonly Criterion[]): CriteriaFlow {
  checkCriteria(criteria, fieldTypes(db, cohortId));
  const subjects = readSubjects(db, cohortId, criteria, null);
  return {
    criteria: [...criteria],
    lesions: subjects.length,
    patients: new Set(subjects.map(({ patientId }) => patientId)).size,
    counts: applyCriteria(criteria, subjects).counts,
  };
}

function fieldTypes(db: ReadDb, cohortId: CohortId): Map<string, Column['type']> {
  return new Map([
    ...Object.entries(fields).map(([name, { type }]): [string, Column['type']] => [name, type]),
    ...listColumns(db, cohortId).map(({ name, type }): [string, Column['type']] => [`${clinicalPrefix}${name}`, type]),
  ]);
}

/** Writes to each lesion which criterion leaves it out: of these patients, or of the whole cohort. */
export function refreshCriteria(db: WriteDb, cohortId: CohortId, patientIds: readonly PatientId[] | null): void {
  const criteria = readCriteria(db, cohortId);
  if (criteria.length === 0) {
    if (patientIds === null) {
      db.run('UPDATE lesions SET criterion = NULL WHERE cohort_id = ? AND criterion IS NOT NULL', [cohortId]);
    }
    return;
  }
  const subjects = readSubjects(db, cohortId, criteria, patientIds);
  const { failed } = applyCriteria(criteria, subjects);
  for (const [row, { lesionId, criterion }] of subjects.entries()) {
    const now = criteria[failed[row] as number]?.label ?? null;
    if (now !== criterion) db.run('UPDATE lesions SET criterion = ? WHERE id = ?', [now, lesionId]);
  }
}

interface Subject extends CriterionSubject {
  readonly lesionId: LesionId;
  /** As it is stored. */
  readonly criterion: string | null;
}

/** The lesions with the values that the criteria ask for. */
function readSubjects(
  db: ReadDb,
  cohortId: CohortId,
  criteria: readonly Criterion[],
  patientIds: readonly PatientId[] | null,
): Subject[] {
  const asked = [...new Set(criteria.map(({ field }) => field))];
  const builtIn = asked.filter((name) => Object.hasOwn(fields, name));
  const select = builtIn.map((name, index) => `, ${fields[name]?.sql} AS f${index}`).join('');
  const some = patientIds === null ? '' : 'AND l.patient_id IN (SELECT value FROM json_each(@patientIds))';
  const rows = db.all<{ id: LesionId; patient_id: PatientId; criterion: string | null } & Record<string, Parameter>>(
    `SELECT l.id, l.patient_id, l.criterion${select}
       FROM lesions l JOIN patients p ON p.id = l.patient_id JOIN scans s ON s.id = l.scan_id
      WHERE l.cohort_id = @cohortId ${some} ORDER BY l.patient_id, l.number`,
    { cohortId, ...(patientIds === null ? {} : { patientIds: JSON.stringify(patientIds) }) },
  );
  const columns = listColumns(db, cohortId).filter(({ name }) => asked.includes(`${clinicalPrefix}${name}`));
  const clinical = new Map(
    columns.map((column) => [`${clinicalPrefix}${column.name}`, valuesOf(db, column, patientIds)]),
  );
  const indexOf = new Map(builtIn.map((name, index) => [name, index]));
  return rows.map((row) => ({
    lesionId: row.id,
    patientId: row.patient_id,
    criterion: row.criterion,
    values(name): readonly Cell[] {
      const ofColumn = clinical.get(name);
      if (ofColumn) return ofColumn(row.id, row.patient_id);
      const value = row[`f${indexOf.get(name)}`];
      if (value === null || value === undefined) return [];
      if (fields[name]?.isList) return fromJson<string[]>(String(value));
      return [toCell(fields[name]?.type ?? 'text', value)];
    },
  }));
}

function valuesOf(
  db: ReadDb,
  column: Column,
  patientIds: readonly PatientId[] | null,
): (lesionId: LesionId, patientId: PatientId) => readonly Cell[] {
  const { table, owner } = valueTables[column.level];
  const ofOwners =
    column.level === 'patient'
      ? 'AND patient_id IN (SELECT value FROM json_each(@patientIds))'
      : 'AND lesion_id IN (SELECT id FROM lesions WHERE patient_id IN (SELECT value FROM json_each(@patientIds)))';
  const rows = db.all<{ owner: number; value: Parameter }>(
    `SELECT ${owner} AS owner, value FROM ${table} WHERE column_id = @columnId ${patientIds === null ? '' : ofOwners}`,
    { columnId: column.id, ...(patientIds === null ? {} : { patientIds: JSON.stringify(patientIds) }) },
  );
  const byOwner = new Map(rows.map((row) => [row.owner, [toCell(column.type, row.value)]]));
  return (lesionId, patientId) => byOwner.get(column.level === 'patient' ? patientId : lesionId) ?? [];
}
