import type { Cell, Lesion, ReviewState, Scan, SeedSource } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, PatientId, ScanId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { type Vec3, worldToVoxel } from '#shared/imaging/geometry.ts';
import { clinicalOf } from './clinical.ts';
import { fromJson, type ReadDb, type WriteDb } from './database.ts';
import { performEdit } from './edits.ts';

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

function getScan(db: ReadDb, scanId: ScanId): Scan {
  const row = db.get<ScanRow>(
    `SELECT id, patient_id, source, geometry, modality, description, acquired_on, warnings,
        (SELECT count(*) FROM scans o WHERE o.patient_id = scans.patient_id
           AND (coalesce(o.acquired_on, '9999'), o.id) <= (coalesce(scans.acquired_on, '9999'), scans.id)) AS number
       FROM scans WHERE id = ?`,
    [scanId],
  );
  if (!row) throw new AppError('not-found', 'This scan is no longer in the workspace.');
  return toScan(row);
}

export interface LesionDetail {
  readonly cohortId: CohortId;
  readonly lesion: Lesion;
  readonly scan: Scan;
  readonly clinical: Record<string, Cell>;
}

export function getLesion(db: ReadDb, lesionId: LesionId): LesionDetail {
  const row = lesionRecord(db, lesionId);
  const clinical = clinicalOf(db, row.cohort_id, [row.patient_id]).get(row.patient_id) ?? {};
  return { cohortId: row.cohort_id, lesion: toLesion(row), scan: getScan(db, row.scan_id), clinical };
}

/** Moves the seed by hand: its source becomes `click` and its reviewer `who`. Can be undone. */
export function setSeed(db: WriteDb, lesionId: LesionId, seedMm: Vec3, who: string): Lesion {
  const { geometry } = getScan(db, lesionRecord(db, lesionId).scan_id);
  const voxel = worldToVoxel(geometry, seedMm);
  if (!voxel.every((index, axis) => index >= -0.5 && index <= (geometry.size[axis] ?? 0) - 0.5)) {
    const message = 'This point lies outside the scan.';
    throw new AppError('invalid-input', message, { issues: [{ path: 'seedMm', message }] });
  }
  performEdit(db, 'lesions.setSeed', { lesionId }, { seedMm, seedSource: 'click', reviewer: who }, who);
  return toLesion(lesionRecord(db, lesionId));
}

/** Leaves a lesion out of features and biomarkers, or takes it in again. Can be undone. */
export function setExcluded(db: WriteDb, lesionId: LesionId, excluded: boolean, who: string): Lesion {
  lesionRecord(db, lesionId);
  performEdit(db, 'lesions.setExcluded', { lesionId }, { excluded }, who);
  return toLesion(lesionRecord(db, lesionId));
}
