import { z } from 'zod';
import { cellSchema } from '#shared/domain/entities.ts';
import type { CohortId, PatientId } from '#shared/domain/ids.ts';
import { storedCell, toCell } from './cells.ts';
import { valueTables } from './clinical.ts';
import type { ReadDb } from './database.ts';
import { defineEdit } from './edit-kind.ts';

const clinicalTarget = z.object({
  patientId: z.number().int(),
  /** For a column with a value per lesion; absent in edits kept before there were such columns. */
  lesionId: z.number().int().nullable().default(null),
  columnId: z.number().int(),
});
interface ClinicalRow {
  name: string;
  type: 'number' | 'text' | 'boolean';
  code: string;
  value: number | string | null;
  /** Number of the lesion. */
  lesion: number | null;
}

/** The cell a target means; undefined where it, or what it belongs to, is gone. */
const clinicalRow = (db: ReadDb, { columnId, patientId, lesionId }: z.output<typeof clinicalTarget>) => {
  const { table, owner } = valueTables[lesionId === null ? 'patient' : 'lesion'];
  return db.get<ClinicalRow>(
    `SELECT c.name, c.type, p.code, v.value, l.number AS lesion
       FROM clinical_columns c JOIN patients p ON p.cohort_id = c.cohort_id
       LEFT JOIN lesions l ON l.id = @lesionId AND l.patient_id = p.id
       LEFT JOIN ${table} v ON v.column_id = c.id AND v.${owner} = @owner
      WHERE c.id = @columnId AND p.id = @patientId AND (@lesionId IS NULL OR l.id IS NOT NULL)`,
    { columnId, patientId, lesionId, owner: lesionId ?? patientId },
  );
};

export const setClinical = defineEdit(clinicalTarget, z.object({ value: cellSchema }), {
  read(db, target) {
    const row = clinicalRow(db, target);
    return row && { value: toCell(row.type, row.value) };
  },
  write(db, { columnId, patientId, lesionId }, { value }) {
    const { table, owner } = valueTables[lesionId === null ? 'patient' : 'lesion'];
    const ownerId = lesionId ?? patientId;
    if (value === null) db.run(`DELETE FROM ${table} WHERE column_id = ? AND ${owner} = ?`, [columnId, ownerId]);
    else {
      db.run(
        `INSERT INTO ${table} (column_id, ${owner}, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
        [columnId, ownerId, storedCell(value)],
      );
    }
  },
  describe(db, target) {
    const row = clinicalRow(db, target);
    const whose = row?.lesion ? `${row.code} lesion ${row.lesion}` : row?.code;
    const subject = target.lesionId === null ? `patient ${target.patientId}` : `lesion ${target.lesionId}`;
    return { subject: `${subject}, column ${row?.name}`, label: `Set ${row?.name} of ${whose}` };
  },
  affected(db, { patientId }) {
    const row = db.get<{ cohort_id: CohortId }>('SELECT cohort_id FROM patients WHERE id = ?', [patientId]);
    return row ? { cohortId: row.cohort_id, patientIds: [patientId as PatientId] } : null;
  },
});
