import type { Cell, Column } from '#shared/domain/entities.ts';
import type { CohortId, ColumnId, LesionId, PatientId, ScanId } from '#shared/domain/ids.ts';
import type { ImportedLesion, ImportedPatient } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { recordAudit } from './audit.ts';
import { cellOfType, storedCell, toCell } from './cells.ts';
import { listColumns, valueTables } from './clinical.ts';
import { refreshCriteria } from './criteria.ts';
import { now, type Parameter, type WriteDb } from './database.ts';
import { mergeScan } from './imported-scan.ts';
import { storeOutsideFeatures } from './outside-features.ts';

/** What was new. */
export interface ImportCounts {
  readonly patients: number;
  readonly scans: number;
  readonly lesions: number;
}

/**
 * Takes a patient into a cohort, in one transaction. Importing the same again changes nothing: patients merge by label,
 * scans by the hash of their headers, lesions by scan and the seed as it was imported (an edited seed stays edited).
 * Values are overwritten by new ones, with an audit line; a missing value overwrites nothing. What the criteria of the
 * cohort leave out is brought up to date.
 * @param origin what the patient came in, e.g. the base name of a table: names the feature set of vectors that came along
 */
export function insertImported(
  db: WriteDb,
  cohortId: CohortId,
  patient: ImportedPatient,
  who: string,
  origin = 'the import',
): ImportCounts {
  return db.transaction(() => {
    const label = patient.label.trim();
    if (!label) throw new AppError('invalid-input', 'A patient has no identifier.');
    const columns = columnsOf(db, cohortId);
    const known = db.get<{ id: PatientId }>('SELECT id FROM patients WHERE cohort_id = ? AND label = ?', [
      cohortId,
      label,
    ]);
    const patientId = known?.id ?? insertPatient(db, cohortId, label);
    const changed = mergeValues(db, columns.patient, patientId, patient.clinical);
    if (known && changed) {
      recordAudit(db, { who, action: 'imports.update', subject: `patient ${patientId}`, ...changed });
    }
    let scans = 0;
    let lesions = 0;
    for (const scan of patient.scans) {
      const merged = mergeScan(db, cohortId, patientId, scan);
      if (merged.isNew) scans++;
      for (const lesion of scan.lesions) {
        const { lesionId, isNew } = mergeLesion(db, { cohortId, patientId, scanId: merged.scanId }, lesion);
        if (isNew) lesions++;
        const changedValues = mergeValues(db, columns.lesion, lesionId, lesion.values ?? {});
        if (!isNew && changedValues) {
          recordAudit(db, { who, action: 'imports.update', subject: `lesion ${lesionId}`, ...changedValues });
        }
        for (const { reader, seedMm } of lesion.readers ?? []) mergeReader(db, lesionId, reader, seedMm);
        const { features, seedMm } = lesion;
        if (features) storeOutsideFeatures(db, { cohortId, origin, who }, { lesionId, seedMm, features, warnings: [] });
      }
    }
    refreshCriteria(db, cohortId, [patientId]);
    return { patients: known ? 0 : 1, scans, lesions };
  });
}

type ColumnsOfLevel = Record<Column['level'], { level: Column['level']; byName: Map<string, Column> }>;

function columnsOf(db: WriteDb, cohortId: CohortId): ColumnsOfLevel {
  const all = listColumns(db, cohortId);
  const of = (level: Column['level']) => ({
    level,
    byName: new Map(all.filter((column) => column.level === level).map((column) => [column.name, column])),
  });
  return { patient: of('patient'), lesion: of('lesion') };
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

/** Writes the values of a patient or lesion that are new or differ; returns those that replaced another. */
function mergeValues(
  db: WriteDb,
  { level, byName }: ColumnsOfLevel[Column['level']],
  ownerId: PatientId | LesionId,
  values: Readonly<Record<string, Cell>>,
): { before: Record<string, Cell>; after: Record<string, Cell> } | null {
  const names = Object.keys(values);
  if (names.length === 0) return null;
  const { table, owner } = valueTables[level];
  const stored = new Map(
    db
      .all<{ column_id: ColumnId; value: Parameter }>(`SELECT column_id, value FROM ${table} WHERE ${owner} = ?`, [
        ownerId,
      ])
      .map((row) => [row.column_id, row.value]),
  );
  const before: Record<string, Cell> = {};
  const after: Record<string, Cell> = {};
  for (const name of names) {
    const column = byName.get(name);
    if (!column)
      throw new AppError('invalid-input', `The import gives values for a column “${name}” that it did not announce.`);
    const value = cellOfType(column, values[name] ?? null);
    const old = toCell(column.type, stored.get(column.id));
    if (value === null || value === old) continue;
    db.run(
      `INSERT INTO ${table} (column_id, ${owner}, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
      [column.id, ownerId, storedCell(value)],
    );
    before[name] = old;
    after[name] = value;
  }
  return Object.keys(after).length > 0 ? { before, after } : null;
}

/** To a micrometre, so that a coordinate that took a detour through text is still the same. */
const seedKey = (seedMm: Vec3): string =>
  seedMm.map((value) => (Math.round(value * 1000) / 1000 + 0).toFixed(3)).join(' ');

function mergeLesion(
  db: WriteDb,
  owner: { cohortId: CohortId; patientId: PatientId; scanId: ScanId },
  lesion: ImportedLesion,
): { lesionId: LesionId; isNew: boolean } {
  const region = lesion.region ? JSON.stringify(lesion.region) : null;
  const known = db.get<{ id: LesionId; region: string | null }>(
    'SELECT id, region FROM lesions WHERE scan_id = ? AND imported_seed = ?',
    [owner.scanId, seedKey(lesion.seedMm)],
  );
  if (known) {
    if (region !== null && region !== known.region) {
      db.run('UPDATE lesions SET region = ? WHERE id = ?', [region, known.id]);
    }
    return { lesionId: known.id, isNew: false };
  }
  const { insertedId } = db.run(
    `INSERT INTO lesions (cohort_id, patient_id, scan_id, number, roi, seed_x, seed_y, seed_z, seed_source, volume_mm3, region, warnings, imported_seed)
     VALUES (?, ?, ?, (SELECT coalesce(max(number), 0) + 1 FROM lesions WHERE patient_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      owner.cohortId,
      owner.patientId,
      owner.scanId,
      owner.patientId,
      lesion.roi,
      ...lesion.seedMm,
      lesion.seedSource,
      lesion.volumeMm3,
      region,
      JSON.stringify(lesion.warnings),
      seedKey(lesion.seedMm),
    ],
  );
  return { lesionId: insertedId as LesionId, isNew: true };
}

/** A reader's seed that is here stays: it may have been set anew since. */
function mergeReader(db: WriteDb, lesionId: LesionId, reader: string, seedMm: Vec3): void {
  db.run(
    `INSERT INTO reader_seeds (lesion_id, reader, seed_x, seed_y, seed_z, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    [lesionId, reader, ...seedMm, now()],
  );
}
