import type { FeatureProfile, FeatureSet, ScanSource } from '#shared/domain/entities.ts';
import type { CohortId, FeatureSetId, LesionId, ModelId, PatientId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { recordAudit } from './audit.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { float32Of, toBlob } from './vectors.ts';

interface FeatureSetRow {
  id: FeatureSetId;
  cohort_id: CohortId;
  model_id: ModelId;
  model_name: string;
  model_trained: number;
  model_sha256: string;
  profile: FeatureProfile;
  engine: string;
  dimension: number;
  count: number;
  lesion_count: number;
  created_at: string;
}

const toFeatureSet = (row: FeatureSetRow): FeatureSet => ({
  id: row.id,
  cohortId: row.cohort_id,
  modelId: row.model_id,
  modelName: row.model_name,
  modelTrained: row.model_trained === 1,
  modelSha256: row.model_sha256,
  profile: row.profile,
  engine: row.engine,
  dimension: row.dimension,
  count: row.count,
  lesionCount: row.lesion_count,
  createdAt: row.created_at,
});

/**
 * Rows that count: of lesions that are not left out, and whose seed is still where the features were taken. A row whose
 * seed was moved since is stale; it counts again when the move is undone, and extraction replaces it otherwise.
 */
const currentRows = `feature_rows r JOIN lesions l ON l.id = r.lesion_id AND l.left_out = 0
    AND l.seed_x = r.seed_x AND l.seed_y = r.seed_y AND l.seed_z = r.seed_z`;

const select = `SELECT f.id, f.cohort_id, f.model_id, m.name AS model_name, m.trained AS model_trained, m.sha256 AS model_sha256,
    f.profile, f.engine, f.dimension, f.created_at,
    (SELECT count(*) FROM ${currentRows} WHERE r.feature_set_id = f.id) AS count,
    (SELECT count(*) FROM lesions WHERE cohort_id = f.cohort_id AND left_out = 0) AS lesion_count
  FROM feature_sets f JOIN models m ON m.id = f.model_id`;

/** In the order in which they were made. Lesions that are left out are counted nowhere. */
export const listFeatureSets = (db: ReadDb, cohortId: CohortId): FeatureSet[] =>
  db.all<FeatureSetRow>(`${select} WHERE f.cohort_id = ? ORDER BY f.id`, [cohortId]).map(toFeatureSet);

export function getFeatureSet(db: ReadDb, featureSetId: FeatureSetId): FeatureSet {
  const row = db.get<FeatureSetRow>(`${select} WHERE f.id = ?`, [featureSetId]);
  if (!row) throw new AppError('not-found', 'This feature set is no longer in the workspace.');
  return toFeatureSet(row);
}

/** The feature set of this cohort, model and profile; made if there is none. Its engine is noted as rows arrive. */
export function ensureFeatureSet(
  db: WriteDb,
  key: { cohortId: CohortId; modelId: ModelId; profile: FeatureProfile; dimension: number },
  who: string,
): FeatureSet {
  return db.transaction(() => {
    const { changes, insertedId } = db.run(
      `INSERT INTO feature_sets (cohort_id, model_id, profile, engine, dimension, created_at) VALUES (?, ?, ?, '', ?, ?)
       ON CONFLICT (cohort_id, model_id, profile) DO NOTHING`,
      [key.cohortId, key.modelId, key.profile, key.dimension, now()],
    );
    if (changes === 1) {
      recordAudit(db, {
        who,
        action: 'features.create',
        subject: `feature set ${insertedId}`,
        before: null,
        after: key,
      });
      return getFeatureSet(db, insertedId as FeatureSetId);
    }
    const known = db.get<{ id: FeatureSetId }>(
      'SELECT id FROM feature_sets WHERE cohort_id = ? AND model_id = ? AND profile = ?',
      [key.cohortId, key.modelId, key.profile],
    );
    if (!known) throw new AppError('internal', 'The feature set was not stored.');
    return getFeatureSet(db, known.id);
  });
}

/** Adds an engine to those that computed rows of the set, e.g. `cpu` or `cpu, cuda`. */
export function noteFeatureEngine(db: WriteDb, featureSetId: FeatureSetId, engine: string): void {
  const known = getFeatureSet(db, featureSetId).engine;
  const engines = new Set(known ? known.split(', ') : []).add(engine);
  db.run('UPDATE feature_sets SET engine = ? WHERE id = ?', [[...engines].toSorted().join(', '), featureSetId]);
}

export interface PendingLesion {
  readonly id: LesionId;
  readonly source: ScanSource;
  readonly seedMm: Vec3;
  /** Safe to name in a failure. */
  readonly patientCode: string;
  readonly lesionNumber: number;
}

/** Lesions without current features whose scan is here, those of one scan together so that a reader may keep it open. */
export function pendingLesions(db: ReadDb, cohortId: CohortId, featureSetId: FeatureSetId): PendingLesion[] {
  interface Row {
    id: LesionId;
    source: string;
    seed_x: number;
    seed_y: number;
    seed_z: number;
    code: string;
    number: number;
  }
  const rows = db.all<Row>(
    `SELECT l.id, s.source, l.seed_x, l.seed_y, l.seed_z, p.code, l.number
       FROM lesions l JOIN scans s ON s.id = l.scan_id JOIN patients p ON p.id = l.patient_id
      WHERE l.cohort_id = ? AND l.left_out = 0 AND s.source ->> '$.format' <> 'none' AND NOT EXISTS (
        SELECT 1 FROM feature_rows r WHERE r.feature_set_id = ? AND r.lesion_id = l.id
           AND r.seed_x = l.seed_x AND r.seed_y = l.seed_y AND r.seed_z = l.seed_z)
      ORDER BY l.patient_id, l.scan_id, l.number`,
    [cohortId, featureSetId],
  );
  return rows.map((row) => ({
    id: row.id,
    source: fromJson(row.source),
    seedMm: [row.seed_x, row.seed_y, row.seed_z],
    patientCode: row.code,
    lesionNumber: row.number,
  }));
}

export interface FeatureDraft {
  readonly lesionId: LesionId;
  /** Where the patch was cut: not necessarily where the seed is by now. */
  readonly seedMm: Vec3;
  readonly features: Float32Array;
  readonly warnings: readonly string[];
}

/** Stores rows as they arrive, in one transaction; a row that exists is replaced. */
export function insertFeatures(db: WriteDb, featureSetId: FeatureSetId, drafts: readonly FeatureDraft[]): void {
  db.transaction(() => {
    const dimension = db.get<{ dimension: number }>('SELECT dimension FROM feature_sets WHERE id = ?', [
      featureSetId,
    ])?.dimension;
    if (dimension === undefined) throw new AppError('not-found', 'This feature set is no longer in the workspace.');
    for (const { lesionId, seedMm, features, warnings } of drafts) {
      if (features.length !== dimension || !allFinite(features)) {
        throw new AppError(
          'internal',
          `Lesion ${lesionId} came with features that are not ${dimension} finite numbers.`,
        );
      }
      db.run('DELETE FROM feature_rows WHERE feature_set_id = ? AND lesion_id = ?', [featureSetId, lesionId]);
      const { insertedId } = db.run(
        'INSERT INTO feature_rows (feature_set_id, lesion_id, seed_x, seed_y, seed_z, warnings) VALUES (?, ?, ?, ?, ?, ?)',
        [featureSetId, lesionId, ...seedMm, JSON.stringify(warnings)],
      );
      db.run('INSERT INTO feature_vectors (feature_row_id, vector) VALUES (?, ?)', [insertedId, toBlob(features)]);
    }
  });
}

/** A plain loop: `every` with a callback takes as long as storing the vector. */
function allFinite(vector: Float32Array): boolean {
  for (let index = 0; index < vector.length; index++) {
    if (!Number.isFinite(vector[index])) return false;
  }
  return true;
}

/** One current row of a feature set, without its vector. */
export interface FeatureRow {
  readonly rowId: number;
  readonly lesionId: LesionId;
  readonly patientId: PatientId;
  readonly patientCode: string;
  readonly patientLabel: string;
  readonly lesionNumber: number;
  readonly seedMm: Vec3;
}

/** The current rows in the order of patient codes and lesion numbers: the order of matrix, pages and exports. */
export function listFeatureRows(
  db: ReadDb,
  featureSetId: FeatureSetId,
  page?: { offset: number; limit: number },
): FeatureRow[] {
  interface Row {
    row_id: number;
    lesion_id: LesionId;
    patient_id: PatientId;
    code: string;
    label: string;
    number: number;
    seed_x: number;
    seed_y: number;
    seed_z: number;
  }
  const rows = db.all<Row>(
    `SELECT r.id AS row_id, l.id AS lesion_id, l.patient_id, p.code, p.label, l.number, l.seed_x, l.seed_y, l.seed_z
       FROM ${currentRows} JOIN patients p ON p.id = l.patient_id
      WHERE r.feature_set_id = ? ORDER BY l.patient_id, l.number LIMIT ? OFFSET ?`,
    [featureSetId, page?.limit ?? -1, page?.offset ?? 0],
  );
  return rows.map((row) => ({
    rowId: row.row_id,
    lesionId: row.lesion_id,
    patientId: row.patient_id,
    patientCode: row.code,
    patientLabel: row.label,
    lesionNumber: row.number,
    seedMm: [row.seed_x, row.seed_y, row.seed_z],
  }));
}

/** The vector of a row of `listFeatureRows`. */
export function readFeatures(db: ReadDb, rowId: number, dimension: number): Float32Array {
  const row = db.get<{ vector: Uint8Array }>('SELECT vector FROM feature_vectors WHERE feature_row_id = ?', [rowId]);
  if (!row) throw new AppError('not-found', 'These features are no longer in the workspace.');
  return float32Of(row.vector, dimension);
}

/** A window of rows and of features, for looking at. */
export function pageFeatures(
  db: ReadDb,
  request: { featureSetId: FeatureSetId; offset: number; limit: number; firstFeature: number; features: number },
): { total: number; rows: { lesionId: LesionId; patientCode: string; lesionNumber: number; values: number[] }[] } {
  const { count, dimension } = getFeatureSet(db, request.featureSetId);
  const rows = listFeatureRows(db, request.featureSetId, request).map(
    ({ rowId, lesionId, patientCode, lesionNumber }) => ({
      lesionId,
      patientCode,
      lesionNumber,
      values: [
        ...readFeatures(db, rowId, dimension).subarray(request.firstFeature, request.firstFeature + request.features),
      ],
    }),
  );
  return { total: count, rows };
}

export interface FeatureMatrix {
  readonly lesionIds: LesionId[];
  readonly patientIds: PatientId[];
  readonly dimension: number;
  /** rows x dimension, row-major. */
  readonly matrix: Float32Array;
}

/** All current rows of a feature set at once, or those of some patients: 20,000 rows of 4,096 features are 330 MB. */
export function readFeatureMatrix(
  db: ReadDb,
  featureSetId: FeatureSetId,
  isWanted: (patientId: PatientId) => boolean = () => true,
): FeatureMatrix {
  const { dimension } = getFeatureSet(db, featureSetId);
  const rows = listFeatureRows(db, featureSetId).filter(({ patientId }) => isWanted(patientId));
  const matrix = new Float32Array(rows.length * dimension);
  rows.forEach(({ rowId }, index) => matrix.set(readFeatures(db, rowId, dimension), index * dimension));
  return {
    lesionIds: rows.map((row) => row.lesionId),
    patientIds: rows.map((row) => row.patientId),
    dimension,
    matrix,
  };
}

/** Cannot be undone. */
export function removeFeatureSet(db: WriteDb, featureSetId: FeatureSetId, who: string): CohortId {
  return db.transaction(() => {
    const set = getFeatureSet(db, featureSetId);
    const runs =
      db.get<{ n: number }>('SELECT count(*) AS n FROM runs WHERE feature_set_id = ?', [featureSetId])?.n ?? 0;
    if (runs > 0) {
      throw new AppError(
        'conflict',
        `${runs} ${runs === 1 ? 'run was' : 'runs were'} trained on these features. Remove them first.`,
      );
    }
    db.run('DELETE FROM feature_sets WHERE id = ?', [featureSetId]);
    recordAudit(db, {
      who,
      action: 'features.remove',
      subject: `feature set ${featureSetId}`,
      before: set,
      after: null,
    });
    return set.cohortId;
  });
}
