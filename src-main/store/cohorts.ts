import type { Criterion } from '#shared/domain/criteria.ts';
import type { AggregationRule, Cohort } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { recordAudit } from './audit.ts';
import { type CriteriaFlow, criteriaFlow } from './criteria.ts';
import { now, type ReadDb, type WriteDb } from './database.ts';
import { assertNameFree } from './edit-kinds.ts';
import { performEdit } from './edits.ts';

interface CohortRow {
  id: CohortId;
  name: string;
  description: string;
  aggregation: Cohort['aggregation'];
  created_at: string;
  patient_count: number;
  scan_count: number;
  lesion_count: number;
}

const toCohort = (row: CohortRow): Cohort => ({
  id: row.id,
  name: row.name,
  description: row.description,
  aggregation: row.aggregation,
  createdAt: row.created_at,
  patientCount: row.patient_count,
  scanCount: row.scan_count,
  lesionCount: row.lesion_count,
});

const select = `SELECT id, name, description, aggregation, created_at,
    (SELECT count(*) FROM patients WHERE cohort_id = cohorts.id) AS patient_count,
    (SELECT count(*) FROM scans WHERE cohort_id = cohorts.id) AS scan_count,
    (SELECT count(*) FROM lesions WHERE cohort_id = cohorts.id) AS lesion_count
  FROM cohorts WHERE removed_at IS NULL`;

/** By name. */
export const listCohorts = (db: ReadDb): Cohort[] =>
  db.all<CohortRow>(`${select} ORDER BY name COLLATE NOCASE, id`).map(toCohort);

export function getCohort(db: ReadDb, cohortId: CohortId): Cohort {
  const row = db.get<CohortRow>(`${select} AND id = ?`, [cohortId]);
  if (!row) throw new AppError('not-found', 'This cohort is no longer in the workspace.');
  return toCohort(row);
}

export function createCohort(db: WriteDb, draft: { name: string; description: string }, who: string): Cohort {
  return db.transaction(() => {
    assertNameFree(db, 'cohort', draft.name, 0);
    const { insertedId } = db.run('INSERT INTO cohorts (name, description, created_at) VALUES (?, ?, ?)', [
      draft.name,
      draft.description,
      now(),
    ]);
    recordAudit(db, { who, action: 'cohorts.create', subject: `cohort ${insertedId}`, before: null, after: draft });
    return getCohort(db, insertedId as CohortId);
  });
}

export function updateCohort(
  db: WriteDb,
  cohortId: CohortId,
  change: { name: string; description: string },
  who: string,
): Cohort {
  const { name, description } = change;
  getCohort(db, cohortId);
  performEdit(db, 'cohorts.update', { cohortId }, { name, description }, who);
  return getCohort(db, cohortId);
}

/** Refuses criteria that mean nothing, writes the others and asks every lesion. Can be undone. */
export function setCriteria(
  db: WriteDb,
  cohortId: CohortId,
  criteria: readonly Criterion[],
  who: string,
): CriteriaFlow {
  getCohort(db, cohortId);
  const flow = criteriaFlow(db, cohortId, criteria);
  performEdit(db, 'criteria.set', { cohortId }, { criteria: [...criteria] }, who);
  return flow;
}

/** How lesions become rows of analyses from now on; runs keep the rule they were trained with. Can be undone. */
export function setAggregation(db: WriteDb, cohortId: CohortId, aggregation: AggregationRule, who: string): Cohort {
  getCohort(db, cohortId);
  performEdit(db, 'cohorts.setAggregation', { cohortId }, { aggregation }, who);
  return getCohort(db, cohortId);
}

/** Hides the cohort; `purgeRemovedCohorts` deletes it once that can no longer be undone. */
export function removeCohort(db: WriteDb, cohortId: CohortId, who: string): void {
  getCohort(db, cohortId);
  performEdit(db, 'cohorts.remove', { id: cohortId }, { present: false }, who);
}

/** Deletes removed cohorts that no step of the undo history brings back, with all that hangs on them. Returns how many. */
export function purgeRemovedCohorts(db: WriteDb): number {
  return db.transaction(() => {
    const cohorts = db.all<{ id: number }>(
      `SELECT c.id FROM cohorts c WHERE c.removed_at IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM edits e JOIN audit_log a ON a.id = e.audit_id
          WHERE (e.state, a.action) IN (VALUES ('done', 'cohorts.remove'), ('undone', 'cohorts.createSubset'))
            AND json_extract(e.target, '$.id') = c.id)`,
    );
    for (const { id } of cohorts) {
      db.run('DELETE FROM runs WHERE cohort_id = ?', [id]);
      db.run('DELETE FROM splits WHERE cohort_id = ?', [id]);
      db.run('DELETE FROM cohorts WHERE id = ?', [id]);
    }
    return cohorts.length;
  });
}
