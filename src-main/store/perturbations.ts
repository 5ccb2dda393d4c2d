import type { ScanSource, SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, PatientId, PerturbationId, RunId } from '#shared/domain/ids.ts';
import type { Perturbation } from '#shared/domain/perturbation.ts';
import { AppError } from '#shared/errors.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import type { FeatureMoments } from '#shared/statistics/feature-stability/feature-icc.ts';
import { recordAudit } from './audit.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { getFeatureSet } from './features.ts';
import { getRun } from './runs.ts';
import { float32Of, float64Of, toBlob } from './vectors.ts';

interface PerturbationRow {
  id: PerturbationId;
  run_id: RunId;
  draws: number;
  variance_mm2: number;
  seed: number;
  engine: string;
  lesion_count: number;
  created_at: string;
  completed_at: string | null;
}

const toPerturbation = (row: PerturbationRow): Perturbation => ({
  id: row.id,
  runId: row.run_id,
  draws: row.draws,
  varianceMm2: row.variance_mm2,
  seed: row.seed,
  engine: row.engine,
  lesionCount: row.lesion_count,
  createdAt: row.created_at,
  completedAt: row.completed_at,
});

const select = `SELECT p.id, p.run_id, p.draws, p.variance_mm2, p.seed, p.engine, p.created_at, p.completed_at,
    (SELECT count(*) FROM perturbed_lesions WHERE perturbation_id = p.id) AS lesion_count
  FROM perturbations p`;

/** Newest first. */
export const listPerturbations = (db: ReadDb, runId: RunId): Perturbation[] =>
  db.all<PerturbationRow>(`${select} WHERE p.run_id = ? ORDER BY p.id DESC`, [runId]).map(toPerturbation);

export function getPerturbation(db: ReadDb, perturbationId: PerturbationId): Perturbation {
  const row = db.get<PerturbationRow>(`${select} WHERE p.id = ?`, [perturbationId]);
  if (!row) throw new AppError('not-found', 'These perturbed seeds are no longer in the workspace.');
  return toPerturbation(row);
}

export type PerturbationKey = Pick<Perturbation, 'runId' | 'draws' | 'varianceMm2' | 'seed'>;

/** The perturbation with these settings; made if there is none. Its engine is noted as lesions arrive. */
export function ensurePerturbation(db: WriteDb, key: PerturbationKey, who: string): Perturbation {
  if (getRun(db, key.runId).aggregation === 'mean') {
    throw new AppError(
      'unsupported',
      'This biomarker averages the lesions of a patient, so no one seed makes its answer: seeds are displaced for biomarkers of each, or of the largest, lesion.',
    );
  }
  return db.transaction(() => {
    const settings = [key.runId, key.draws, key.varianceMm2, key.seed];
    const { changes, insertedId } = db.run(
      `INSERT INTO perturbations (run_id, draws, variance_mm2, seed, engine, created_at) VALUES (?, ?, ?, ?, '', ?)
       ON CONFLICT (run_id, draws, variance_mm2, seed) DO NOTHING`,
      [...settings, now()],
    );
    if (changes === 1) {
      recordAudit(db, {
        who,
        action: 'perturbations.create',
        subject: `perturbation ${insertedId}`,
        before: null,
        after: key,
      });
      return getPerturbation(db, insertedId as PerturbationId);
    }
    const known = db.get<{ id: PerturbationId }>(
      'SELECT id FROM perturbations WHERE run_id = ? AND draws = ? AND variance_mm2 = ? AND seed = ?',
      settings,
    );
    if (!known) throw new AppError('internal', 'The perturbation was not stored.');
    return getPerturbation(db, known.id);
  });
}

export interface UnperturbedLesion {
  readonly id: LesionId;
  readonly source: ScanSource;
  readonly geometry: Geometry;
  readonly seedMm: Vec3;
  /** Safe to name in a failure. */
  readonly patientCode: string;
  readonly lesionNumber: number;
}

/**
 * Lesions of the run (those that have a prediction and are not excluded), of one part or all, that are not done yet;
 * those of one scan together so that a reader may keep it open.
 */
export function unperturbedLesions(
  db: ReadDb,
  perturbationId: PerturbationId,
  part: SplitPart | 'all',
): UnperturbedLesion[] {
  interface Row {
    id: LesionId;
    source: string;
    geometry: string;
    seed_x: number;
    seed_y: number;
    seed_z: number;
    code: string;
    number: number;
  }
  const rows = db.all<Row>(
    `SELECT l.id, s.source, s.geometry, l.seed_x, l.seed_y, l.seed_z, c.code, l.number
       FROM perturbations p
       JOIN predictions q ON q.run_id = p.run_id
       JOIN lesions l ON l.id = q.lesion_id AND l.left_out = 0
       JOIN scans s ON s.id = l.scan_id
       JOIN patients c ON c.id = l.patient_id
      WHERE p.id = @perturbationId AND @part IN ('all', q.part) AND NOT EXISTS (
        SELECT 1 FROM perturbed_lesions d WHERE d.perturbation_id = p.id AND d.lesion_id = l.id)
      ORDER BY l.patient_id, l.scan_id, l.number`,
    { perturbationId, part },
  );
  return rows.map((row) => ({
    id: row.id,
    source: fromJson(row.source),
    geometry: fromJson(row.geometry),
    seedMm: [row.seed_x, row.seed_y, row.seed_z],
    patientCode: row.code,
    lesionNumber: row.number,
  }));
}

