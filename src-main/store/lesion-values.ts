import type { Cell } from '#shared/domain/entities.ts';
import type { CohortId, ColumnId, LesionId, PatientId } from '#shared/domain/ids.ts';
import { toCell } from './cells.ts';
import { clinicalOf, listColumns, readClinicalRows } from './clinical.ts';
import type { Parameter, ReadDb } from './database.ts';

interface LesionOfPatient {
  readonly lesionId: LesionId;
  readonly patientId: PatientId;
}

/** Beyond this many ids it is faster to read all values of the cohort. */
const manyIds = 2000;

/** The values of these lesions by column name, those of their patients with them; a missing value is null. */
export function cellsOfLesions(
  db: ReadDb,
  cohortId: CohortId,
  lesions: readonly LesionOfPatient[],
): Map<LesionId, Record<string, Cell>> {
  const patients = clinicalOf(db, cohortId, [...new Set(lesions.map(({ patientId }) => patientId))]);
  const cells = new Map(lesions.map(({ lesionId, patientId }) => [lesionId, { ...patients.get(patientId) }]));
  const columns = new Map(
    listColumns(db, cohortId)
      .filter(({ level }) => level === 'lesion')
      .map((column) => [column.id, column]),
  );
  if (columns.size === 0) return cells;
  for (const { column_id, lesion_id, value } of valuesOf(db, [...columns.keys()], [...cells.keys()])) {
    const column = columns.get(column_id);
    const row = cells.get(lesion_id);
    if (column && row) row[column.name] = toCell(column.type, value);
  }
  return cells;
}

interface ValueRow {
  column_id: ColumnId;
  lesion_id: LesionId;
  value: Parameter;
}

function valuesOf(db: ReadDb, columnIds: readonly ColumnId[], lesionIds: readonly LesionId[]): ValueRow[] {
  const select = 'SELECT column_id, lesion_id, value FROM lesion_values';
  return lesionIds.length > manyIds
    ? columnIds.flatMap((id) => db.all<ValueRow>(`${select} WHERE column_id = ?`, [id]))
    : db.all<ValueRow>(`${select} WHERE lesion_id IN (SELECT value FROM json_each(?))`, [JSON.stringify(lesionIds)]);
}

export interface LesionRow extends LesionOfPatient {
  readonly patientCode: string;
  readonly cells: Record<string, Cell>;
}

/** One row per lesion that is not left out, by patient and number, with the named columns of either level. */
export function readLesionRows(db: ReadDb, cohortId: CohortId, columnNames: readonly string[]): LesionRow[] {
  const lesions = db.all<{ id: LesionId; patient_id: PatientId }>(
    'SELECT id, patient_id FROM lesions WHERE cohort_id = ? AND left_out = 0 ORDER BY patient_id, number',
    [cohortId],
  );
  const patients = new Map(readClinicalRows(db, cohortId, columnNames).map((row) => [row.patientId, row]));
  const rows = lesions.flatMap(({ id, patient_id }) => {
    const patient = patients.get(patient_id);
    if (!patient) return [];
    return [{ lesionId: id, patientId: patient_id, patientCode: patient.patientCode, cells: { ...patient.cells } }];
  });
  const byId = new Map(rows.map((row) => [row.lesionId, row]));
  for (const column of listColumns(db, cohortId)) {
    if (column.level === 'patient' || !columnNames.includes(column.name)) continue;
    const values = db.all<{ lesion_id: LesionId; value: Parameter }>(
      'SELECT lesion_id, value FROM lesion_values WHERE column_id = ?',
      [column.id],
    );
    for (const { lesion_id, value } of values) {
      const row = byId.get(lesion_id);
      if (row) row.cells[column.name] = toCell(column.type, value);
    }
  }
  return rows;
}
