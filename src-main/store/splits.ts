import type { Split, SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, EndpointId, PatientId, SplitId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { performEdit } from './edits.ts';

interface SplitRow {
  id: SplitId;
  cohort_id: CohortId;
  name: string;
  seed: number;
  fractions: string;
  stratified_by: EndpointId | null;
  prescribed_by: string | null;
}

function toSplit(db: ReadDb, row: SplitRow): Split {
  const patientCounts = { train: 0, tune: 0, test: 0 };
  const counts = db.all<{ part: SplitPart; n: number }>(
    'SELECT part, count(*) AS n FROM split_patients WHERE split_id = ? GROUP BY part',
    [row.id],
  );
  for (const { part, n } of counts) patientCounts[part] = n;
  return {
    id: row.id,
    cohortId: row.cohort_id,
    name: row.name,
    seed: row.seed,
    fractions: fromJson(row.fractions),
    stratifiedBy: row.stratified_by,
    patientCounts,
    prescribedBy: row.prescribed_by,
  };
}

const select = 'SELECT id, cohort_id, name, seed, fractions, stratified_by, prescribed_by FROM splits';

/** In the order in which they were made. */
export const listSplits = (db: ReadDb, cohortId: CohortId): Split[] =>
  db
    .all<SplitRow>(`${select} WHERE cohort_id = ? AND removed_at IS NULL ORDER BY id`, [cohortId])
    .map((row) => toSplit(db, row));

/** Finds removed splits too: runs go on naming them. */
export function getSplit(db: ReadDb, splitId: SplitId): Split {
  const row = db.get<SplitRow>(`${select} WHERE id = ?`, [splitId]);
  if (!row) throw new AppError('not-found', 'This split is no longer in the workspace.');
  return toSplit(db, row);
}

/** The part of each patient; patients imported after the split was made have none. */
export function readSplitParts(db: ReadDb, splitId: SplitId): Map<PatientId, SplitPart> {
  const rows = db.all<{ patient_id: PatientId; part: SplitPart }>(
    'SELECT patient_id, part FROM split_patients WHERE split_id = ?',
    [splitId],
  );
  return new Map(rows.map((row) => [row.patient_id, row.part]));
}

export interface SplitDraft {
  readonly cohortId: CohortId;
  readonly name: string;
  readonly seed: number;
  readonly fractions: Split['fractions'];
  readonly stratifiedBy: EndpointId | null;
  readonly parts: ReadonlyMap<PatientId, SplitPart>;
  /** The column that says who is in which part; absent: drawn at random. */
  readonly prescribedBy?: string | null;
}

/** Can be undone. */
export function createSplit(db: WriteDb, draft: SplitDraft, who: string): Split {
  return db.transaction(() => {
    const { insertedId } = db.run(
      'INSERT INTO splits (cohort_id, name, seed, fractions, stratified_by, prescribed_by, removed_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [
        draft.cohortId,
        draft.name,
        draft.seed,
        JSON.stringify(draft.fractions),
        draft.stratifiedBy,
        draft.prescribedBy ?? null,
        now(),
      ],
    );
    for (const [patientId, part] of draft.parts) {
      db.run('INSERT INTO split_patients (split_id, patient_id, part) VALUES (?, ?, ?)', [insertedId, patientId, part]);
    }
    performEdit(
      db,
      draft.prescribedBy ? 'splits.fromColumn' : 'splits.create',
      { id: insertedId },
      { present: true },
      who,
    );
    return getSplit(db, insertedId as SplitId);
  });
}

/** Can be undone; runs trained on it keep it. */
export function removeSplit(db: WriteDb, splitId: SplitId, who: string): CohortId {
  const { cohortId } = getSplit(db, splitId);
  performEdit(db, 'splits.remove', { id: splitId }, { present: false }, who);
  return cohortId;
}
