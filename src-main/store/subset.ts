import type { Cohort } from '#shared/domain/entities.ts';
import type { CohortId, LesionId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { getCohort } from './cohorts.ts';
import { now, type WriteDb } from './database.ts';
import { performEdit } from './edits.ts';

/**
 * A cohort of its own made of some lesions: their patients under the same study codes, their scans, all columns with
 * their values, readers' seeds, checks of seeds, features and endpoints. Criteria stay behind: they have chosen. Can be undone.
 */
export function createSubset(
  db: WriteDb,
  { cohortId, name, lesionIds }: { cohortId: CohortId; name: string; lesionIds: readonly LesionId[] },
  who: string,
): Cohort {
  return db.transaction(() => {
    const origin = getCohort(db, cohortId);
    const ids = JSON.stringify([...new Set(lesionIds)]);
    const found = db.get<{ n: number }>(
      'SELECT count(*) AS n FROM lesions WHERE cohort_id = ? AND id IN (SELECT value FROM json_each(?))',
      [cohortId, ids],
    );
    if (found?.n !== new Set(lesionIds).size) {
      throw new AppError('not-found', 'Some of these lesions are not in this cohort.');
    }
    const created = now();
    const subsetId = db.run(
      'INSERT INTO cohorts (name, description, aggregation, created_at, removed_at) VALUES (?, ?, ?, ?, ?)',
      [name, `Some of the lesions of “${origin.name}”.`, origin.aggregation, created, created],
    ).insertedId as CohortId;
    copyPatients(db, cohortId, subsetId, ids);
    copyValues(db, cohortId, subsetId);
    copyFeatures(db, cohortId, subsetId);
    db.run(
      `INSERT INTO endpoints (cohort_id, name, definition)
       SELECT ?, name, definition FROM endpoints WHERE cohort_id = ? AND removed_at IS NULL ORDER BY id`,
      [subsetId, cohortId],
    );
    performEdit(db, 'cohorts.createSubset', { id: subsetId }, { present: true }, who);
    return getCohort(db, subsetId);
  });
}

/** Copies are found again by what is unique in a cohort: the number of a patient, the rank of a scan, the number of a lesion. */
function copyPatients(db: WriteDb, from: CohortId, to: CohortId, lesionIds: string): void {
  const chosen = 'SELECT value FROM json_each(@lesionIds)';
  const parameters = { from, to, lesionIds };
  db.run(
    `INSERT INTO patients (cohort_id, number, label) SELECT @to, number, label FROM patients
      WHERE cohort_id = @from AND id IN (SELECT patient_id FROM lesions WHERE id IN (${chosen})) ORDER BY number`,
    parameters,
  );
  const scans = db.all<{ id: number; number: number }>(
    `SELECT s.id, p.number FROM scans s JOIN patients p ON p.id = s.patient_id
      WHERE s.cohort_id = @from AND s.id IN (SELECT scan_id FROM lesions WHERE id IN (${chosen})) ORDER BY s.id`,
    { from, lesionIds },
  );
  for (const { id, number } of scans) {
    const { insertedId } = db.run(
      `INSERT INTO scans (cohort_id, patient_id, source, geometry, modality, warnings, header_hash, description, acquired_on, study_uid, series_uid)
       SELECT @to, (SELECT id FROM patients WHERE cohort_id = @to AND number = @number), source, geometry, modality, warnings,
              header_hash, description, acquired_on, study_uid, series_uid FROM scans WHERE id = @id`,
      { to, number, id },
    );
    db.run(
      `INSERT INTO lesions (cohort_id, patient_id, scan_id, number, roi, seed_x, seed_y, seed_z, seed_source, reviewer, excluded,
                            volume_mm3, warnings, imported_seed, review, tags, note, region)
       SELECT @to, (SELECT id FROM patients WHERE cohort_id = @to AND number = @number), @copy, number, roi, seed_x, seed_y, seed_z,
              seed_source, reviewer, excluded, volume_mm3, warnings, imported_seed, review, tags, note, region
         FROM lesions WHERE scan_id = @id AND id IN (${chosen}) ORDER BY number`,
      { to, number, copy: insertedId, id, lesionIds },
    );
  }
}

/** The lesions of two cohorts that are copies of each other, as a table with `old` and `new`. */
const twins = `(SELECT o.id AS old, n.id AS new FROM patients op JOIN patients np ON np.cohort_id = @to AND np.number = op.number
    JOIN lesions o ON o.patient_id = op.id JOIN lesions n ON n.patient_id = np.id AND n.number = o.number WHERE op.cohort_id = @from)`;
const twinColumns = `(SELECT o.id AS old, n.id AS new FROM clinical_columns o
    JOIN clinical_columns n ON n.cohort_id = @to AND n.name = o.name WHERE o.cohort_id = @from)`;

function copyValues(db: WriteDb, from: CohortId, to: CohortId): void {
  const parameters = { from, to };
  db.run(
    `INSERT INTO clinical_columns (cohort_id, name, type, unit, level)
     SELECT @to, name, type, unit, level FROM clinical_columns WHERE cohort_id = @from ORDER BY id`,
    parameters,
  );
  db.run(
    `INSERT INTO clinical_values (column_id, patient_id, value)
     SELECT c.new, np.id, v.value FROM clinical_values v JOIN ${twinColumns} c ON c.old = v.column_id
       JOIN patients op ON op.id = v.patient_id JOIN patients np ON np.cohort_id = @to AND np.number = op.number`,
    parameters,
  );
  db.run(
    `INSERT INTO lesion_values (column_id, lesion_id, value)
     SELECT c.new, t.new, v.value FROM ${twins} t JOIN lesion_values v ON v.lesion_id = t.old
       JOIN ${twinColumns} c ON c.old = v.column_id`,
    parameters,
  );
  db.run(
    `INSERT INTO reader_seeds (lesion_id, reader, seed_x, seed_y, seed_z, at)
     SELECT t.new, r.reader, r.seed_x, r.seed_y, r.seed_z, r.at FROM ${twins} t JOIN reader_seeds r ON r.lesion_id = t.old`,
    parameters,
  );
  db.run(
    `INSERT INTO seed_checks (lesion_id, seed_x, seed_y, seed_z, flags, fingerprint, planes, checked_at)
     SELECT t.new, c.seed_x, c.seed_y, c.seed_z, c.flags, c.fingerprint, c.planes, c.checked_at
       FROM ${twins} t JOIN seed_checks c ON c.lesion_id = t.old`,
    parameters,
  );
}

function copyFeatures(db: WriteDb, from: CohortId, to: CohortId): void {
  const sets = db.all<{ id: number }>('SELECT id FROM feature_sets WHERE cohort_id = ? ORDER BY id', [from]);
  for (const { id } of sets) {
    const { insertedId } = db.run(
      `INSERT INTO feature_sets (cohort_id, model_id, profile, engine, dimension, created_at)
       SELECT ?, model_id, profile, engine, dimension, created_at FROM feature_sets WHERE id = ?`,
      [to, id],
    );
    const parameters = { from, to, id, copy: insertedId };
    db.run(
      `INSERT INTO feature_rows (feature_set_id, lesion_id, seed_x, seed_y, seed_z, warnings)
       SELECT @copy, t.new, r.seed_x, r.seed_y, r.seed_z, r.warnings
         FROM ${twins} t JOIN feature_rows r ON r.lesion_id = t.old AND r.feature_set_id = @id`,
      parameters,
    );
    db.run(
      `INSERT INTO feature_vectors (feature_row_id, vector)
       SELECT n.id, v.vector FROM ${twins} t JOIN feature_rows n ON n.lesion_id = t.new AND n.feature_set_id = @copy
         JOIN feature_rows o ON o.lesion_id = t.old AND o.feature_set_id = @id
         JOIN feature_vectors v ON v.feature_row_id = o.id`,
      parameters,
    );
  }
}
