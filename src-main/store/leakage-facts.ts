import type { LeakageFacts } from '#shared/biomarker/leakage.ts';
import type { CohortId, PatientId } from '#shared/domain/ids.ts';
import type { ReadDb } from './database.ts';

/** What is known of the patients of a cohort and of where their scans come from. */
export const readLeakageFacts = (db: ReadDb, cohortId: CohortId): LeakageFacts => ({
  patients: db.all('SELECT id, code, label FROM patients WHERE cohort_id = ? ORDER BY id', [cohortId]),
  scans: db.all(
    `SELECT patient_id AS patientId, study_uid AS studyUid, series_uid AS seriesUid, header_hash AS headerHash
       FROM scans WHERE cohort_id = ? ORDER BY id`,
    [cohortId],
  ),
});

export interface StoredFingerprint {
  readonly patientId: PatientId;
  /** 8 x 8 x 8 float32. */
  readonly fingerprint: Uint8Array;
}

/** Fingerprints of the cubes of a cohort, of lesions that are not left out and whose seed has not moved since. */
export const readFingerprints = (db: ReadDb, cohortId: CohortId): StoredFingerprint[] =>
  db.all<StoredFingerprint>(
    `SELECT l.patient_id AS patientId, c.fingerprint
       FROM lesions l JOIN seed_checks c ON c.lesion_id = l.id
        AND c.seed_x = l.seed_x AND c.seed_y = l.seed_y AND c.seed_z = l.seed_z
      WHERE l.cohort_id = ? AND l.left_out = 0 AND c.fingerprint IS NOT NULL ORDER BY l.id`,
    [cohortId],
  );

export const countCurrentLesions = (db: ReadDb, cohortId: CohortId): number =>
  db.get<{ n: number }>('SELECT count(*) AS n FROM lesions WHERE cohort_id = ? AND left_out = 0', [cohortId])?.n ?? 0;
