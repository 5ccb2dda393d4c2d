import type { Run, SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, EndpointId, FeatureSetId, LesionId, PatientId, RunId, SplitId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { recordAudit } from './audit.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { float64Of, toBlob } from './vectors.ts';

interface RunRow {
  id: RunId;
  cohort_id: CohortId;
  feature_set_id: FeatureSetId;
  split_id: SplitId;
  endpoint_id: EndpointId;
  name: string;
  seed: number;
  fraction: number;
  classes: string;
  aggregation: Run['aggregation'];
  chosen_c: number;
  search: string;
  search_score: string;
  threshold: number | null;
  lesion_counts: string;
  result_values: string;
  created_at: string;
}

const toRun = (row: RunRow): Run => ({
  id: row.id,
  cohortId: row.cohort_id,
  featureSetId: row.feature_set_id,
  splitId: row.split_id,
  endpointId: row.endpoint_id,
  name: row.name,
  seed: row.seed,
  fraction: row.fraction,
  classes: fromJson(row.classes),
  aggregation: row.aggregation,
  chosenC: row.chosen_c,
  search: fromJson(row.search),
  searchScore: row.search_score,
  threshold: row.threshold,
  lesionCounts: fromJson(row.lesion_counts),
  values: fromJson(row.result_values),
  createdAt: row.created_at,
});

const select = `SELECT id, cohort_id, feature_set_id, split_id, endpoint_id, name, seed, fraction, classes, aggregation, chosen_c, search, search_score,
    threshold, lesion_counts, result_values, created_at FROM runs`;

/** Newest first. */
export const listRuns = (db: ReadDb, cohortId: CohortId): Run[] =>
  db.all<RunRow>(`${select} WHERE cohort_id = ? ORDER BY id DESC`, [cohortId]).map(toRun);

export function getRun(db: ReadDb, runId: RunId): Run {
  const row = db.get<RunRow>(`${select} WHERE id = ?`, [runId]);
  if (!row) throw new AppError('not-found', 'This run is no longer in the workspace.');
  return toRun(row);
}

/** What the linear biomarker is: enough to apply it to another patient. */
export interface RunWeights {
  readonly scalerMean: Float64Array;
  readonly scalerScale: Float64Array;
  /** Rows of `dimension` values: one row for two classes, else one per class. */
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
}

export interface RunDraft extends Omit<Run, 'id' | 'createdAt'> {
  readonly weights: RunWeights;
  readonly predictions: readonly {
    readonly lesionId: LesionId;
    readonly part: SplitPart;
    /** Index of the class; null where the endpoint has no value. */
    readonly target: number | null;
    /** One per class. */
    readonly probabilities: Float64Array;
  }[];
}

/** Stores a run with its weights and predictions in one transaction. */
export function insertRun(db: WriteDb, draft: RunDraft, who: string): Run {
  return db.transaction(() => {
    const { insertedId } = db.run(
      `INSERT INTO runs (cohort_id, feature_set_id, split_id, endpoint_id, name, seed, fraction, classes, aggregation, chosen_c, search, search_score,
         threshold, lesion_counts, result_values, scaler_mean, scaler_scale, coefficients, intercepts, created_at)
       VALUES (@cohortId, @featureSetId, @splitId, @endpointId, @name, @seed, @fraction, @classes, @aggregation, @chosenC, @search, @searchScore,
         @threshold, @lesionCounts, @values, @scalerMean, @scalerScale, @coefficients, @intercepts, @createdAt)`,
      {
        cohortId: draft.cohortId,
        featureSetId: draft.featureSetId,
        splitId: draft.splitId,
        endpointId: draft.endpointId,
        name: draft.name,
        seed: draft.seed,
        fraction: draft.fraction,
        classes: JSON.stringify(draft.classes),
        aggregation: draft.aggregation,
        chosenC: draft.chosenC,
        search: JSON.stringify(draft.search),
        searchScore: draft.searchScore,
        threshold: draft.threshold,
        lesionCounts: JSON.stringify(draft.lesionCounts),
        values: JSON.stringify(draft.values),
        scalerMean: toBlob(draft.weights.scalerMean),
        scalerScale: toBlob(draft.weights.scalerScale),
        coefficients: toBlob(draft.weights.coefficients),
        intercepts: toBlob(draft.weights.intercepts),
        createdAt: now(),
      },
    );
    for (const { lesionId, part, target, probabilities } of draft.predictions) {
      db.run('INSERT INTO predictions (run_id, lesion_id, part, target, probabilities) VALUES (?, ?, ?, ?, ?)', [
        insertedId,
        lesionId,
        part,
        target,
        toBlob(probabilities),
      ]);
    }
    const run = getRun(db, insertedId as RunId);
    recordAudit(db, {
      who,
      action: 'probes.train',
      subject: `run ${insertedId}`,
      before: null,
      after: { name: run.name, seed: run.seed },
    });
    return run;
  });
}

export function readRunWeights(db: ReadDb, runId: RunId): RunWeights {
  interface Row {
    scaler_mean: Uint8Array;
    scaler_scale: Uint8Array;
    coefficients: Uint8Array;
    intercepts: Uint8Array;
  }
  const row = db.get<Row>('SELECT scaler_mean, scaler_scale, coefficients, intercepts FROM runs WHERE id = ?', [runId]);
  if (!row) throw new AppError('not-found', 'This run is no longer in the workspace.');
  return {
    scalerMean: float64Of(row.scaler_mean),
    scalerScale: float64Of(row.scaler_scale),
    coefficients: float64Of(row.coefficients),
    intercepts: float64Of(row.intercepts),
  };
}

export interface Prediction {
  readonly lesionId: LesionId;
  readonly patientId: PatientId;
  readonly patientCode: string;
  readonly part: SplitPart;
  readonly target: number | null;
  readonly probabilities: number[];
}

/** In the order of patient codes and lesion numbers. */
export function readPredictions(db: ReadDb, runId: RunId): Prediction[] {
  const classCount = getRun(db, runId).classes.length;
  interface Row {
    lesion_id: LesionId;
    patient_id: PatientId;
    code: string;
    part: SplitPart;
    target: number | null;
    probabilities: Uint8Array;
  }
  const rows = db.all<Row>(
    `SELECT q.lesion_id, l.patient_id, p.code, q.part, q.target, q.probabilities
       FROM predictions q JOIN lesions l ON l.id = q.lesion_id JOIN patients p ON p.id = l.patient_id
      WHERE q.run_id = ? ORDER BY l.patient_id, l.number`,
    [runId],
  );
  return rows.map((row) => ({
    lesionId: row.lesion_id,
    patientId: row.patient_id,
    patientCode: row.code,
    part: row.part,
    target: row.target,
    probabilities: [...float64Of(row.probabilities, classCount)],
  }));
}

/** Cannot be undone. Figures kept from the run stay. */
export function removeRun(db: WriteDb, runId: RunId, who: string): CohortId {
  return db.transaction(() => {
    const run = getRun(db, runId);
    db.run('DELETE FROM runs WHERE id = ?', [runId]);
    recordAudit(db, {
      who,
      action: 'runs.remove',
      subject: `run ${runId}`,
      before: { name: run.name, seed: run.seed },
      after: null,
    });
    return run.cohortId;
  });
}
