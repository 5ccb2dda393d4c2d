import type { Cell, Lesion, ReviewState, Scan, SeedSource } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, PatientId, ScanId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { type Vec3, worldToVoxel } from '#shared/imaging/geometry.ts';
import { fromJson, type ReadDb, type WriteDb } from './database.ts';
import { performEdit } from './edits.ts';
import { cellsOfLesions } from './lesion-values.ts';
import { getScan } from './scans.ts';

export interface LesionRecord {
  id: LesionId;
  cohort_id: CohortId;
  patient_id: PatientId;
  scan_id: ScanId;
  code: string;
  label: string;
  number: number;
  roi: string | null;
  seed_x: number;
  seed_y: number;
  seed_z: number;
  seed_source: SeedSource;
  reviewer: string | null;
  review: ReviewState;
  tags: string;
  note: string;
  criterion: string | null;
  region: string | null;
  excluded: number;
  volume_mm3: number | null;
  warnings: string;
}

export const lesionSelect = `SELECT l.id, l.cohort_id, l.patient_id, l.scan_id, p.code, p.label, l.number, l.roi, l.seed_x, l.seed_y, l.seed_z,
    l.seed_source, l.reviewer, l.review, l.tags, l.note, l.criterion, l.region, l.excluded, l.volume_mm3, l.warnings
  FROM lesions l JOIN patients p ON p.id = l.patient_id`;

export const toLesion = (row: LesionRecord): Lesion => ({
  id: row.id,
  patientId: row.patient_id,
  scanId: row.scan_id,
  patientCode: row.code,
  patientLabel: row.label,
  number: row.number,
  roi: row.roi,
  seedMm: [row.seed_x, row.seed_y, row.seed_z],
  seedSource: row.seed_source,
  reviewer: row.reviewer,
  review: row.review,
  tags: fromJson(row.tags),
  note: row.note,
  criterion: row.criterion,
  region: row.region === null ? null : fromJson(row.region),
  excluded: row.excluded === 1,
  volumeMm3: row.volume_mm3,
  warnings: fromJson(row.warnings),
});

function lesionRecord(db: ReadDb, lesionId: LesionId): LesionRecord {
  const row = db.get<LesionRecord>(`${lesionSelect} WHERE l.id = ?`, [lesionId]);
  if (!row) throw new AppError('not-found', 'This lesion is no longer in the workspace.');
  return row;
}

export interface LesionDetail {
  readonly cohortId: CohortId;
  readonly lesion: Lesion;
  readonly scan: Scan;
  readonly clinical: Record<string, Cell>;
}

export function getLesion(db: ReadDb, lesionId: LesionId): LesionDetail {
  const row = lesionRecord(db, lesionId);
  const owner = { lesionId: row.id, patientId: row.patient_id };
  const clinical = cellsOfLesions(db, row.cohort_id, [owner]).get(row.id) ?? {};
  return { cohortId: row.cohort_id, lesion: toLesion(row), scan: getScan(db, row.scan_id), clinical };
}

/** Refuses a point outside the voxels of a scan, half a voxel beyond the outermost centres included. */
export function assertInside({ geometry }: Pick<Scan, 'geometry'>, seedMm: Vec3): void {
  const voxel = worldToVoxel(geometry, seedMm);
  if (voxel.every((index, axis) => index >= -0.5 && index <= (geometry.size[axis] ?? 0) - 0.5)) return;
  const message = 'This point lies outside the scan.';
  throw new AppError('invalid-input', message, { issues: [{ path: 'seedMm', message }] });
}

/** Moves the seed by hand: its source becomes `click` and its reviewer `who`. Can be undone. */
export function setSeed(db: WriteDb, lesionId: LesionId, seedMm: Vec3, who: string): Lesion {
  assertInside(getScan(db, lesionRecord(db, lesionId).scan_id), seedMm);
  performEdit(db, 'lesions.setSeed', { lesionId }, { seedMm, seedSource: 'click', reviewer: who }, who);
  return toLesion(lesionRecord(db, lesionId));
}

/** Leaves a lesion out of features and biomarkers, or takes it in again. Can be undone. */
export function setExcluded(db: WriteDb, lesionId: LesionId, excluded: boolean, who: string): Lesion {
  lesionRecord(db, lesionId);
  performEdit(db, 'lesions.setExcluded', { lesionId }, { excluded }, who);
  return toLesion(lesionRecord(db, lesionId));
}
