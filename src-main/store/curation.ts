import type { Lesion, ReviewState } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, ModelId, PatientId, ScanId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { getCohort } from './cohorts.ts';
import { now, type ReadDb, type WriteDb } from './database.ts';
import { performEdit } from './edits.ts';
import { type Curated, curatedFields, readCurated, runsOf } from './edits-of-curation.ts';
import { assertInside, getLesion } from './lesions.ts';
import { getModel } from './models.ts';
import { getScan } from './scans.ts';

export interface LesionChange {
  readonly excluded?: boolean | undefined;
  readonly review?: ReviewState | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
}

/** Changes many lesions of a cohort as one edit. Who reviews is noted with the review. Returns how many changed. */
export function curate(
  db: WriteDb,
  lesionIds: readonly LesionId[],
  change: LesionChange,
  who: string,
): { changed: number; cohortId: CohortId } {
  return db.transaction(() => {
    const ids = [...new Set(lesionIds)];
    const cohortId = cohortOfAll(db, ids);
    const touched = {
      excluded: change.excluded !== undefined,
      review: change.review !== undefined,
      reviewer: change.review !== undefined,
      tags: change.addTags !== undefined || change.removeTags !== undefined,
    };
    const fields = curatedFields.filter((field) => touched[field]);
    const before = fields.length === 0 ? [] : (readCurated(db, ids, fields) ?? []);
    const changed = before.flatMap((state, row) => {
      const after = changedState(state, change, who);
      return after ? [{ lesionId: ids[row] as LesionId, after }] : [];
    });
    if (changed.length === 0) return { changed: 0, cohortId };
    const target = { cohortId, lesionIds: changed.map(({ lesionId }) => lesionId), fields };
    performEdit(db, 'lesions.curate', target, { ...runsOf(changed.map(({ after }) => after)) }, who);
    return { changed: changed.length, cohortId };
  });
}

function cohortOfAll(db: ReadDb, lesionIds: readonly LesionId[]): CohortId {
  const found = db.all<{ cohort_id: CohortId; n: number }>(
    'SELECT cohort_id, count(*) AS n FROM lesions WHERE id IN (SELECT value FROM json_each(?)) GROUP BY cohort_id',
    [JSON.stringify(lesionIds)],
  );
  const [first] = found;
  if (!first || found.reduce((sum, { n }) => sum + n, 0) < lesionIds.length) {
    throw new AppError('not-found', 'Some of these lesions are no longer in the workspace.');
  }
  if (found.length > 1)
    throw new AppError('invalid-input', 'These lesions are of several cohorts: choose those of one.');
  return first.cohort_id;
}

/** Null where nothing changes. Keys are in the order of the state read, so that equal states have equal text. */
function changedState(state: Curated, change: LesionChange, who: string): Curated | null {
  const next: Curated = { ...state };
  if (change.excluded !== undefined) next.excluded = change.excluded;
  if (change.review !== undefined && change.review !== state.review) {
    next.review = change.review;
    next.reviewer = who;
  }
  if (state.tags) {
    const dropped = new Set(change.removeTags);
    const added = [...new Set(change.addTags)].filter((tag) => !state.tags?.includes(tag));
    next.tags = [...state.tags, ...added].filter((tag) => !dropped.has(tag));
  }
  return JSON.stringify(next) === JSON.stringify(state) ? null : next;
}

export function setNote(db: WriteDb, lesionId: LesionId, note: string, who: string): Lesion {
  performEdit(db, 'lesions.setNote', { lesionId }, { note: note.trim() }, who);
  return getLesion(db, lesionId).lesion;
}

/** A new lesion at a point of a scan. Can be undone while no biomarker knows it. */
export function addLesion(db: WriteDb, scanId: ScanId, seedMm: Vec3, who: string): Lesion {
  return db.transaction(() => {
    const scan = getScan(db, scanId);
    assertInside(scan, seedMm);
    const twin = db.get('SELECT 1 FROM lesions WHERE scan_id = ? AND seed_x = ? AND seed_y = ? AND seed_z = ?', [
      scanId,
      ...seedMm,
    ]);
    if (twin) throw new AppError('conflict', 'There is a lesion at this point already.');
    const row = db.get<{ cohort_id: CohortId; patient_id: PatientId }>(
      'SELECT cohort_id, patient_id FROM scans WHERE id = ?',
      [scanId],
    );
    const last = db.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'lesions'")?.seq ?? 0;
    const lesionId = (last + 1) as LesionId;
    const target = { lesionId, cohortId: row?.cohort_id, patientId: row?.patient_id, scanId, seedMm, reviewer: who };
    performEdit(db, 'lesions.add', target, { present: true }, who);
    return getLesion(db, lesionId).lesion;
  });
}

/** The tags in use, most frequent first. */
export const listTags = (db: ReadDb, cohortId: CohortId): { tag: string; lesionCount: number }[] =>
  db.all(
    `SELECT t.value AS tag, count(*) AS lesionCount FROM lesions l, json_each(l.tags) t
      WHERE l.cohort_id = ? AND l.tags <> '[]' GROUP BY t.value ORDER BY lesionCount DESC, tag`,
    [cohortId],
  );

export interface ReaderSeed {
  readonly reader: string;
  readonly seedMm: Vec3;
  readonly at: string;
}

/** By the name of the reader. */
export const listReaders = (db: ReadDb, lesionId: LesionId): ReaderSeed[] =>
  db
    .all<{ reader: string; x: number; y: number; z: number; at: string }>(
      `SELECT reader, seed_x AS x, seed_y AS y, seed_z AS z, at FROM reader_seeds
        WHERE lesion_id = ? ORDER BY reader COLLATE NOCASE, reader`,
      [lesionId],
    )
    .map(({ reader, x, y, z, at }) => ({ reader, seedMm: [x, y, z], at }));

/** The seed that a reader set independently of others; the lesion's own seed stays. Can be undone. */
export function setReaderSeed(
  db: WriteDb,
  { lesionId, reader, seedMm }: { lesionId: LesionId; reader: string; seedMm: Vec3 },
  who: string,
): CohortId {
  const { cohortId, scan } = getLesion(db, lesionId);
  assertInside(scan, seedMm);
  const known = listReaders(db, lesionId).find((one) => one.reader === reader);
  if (known && known.seedMm.every((value, axis) => value === seedMm[axis])) return cohortId;
  performEdit(db, 'readers.setSeed', { lesionId, reader }, { seed: { seedMm, at: now() } }, who);
  return cohortId;
}

/** Can be undone. */
export function removeReaderSeed(
  db: WriteDb,
  { lesionId, reader }: { lesionId: LesionId; reader: string },
  who: string,
): CohortId {
  const { cohortId } = getLesion(db, lesionId);
  performEdit(db, 'readers.removeSeed', { lesionId, reader }, { seed: null }, who);
  return cohortId;
}

/** Names the cohort that a model was pre-trained on; null: not known. Can be undone. */
export function setPretraining(db: WriteDb, modelId: ModelId, cohortId: CohortId | null, who: string): void {
  getModel(db, modelId);
  if (cohortId !== null) getCohort(db, cohortId);
  performEdit(db, 'models.setPretraining', { modelId }, { cohortId }, who);
}
