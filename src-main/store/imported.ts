import { existsSync } from 'node:fs';
import type { Cell, ScanSource } from '#shared/domain/entities.ts';
import type { CohortId, ColumnId, PatientId, ScanId } from '#shared/domain/ids.ts';
import type { ImportedLesion, ImportedPatient, ImportedScan } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { recordAudit } from './audit.ts';
import { cellOfType, storedCell, toCell } from './cells.ts';
import { listColumns } from './clinical.ts';
import { fromJson, type Parameter, type ReadDb, type WriteDb } from './database.ts';

/** What was new. */
export interface ImportCounts {
  readonly patients: number;
  readonly scans: number;
  readonly lesions: number;
}

/**
 * Takes a patient into a cohort, in one transaction. Importing the same again changes nothing: patients merge by label,
 * scans by the hash of their headers, lesions by scan and the seed as it was imported (an edited seed stays edited).
 * Clinical values are overwritten by new ones, with an audit line; a missing value overwrites nothing.
 */
export function insertImported(db: WriteDb, cohortId: CohortId, patient: ImportedPatient, who: string): ImportCounts {
  return db.transaction(() => {
    const label = patient.label.trim();
    if (!label) throw new AppError('invalid-input', 'A patient has no identifier.');
    const known = db.get<{ id: PatientId }>('SELECT id FROM patients WHERE cohort_id = ? AND label = ?', [
      cohortId,
      label,
    ]);
    const patientId = known?.id ?? insertPatient(db, cohortId, label);
    const changed = mergeClinical(db, cohortId, patientId, patient.clinical);
    if (known && changed) {
      recordAudit(db, { who, action: 'imports.update', subject: `patient ${patientId}`, ...changed });
    }
    let scans = 0;
    let lesions = 0;
    for (const scan of patient.scans) {
      const merged = mergeScan(db, cohortId, patientId, scan);
      if (merged.isNew) scans++;
      for (const lesion of scan.lesions) {
        if (insertLesion(db, { cohortId, patientId, scanId: merged.scanId }, lesion)) lesions++;
      }
    }
    return { patients: known ? 0 : 1, scans, lesions };
  });
}

function insertPatient(db: WriteDb, cohortId: CohortId, label: string): PatientId {
  const last = db.get<{ number: number | null }>('SELECT max(number) AS number FROM patients WHERE cohort_id = ?', [
    cohortId,
  ]);
  return db.run('INSERT INTO patients (cohort_id, number, label) VALUES (?, ?, ?)', [
    cohortId,
    (last?.number ?? 0) + 1,
    label,
  ]).insertedId as PatientId;
}

/** Writes the values that are new or differ; returns those that replaced another. */
function mergeClinical(
  db: WriteDb,
  cohortId: CohortId,
  patientId: PatientId,
  clinical: Readonly<Record<string, Cell>>,
): { before: Record<string, Cell>; after: Record<string, Cell> } | null {
  const names = Object.keys(clinical);
  if (names.length === 0) return null;
  const columns = new Map(listColumns(db, cohortId).map((column) => [column.name, column]));
  const stored = new Map(
    db
      .all<{ column_id: ColumnId; value: Parameter }>(
        'SELECT column_id, value FROM clinical_values WHERE patient_id = ?',
        [patientId],
      )
      .map((row) => [row.column_id, row.value]),
  );
  const before: Record<string, Cell> = {};
  const after: Record<string, Cell> = {};
  for (const name of names) {
    const column = columns.get(name);
    if (!column)
      throw new AppError('invalid-input', `The import gives values for a column “${name}” that it did not announce.`);
    const value = cellOfType(column, clinical[name] ?? null);
    const old = toCell(column.type, stored.get(column.id));
    if (value === null || value === old) continue;
    db.run(
      'INSERT INTO clinical_values (column_id, patient_id, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      [column.id, patientId, storedCell(value)],
    );
    before[name] = old;
    after[name] = value;
  }
  return Object.keys(after).length > 0 ? { before, after } : null;
}

function mergeScan(
  db: WriteDb,
  cohortId: CohortId,
  patientId: PatientId,
  scan: ImportedScan,
): { scanId: ScanId; isNew: boolean } {
  const known = knownScan(db, patientId, scan);
  const content: Parameter[] = [
    JSON.stringify(scan.source),
    JSON.stringify(scan.geometry),
    scan.modality,
    JSON.stringify(scan.warnings),
  ];
  if (known !== null) {
    db.run('UPDATE scans SET source = ?, geometry = ?, modality = ?, warnings = ? WHERE id = ?', [...content, known]);
    return { scanId: known, isNew: false };
  }
  const { insertedId } = db.run(
    'INSERT INTO scans (source, geometry, modality, warnings, cohort_id, patient_id, header_hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [...content, cohortId, patientId, scan.headerHash],
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

/** To a micrometre, so that a coordinate that took a detour through text is still the same. */
const seedKey = (seedMm: Vec3): string =>
  seedMm.map((value) => (Math.round(value * 1000) / 1000 + 0).toFixed(3)).join(' ');

function insertLesion(
  db: WriteDb,
  owner: { cohortId: CohortId; patientId: PatientId; scanId: ScanId },
  lesion: ImportedLesion,
): boolean {
  const last = db.get<{ number: number | null }>('SELECT max(number) AS number FROM lesions WHERE patient_id = ?', [
    owner.patientId,
  ]);
  const { changes } = db.run(
    `INSERT INTO lesions (cohort_id, patient_id, scan_id, number, roi, seed_x, seed_y, seed_z, seed_source, volume_mm3, warnings, imported_seed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scan_id, imported_seed) DO NOTHING`,
    [
      owner.cohortId,
      owner.patientId,
      owner.scanId,
      (last?.number ?? 0) + 1,
      lesion.roi,
      ...lesion.seedMm,
      lesion.seedSource,
      lesion.volumeMm3,
      JSON.stringify(lesion.warnings),
      seedKey(lesion.seedMm),
    ],
  );
  return changes === 1;
}
