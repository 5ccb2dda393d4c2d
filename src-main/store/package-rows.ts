import type { Cell, Column } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, ModelId, PatientId } from '#shared/domain/ids.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { recordAudit } from './audit.ts';
import { toCell } from './cells.ts';
import { now, type Parameter, type ReadDb, type WriteDb } from './database.ts';
import { assertNameFree } from './edit-kinds.ts';

/** A lesion that counts, as it leaves the house: no label, no ROI name, no note. */
export interface PackagedLesion {
  readonly id: LesionId;
  readonly patientId: PatientId;
  readonly patientCode: string;
  readonly scanId: number;
  readonly modality: string;
  readonly number: number;
  readonly seedMm: Vec3;
  readonly volumeMm3: number | null;
}

/** The lesions of a cohort that are not left out, by patient code and number. */
export function packagedLesions(db: ReadDb, cohortId: CohortId): PackagedLesion[] {
  interface Row extends Omit<PackagedLesion, 'seedMm'> {
    readonly x: number;
    readonly y: number;
    readonly z: number;
  }
  return db
    .all<Row>(
      `SELECT l.id, l.patient_id AS patientId, p.code AS patientCode, l.scan_id AS scanId, s.modality, l.number,
          l.seed_x AS x, l.seed_y AS y, l.seed_z AS z, l.volume_mm3 AS volumeMm3
         FROM lesions l JOIN patients p ON p.id = l.patient_id JOIN scans s ON s.id = l.scan_id
        WHERE l.cohort_id = ? AND l.excluded = 0 AND l.criterion IS NULL ORDER BY p.number, l.number`,
      [cohortId],
    )
    .map(({ x, y, z, ...row }) => ({ ...row, seedMm: [x, y, z] as const }));
}

/** The values of a column of level `lesion`, by lesion. */
export function lesionCells(db: ReadDb, column: Column): Map<LesionId, Cell> {
  const rows = db.all<{ lesion_id: LesionId; value: Parameter }>(
    'SELECT lesion_id, value FROM lesion_values WHERE column_id = ?',
    [column.id],
  );
  return new Map(rows.map(({ lesion_id, value }) => [lesion_id, toCell(column.type, value)]));
}

/** The lesions of a patient by their label, in the order of their numbers. */
export const lesionIdsOf = (db: ReadDb, cohortId: CohortId, label: string): LesionId[] =>
  db
    .all<{ id: LesionId }>(
      `SELECT l.id FROM lesions l JOIN patients p ON p.id = l.patient_id
        WHERE p.cohort_id = ? AND p.label = ? ORDER BY l.number`,
      [cohortId, label],
    )
    .map(({ id }) => id);

export const patientIdOf = (db: ReadDb, cohortId: CohortId, label: string): PatientId | undefined =>
  db.get<{ id: PatientId }>('SELECT id FROM patients WHERE cohort_id = ? AND label = ?', [cohortId, label])?.id;

/**
 * A cohort that nobody sees until `showCohort`: it is filled in steps, and what a dead process left of it is purged at
 * the next start like any removed cohort.
 */
export function createHiddenCohort(
  db: WriteDb,
  draft: { name: string; description: string; aggregation: string },
): CohortId {
  assertNameFree(db, 'cohort', draft.name, 0);
  return db.run('INSERT INTO cohorts (name, description, aggregation, created_at, removed_at) VALUES (?, ?, ?, ?, ?)', [
    draft.name,
    draft.description,
    draft.aggregation,
    now(),
    now(),
  ]).insertedId as CohortId;
}

export function showCohort(
  db: WriteDb,
  cohortId: CohortId,
  { who, name, packageId }: { who: string; name: string; packageId: string },
): void {
  db.transaction(() => {
    assertNameFree(db, 'cohort', name, cohortId);
    db.run('UPDATE cohorts SET removed_at = NULL WHERE id = ?', [cohortId]);
    recordAudit(db, {
      who,
      action: 'packages.import',
      subject: `cohort ${cohortId}`,
      before: null,
      after: { name, packageId },
    });
  });
}

/** An encoder that is here already, with or without its weights. */
export const modelIdBySha256 = (db: ReadDb, sha256: string): ModelId | undefined =>
  db.get<{ id: ModelId }>('SELECT id FROM models WHERE sha256 = ?', [sha256])?.id;
