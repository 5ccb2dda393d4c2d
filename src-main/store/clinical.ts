import type { Cell, Column } from '#shared/domain/entities.ts';
import type { CohortId, ColumnId, PatientId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { toCell } from './cells.ts';
import type { Parameter, ReadDb, WriteDb } from './database.ts';

interface ColumnRow {
  id: ColumnId;
  cohort_id: CohortId;
  name: string;
  type: Column['type'];
  unit: string | null;
  level: Column['level'];
}

const toColumn = ({ cohort_id, ...row }: ColumnRow): Column => ({ ...row, cohortId: cohort_id });

/** In the order in which they were first imported. */
export const listColumns = (db: ReadDb, cohortId: CohortId): Column[] =>
  db
    .all<ColumnRow>(
      'SELECT id, cohort_id, name, type, unit, level FROM clinical_columns WHERE cohort_id = ? ORDER BY id',
      [cohortId],
    )
    .map(toColumn);

export function findColumn(db: ReadDb, cohortId: CohortId, name: string): Column | undefined {
  const row = db.get<ColumnRow>(
    'SELECT id, cohort_id, name, type, unit, level FROM clinical_columns WHERE cohort_id = ? AND name = ?',
    [cohortId, name],
  );
  return row && toColumn(row);
}

export interface ColumnDraft {
  readonly name: string;
  readonly type: Column['type'];
  readonly unit: string | null;
  readonly level?: Column['level'];
}

/**
 * Adds the columns that are new. A column that exists with another type becomes text, values and all; one that exists
 * in another unit, or of patients instead of lesions, is a `conflict`, since the values would not mean the same.
 */
export function mergeColumns(db: WriteDb, cohortId: CohortId, columns: readonly ColumnDraft[]): Column[] {
  return db.transaction(() => {
    for (const draft of columns) {
      if (draft.name === '__proto__') throw new AppError('invalid-input', 'A column cannot be named “__proto__”.');
      const known = findColumn(db, cohortId, draft.name);
      if (known) mergeColumn(db, known, draft);
      else {
        db.run('INSERT INTO clinical_columns (cohort_id, name, type, unit, level) VALUES (?, ?, ?, ?, ?)', [
          cohortId,
          draft.name,
          draft.type,
          draft.unit,
          draft.level ?? 'patient',
        ]);
      }
    }
    return listColumns(db, cohortId);
  });
}

function mergeColumn(db: WriteDb, known: Column, draft: ColumnDraft): void {
  const level = draft.level ?? 'patient';
  if (known.level !== level) {
    throw new AppError(
      'conflict',
      `Column “${known.name}” has a value per ${known.level} in this cohort, but per ${level} in this import. Give it another name.`,
    );
  }
  if (known.unit !== null && draft.unit !== null && known.unit !== draft.unit) {
    throw new AppError(
      'conflict',
      `Column “${known.name}” is in ${known.unit} in this cohort, but in ${draft.unit} in this import. Give it another name, or convert it first.`,
    );
  }
  if (known.unit === null && draft.unit !== null) {
    db.run('UPDATE clinical_columns SET unit = ? WHERE id = ?', [draft.unit, known.id]);
  }
  if (known.type === draft.type || known.type === 'text') return;
  const { table, owner } = valueTables[known.level];
  const values = db.all<{ owner: number; value: Parameter }>(
    `SELECT ${owner} AS owner, value FROM ${table} WHERE column_id = ?`,
    [known.id],
  );
  for (const one of values) {
    db.run(`UPDATE ${table} SET value = ? WHERE column_id = ? AND ${owner} = ?`, [
      String(toCell(known.type, one.value)),
      known.id,
      one.owner,
    ]);
  }
  db.run("UPDATE clinical_columns SET type = 'text' WHERE id = ?", [known.id]);
}

/**
 * The values of these patients by column name; a missing value is null, so that every row has every column. Columns with
 * a value per lesion are missing for all: see `cellsOfLesions`.
 */
export function clinicalOf(
  db: ReadDb,
  cohortId: CohortId,
  patientIds: readonly PatientId[],
): Map<PatientId, Record<string, Cell>> {
  const columns = listColumns(db, cohortId);
  const empty = (): Record<string, Cell> => Object.fromEntries(columns.map((column) => [column.name, null]));
  const byPatient = new Map(patientIds.map((id) => [id, empty()]));
  const byId = new Map(columns.map((column) => [column.id, column]));
  const values = db.all<{ patient_id: PatientId; column_id: ColumnId; value: Parameter }>(
    'SELECT patient_id, column_id, value FROM clinical_values WHERE patient_id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(patientIds)],
  );
  for (const { patient_id, column_id, value } of values) {
    const column = byId.get(column_id);
    const cells = byPatient.get(patient_id);
    if (column && cells) cells[column.name] = toCell(column.type, value);
  }
  return byPatient;
}

/** The tables that hold the values of columns, by what the columns are of. */
export const valueTables = {
  patient: { table: 'clinical_values', owner: 'patient_id' },
  lesion: { table: 'lesion_values', owner: 'lesion_id' },
} as const;

export interface ClinicalRow {
  readonly patientId: PatientId;
  readonly patientCode: string;
  readonly cells: Record<string, Cell>;
}

/**
 * One row per patient of the cohort, in the order of their codes, with the named columns (absent: all). Columns with a
 * value per lesion are missing for all: see `readLesionRows`.
 */
export function readClinicalRows(db: ReadDb, cohortId: CohortId, columnNames?: readonly string[]): ClinicalRow[] {
  const columns = listColumns(db, cohortId).filter((column) => columnNames?.includes(column.name) ?? true);
  const patients = db.all<{ id: PatientId; code: string }>(
    'SELECT id, code FROM patients WHERE cohort_id = ? ORDER BY number',
    [cohortId],
  );
  const rows = patients.map(({ id, code }) => ({
    patientId: id,
    patientCode: code,
    cells: {} as Record<string, Cell>,
  }));
  const byId = new Map(rows.map((row) => [row.patientId, row]));
  for (const column of columns) {
    for (const row of rows) row.cells[column.name] = null;
    if (column.level === 'lesion') continue;
    const values = db.all<{ patient_id: PatientId; value: Parameter }>(
      'SELECT patient_id, value FROM clinical_values WHERE column_id = ?',
      [column.id],
    );
    for (const { patient_id, value } of values) {
      const row = byId.get(patient_id);
      if (row) row.cells[column.name] = toCell(column.type, value);
    }
  }
  return rows;
}
