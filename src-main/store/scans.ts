import type { Scan, ScanSource } from '#shared/domain/entities.ts';
import type { CohortId, PatientId, ScanId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { fromJson, type ReadDb } from './database.ts';

interface ScanRow {
  id: ScanId;
  patient_id: PatientId;
  source: string;
  geometry: string;
  modality: string;
  number: number;
  description: string;
  acquired_on: string | null;
  warnings: string;
}

const toScan = (row: ScanRow): Scan => ({
  id: row.id,
  patientId: row.patient_id,
  source: fromJson(row.source),
  geometry: fromJson(row.geometry),
  modality: row.modality,
  number: row.number,
  description: row.description,
  acquiredOn: row.acquired_on,
  warnings: fromJson(row.warnings),
});

export /** Scans of a patient are numbered by date and then by import; those without a date come last. */
const scanColumns = `s.id, s.patient_id, s.source, s.geometry, s.modality, s.description, s.acquired_on, s.warnings,
    (SELECT count(*) FROM scans o WHERE o.patient_id = s.patient_id
       AND (coalesce(o.acquired_on, '9999'), o.id) <= (coalesce(s.acquired_on, '9999'), s.id)) AS number`;
const scanSelect = `SELECT ${scanColumns} FROM scans s`;

export function getScan(db: ReadDb, scanId: ScanId): Scan {
  const row = db.get<ScanRow>(`${scanSelect} WHERE s.id = ?`, [scanId]);
  if (!row) throw new AppError('not-found', 'This scan is no longer in the workspace.');
  return toScan(row);
}

export interface ListedScan extends Scan {
  readonly patientCode: string;
  readonly patientLabel: string;
  readonly lesionCount: number;
  /** Days since the first dated scan of the patient; null without a date. */
  readonly day: number | null;
}

/** The scans of a cohort, or of one patient: by patient, date and import. */
export function listScans(db: ReadDb, cohortId: CohortId, patientId: PatientId | null): ListedScan[] {
  interface Row extends ScanRow {
    code: string;
    label: string;
    lesion_count: number;
    day: number | null;
  }
  const rows = db.all<Row>(
    `SELECT ${scanColumns}, p.code, p.label, (SELECT count(*) FROM lesions l WHERE l.scan_id = s.id) AS lesion_count,
        julianday(s.acquired_on) - min(julianday(s.acquired_on)) OVER (PARTITION BY s.patient_id) AS day
       FROM scans s JOIN patients p ON p.id = s.patient_id
      WHERE s.cohort_id = @cohortId AND (@patientId IS NULL OR s.patient_id = @patientId)
      ORDER BY s.patient_id, coalesce(s.acquired_on, '9999'), s.id`,
    { cohortId, patientId },
  );
  return rows.map((row) => ({
    ...toScan(row),
    patientCode: row.code,
    patientLabel: row.label,
    lesionCount: row.lesion_count,
    day: row.day,
  }));
}

/** What each scan of a cohort was known by when it was imported. */
export const listHashes = (
  db: ReadDb,
  cohortId: CohortId,
): { id: ScanId; source: ScanSource; headerHash: string; patientCode: string }[] =>
  db
    .all<{ id: ScanId; source: string; headerHash: string; patientCode: string }>(
      `SELECT s.id, s.source, s.header_hash AS headerHash, p.code AS patientCode
         FROM scans s JOIN patients p ON p.id = s.patient_id WHERE s.cohort_id = ? ORDER BY s.id`,
      [cohortId],
    )
    .map((row) => ({ ...row, source: fromJson(row.source) }));
