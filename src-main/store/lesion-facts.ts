import type { CohortId, LesionId, PatientId } from '#shared/domain/ids.ts';
import type { ReadDb } from './database.ts';

/** What tells lesions apart in a table: study codes and counts only, never an identifier of the source. */
export interface LesionFacts {
  readonly lesionId: LesionId;
  readonly patientId: PatientId;
  readonly patientCode: string;
  /** Number of the lesion within its patient, from 1. */
  readonly number: number;
  /** Number of its scan among the scans of the patient, from 1, by date and then by import. */
  readonly scanNumber: number;
  readonly volumeMm3: number | null;
  readonly excluded: boolean;
  /** Left out by hand or by a criterion. */
  readonly leftOut: boolean;
  /** The criterion that leaves it out; null where it meets them all. */
  readonly criterion: string | null;
}

/** The lesions of a cohort by id, excluded ones too: a run may hold predictions of a lesion excluded since. */
export function readLesionFacts(db: ReadDb, cohortId: CohortId): Map<LesionId, LesionFacts> {
  const rows = db.all<Omit<LesionFacts, 'excluded' | 'leftOut'> & { excluded: number; leftOut: number }>(
    `SELECT l.id AS lesionId, l.patient_id AS patientId, p.code AS patientCode, l.number, l.volume_mm3 AS volumeMm3, l.excluded,
        l.left_out AS leftOut, l.criterion,
        (SELECT count(*) FROM scans o WHERE o.patient_id = s.patient_id
           AND (coalesce(o.acquired_on, '9999'), o.id) <= (coalesce(s.acquired_on, '9999'), s.id)) AS scanNumber
       FROM lesions l JOIN patients p ON p.id = l.patient_id JOIN scans s ON s.id = l.scan_id
      WHERE l.cohort_id = ? ORDER BY l.patient_id, l.number`,
    [cohortId],
  );
  return new Map(
    rows.map((row) => [row.lesionId, { ...row, excluded: row.excluded === 1, leftOut: row.leftOut === 1 }]),
  );
}

/** Patients of a cohort, and those among them with a scan. */
export const countPatients = (db: ReadDb, cohortId: CohortId): { all: number; withScan: number } =>
  db.get<{ all: number; withScan: number }>(
    `SELECT (SELECT count(*) FROM patients WHERE cohort_id = @cohortId) AS "all",
        (SELECT count(DISTINCT patient_id) FROM scans WHERE cohort_id = @cohortId) AS withScan`,
    { cohortId },
  )!;
