import { existsSync } from 'node:fs';
import type { ScanSource } from '#shared/domain/entities.ts';
import type { CohortId, PatientId, ScanId } from '#shared/domain/ids.ts';
import type { ImportedScan } from '#shared/domain/imported.ts';
import { fromJson, type Parameter, type ReadDb, type WriteDb } from './database.ts';

/** Stores a scan of a patient, or brings the one that it is up to date; what the import does not know stays. */
export function mergeScan(
  db: WriteDb,
  cohortId: CohortId,
  patientId: PatientId,
  scan: ImportedScan,
): { scanId: ScanId; isNew: boolean } {
  const known = knownScan(db, patientId, scan);
  const content: Record<string, Parameter> = {
    source: JSON.stringify(scan.source),
    geometry: JSON.stringify(scan.geometry),
    modality: scan.modality,
    warnings: JSON.stringify(scan.warnings),
    description: scan.description ?? '',
    acquiredOn: scan.acquiredOn ?? null,
    studyUid: scan.studyUid ?? null,
    seriesUid: scan.seriesUid ?? null,
  };
  if (known !== null) {
    db.run(
      `UPDATE scans SET source = @source, geometry = @geometry, modality = @modality, warnings = @warnings,
          description = CASE WHEN @description = '' THEN description ELSE @description END,
          acquired_on = coalesce(@acquiredOn, acquired_on), study_uid = coalesce(@studyUid, study_uid),
          series_uid = coalesce(@seriesUid, series_uid)
        WHERE id = @id`,
      { ...content, id: known },
    );
    return { scanId: known, isNew: false };
  }
  const { insertedId } = db.run(
    `INSERT INTO scans (source, geometry, modality, warnings, description, acquired_on, study_uid, series_uid, cohort_id, patient_id, header_hash)
     VALUES (@source, @geometry, @modality, @warnings, @description, @acquiredOn, @studyUid, @seriesUid, @cohortId, @patientId, @headerHash)`,
    { ...content, cohortId, patientId, headerHash: scan.headerHash },
  );
  return { scanId: insertedId as ScanId, isNew: true };
}

/**
 * The scan that this one is. The headers of a DICOM series name it in the world. Those of a bare volume may be equal for
 * two time points, so there the path must be the same too, or the file that was known must be gone (it was moved).
 */
function knownScan(db: ReadDb, patientId: PatientId, scan: ImportedScan): ScanId | null {
  const candidates = db
    .all<{ id: ScanId; source: string }>(
      'SELECT id, source FROM scans WHERE patient_id = ? AND header_hash = ? ORDER BY id',
      [patientId, scan.headerHash],
    )
    .map((row) => ({ id: row.id, source: fromJson<ScanSource>(row.source) }));
  const { source } = scan;
  if (source.format === 'dicom') return candidates[0]?.id ?? null;
  const same = candidates.find((candidate) => placeOf(candidate.source) === placeOf(source));
  const moved = candidates.find((candidate) => isGone(candidate.source));
  return (same ?? moved)?.id ?? null;
}

/** What tells apart scans whose headers are alike; '' where the headers suffice. */
function placeOf(source: ScanSource): string {
  if (source.format === 'volume') return source.path;
  if (source.format === 'array') return `${source.path}\n${source.arrayName ?? ''}`;
  return '';
}

const isGone = (source: ScanSource): boolean =>
  (source.format === 'volume' || source.format === 'array') && !existsSync(source.path);
