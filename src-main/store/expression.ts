import type { ExpressionRecord, ExpressionReport } from '#shared/contract/biology.ts';
import type { CohortId, ExpressionId, PatientId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { ExpressionTable } from '#shared/statistics/attachments.ts';
import { recordAudit } from './audit.ts';
import { readClinicalRows } from './clinical.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { float32Of, toBlob } from './vectors.ts';

interface RecordRow {
  id: ExpressionId;
  cohort_id: CohortId;
  name: string;
  unit: string;
  report: string;
  created_at: string;
}

const toRecord = (row: RecordRow): ExpressionRecord => ({
  id: row.id,
  cohortId: row.cohort_id,
  name: row.name,
  unit: row.unit,
  report: fromJson<ExpressionReport>(row.report),
  createdAt: row.created_at,
});

const select = 'SELECT id, cohort_id, name, unit, report, created_at FROM expression_tables';

/** Newest first. */
export const listExpression = (db: ReadDb, cohortId: CohortId): ExpressionRecord[] =>
  db.all<RecordRow>(`${select} WHERE cohort_id = ? ORDER BY id DESC`, [cohortId]).map(toRecord);

function recordRow(db: ReadDb, expressionId: ExpressionId): RecordRow {
  const row = db.get<RecordRow>(`${select} WHERE id = ?`, [expressionId]);
  if (!row) throw new AppError('not-found', 'This table of gene expression is no longer in the workspace.');
  return row;
}

/** The patients of a cohort with all by which a sample may name them: label, and clinical values as text. */
export function listSamplePatients(
  db: ReadDb,
  cohortId: CohortId,
): { id: PatientId; label: string; keys: Record<string, string | null> }[] {
  const labels = new Map(
    db
      .all<{ id: PatientId; label: string }>('SELECT id, label FROM patients WHERE cohort_id = ?', [cohortId])
      .map(({ id, label }) => [id, label]),
  );
  return readClinicalRows(db, cohortId).map(({ patientId, cells }) => ({
    id: patientId,
    label: labels.get(patientId) ?? '',
    keys: Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cell === null ? null : String(cell)])),
  }));
}

export interface ExpressionDraft extends ExpressionTable {
  readonly cohortId: CohortId;
  readonly report: ExpressionReport;
}

/** Adds a table; those that are there stay. */
export function insertExpression(db: WriteDb, draft: ExpressionDraft, who: string): ExpressionRecord {
  return db.transaction(() => {
    const { insertedId } = db.run(
      `INSERT INTO expression_tables (cohort_id, name, unit, genes, patients, matrix, report, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        draft.cohortId,
        draft.name,
        draft.unit,
        JSON.stringify(draft.genes),
        JSON.stringify([...draft.patients]),
        toBlob(draft.values),
        JSON.stringify(draft.report),
        now(),
      ],
    );
    recordAudit(db, {
      who,
      action: 'expression.import',
      subject: `expression ${insertedId}`,
      before: null,
      after: { name: draft.name, unit: draft.unit, genes: draft.genes.length, patients: draft.patients.length },
    });
    return toRecord(recordRow(db, insertedId as ExpressionId));
  });
}

/** Cannot be undone: the file can be imported again. Returns the cohort it belonged to. */
export function removeExpression(db: WriteDb, expressionId: ExpressionId, who: string): CohortId {
  return db.transaction(() => {
    const { name, unit, cohort_id } = recordRow(db, expressionId);
    db.run('DELETE FROM expression_tables WHERE id = ?', [expressionId]);
    recordAudit(db, {
      who,
      action: 'expression.remove',
      subject: `expression ${expressionId}`,
      before: { name, unit },
      after: null,
    });
    return cohort_id;
  });
}

/** One table of the cohort, or (null) its newest; null where the cohort has none. */
export function readExpression(
  db: ReadDb,
  cohortId: CohortId,
  expressionId: ExpressionId | null,
): ExpressionTable | null {
  const row = db.get<{ name: string; unit: string; genes: string; patients: string; matrix: Uint8Array }>(
    `SELECT name, unit, genes, patients, matrix FROM expression_tables
      WHERE cohort_id = @cohortId AND (@expressionId IS NULL OR id = @expressionId) ORDER BY id DESC LIMIT 1`,
    { cohortId, expressionId },
  );
  if (!row) {
    if (expressionId === null) return null;
    throw new AppError('not-found', 'This table of gene expression is no longer in the workspace.');
  }
  const genes = fromJson<string[]>(row.genes);
  const patients = Int32Array.from(fromJson<PatientId[]>(row.patients));
  return {
    name: row.name,
    unit: row.unit,
    genes,
    patients,
    values: float32Of(row.matrix, genes.length * patients.length),
  };
}