export interface PerturbedLesion {
  readonly lesionId: LesionId;
  /** (draws + 1) x 3; row 0 is the seed itself. */
  readonly offsetsMm: Float64Array;
  /** (draws + 1) x classes. */
  readonly probabilities: Float64Array;
  /** Over the draws from 1 on; the variance divides by draws - 1. */
  readonly featureMeans: Float32Array;
  readonly featureVariances: Float32Array;
}

/** Stores one finished lesion with the engine that computed it; a lesion that is there is replaced. */
export function insertPerturbedLesion(
  db: WriteDb,
  perturbationId: PerturbationId,
  lesion: PerturbedLesion,
  engine: string,
): void {
  db.transaction(() => {
    const { engine: known } = getPerturbation(db, perturbationId);
    const engines = new Set(known ? known.split(', ') : []).add(engine);
    db.run('UPDATE perturbations SET engine = ? WHERE id = ?', [[...engines].toSorted().join(', '), perturbationId]);
    db.run(
      `INSERT OR REPLACE INTO perturbed_lesions
         (perturbation_id, lesion_id, offsets_mm, probabilities, feature_means, feature_variances)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [
        perturbationId,
        lesion.lesionId,
        toBlob(lesion.offsetsMm),
        toBlob(lesion.probabilities),
        toBlob(lesion.featureMeans),
        toBlob(lesion.featureVariances),
      ],
    );
  });
}

/** Marks that the lesions asked for are done. */
export function completePerturbation(db: WriteDb, perturbationId: PerturbationId): void {
  db.run('UPDATE perturbations SET completed_at = ? WHERE id = ?', [now(), perturbationId]);
}

/** Cannot be undone. Figures kept from it stay. */
export function removePerturbation(
  db: WriteDb,
  perturbationId: PerturbationId,
  who: string,
): { runId: RunId; cohortId: CohortId } {
  return db.transaction(() => {
    const before = getPerturbation(db, perturbationId);
    db.run('DELETE FROM perturbations WHERE id = ?', [perturbationId]);
    recordAudit(db, {
      who,
      action: 'perturbations.remove',
      subject: `perturbation ${perturbationId}`,
      before,
      after: null,
    });
    return { runId: before.runId, cohortId: getRun(db, before.runId).cohortId };
  });
}

/** The perturbation that statistics read: of those that are complete, the one completed last. */
const newestCompleted = (db: ReadDb, runId: RunId): Perturbation | null =>
  db
    .all<PerturbationRow>(
      `${select} WHERE p.run_id = ? AND p.completed_at IS NOT NULL ORDER BY p.completed_at DESC, p.id DESC LIMIT 1`,
      [runId],
    )
    .map(toPerturbation)[0] ?? null;

/** One lesion at one draw of its seed. */
export interface PerturbedPrediction {
  readonly lesionId: LesionId;
  readonly patientId: PatientId;
  /** 0: the seed itself. */
  readonly draw: number;
  /** LPS, from the seed. */
  readonly offsetMm: Vec3;
  /** One per class. */
  readonly probabilities: Float64Array;
}

export interface PerturbedPredictions {
  readonly draws: number;
  readonly varianceMm2: number;
  /** In the order of patient codes and lesion numbers, then of draws. */
  readonly rows: PerturbedPrediction[];
}

/** The predictions of the perturbation completed last, of lesions not excluded since; null where there is none. */
export function readPerturbedPredictions(db: ReadDb, runId: RunId): PerturbedPredictions | null {
  const perturbation = newestCompleted(db, runId);
  if (!perturbation) return null;
  const { draws, varianceMm2 } = perturbation;
  const classCount = getRun(db, runId).classes.length;
  interface Row {
    lesion_id: LesionId;
    patient_id: PatientId;
    offsets_mm: Uint8Array;
    probabilities: Uint8Array;
  }
  const lesions = db.all<Row>(
    `SELECT d.lesion_id, l.patient_id, d.offsets_mm, d.probabilities
       FROM perturbed_lesions d JOIN lesions l ON l.id = d.lesion_id AND l.left_out = 0
      WHERE d.perturbation_id = ? ORDER BY l.patient_id, l.number`,
    [perturbation.id],
  );
  const rows = lesions.flatMap((lesion) => {
    const offsets = float64Of(lesion.offsets_mm, 3 * (draws + 1));
    const probabilities = float64Of(lesion.probabilities, classCount * (draws + 1));
    return Array.from(
      { length: draws + 1 },
      (_, draw): PerturbedPrediction => ({
        lesionId: lesion.lesion_id,
        patientId: lesion.patient_id,
        draw,
        offsetMm: [offsets[3 * draw]!, offsets[3 * draw + 1]!, offsets[3 * draw + 2]!],
        probabilities: probabilities.subarray(classCount * draw, classCount * (draw + 1)),
      }),
    );
  });
  return { draws, varianceMm2, rows };
}

/** Moments of the features over the draws of each lesion, of the perturbation completed last; null without one. */
export function readFeatureMoments(db: ReadDb, runId: RunId): FeatureMoments | null {
  const perturbation = newestCompleted(db, runId);
  if (!perturbation) return null;
  const { dimension } = getFeatureSet(db, getRun(db, runId).featureSetId);
  const rows = db.all<{ feature_means: Uint8Array; feature_variances: Uint8Array }>(
    `SELECT d.feature_means, d.feature_variances
       FROM perturbed_lesions d JOIN lesions l ON l.id = d.lesion_id AND l.left_out = 0
      WHERE d.perturbation_id = ? ORDER BY l.patient_id, l.number`,
    [perturbation.id],
  );
  return {
    draws: perturbation.draws,
    lesions: rows.length,
    dimension,
    means: rows.map((row) => float32Of(row.feature_means, dimension)),
    variances: rows.map((row) => float32Of(row.feature_variances, dimension)),
  };
}
