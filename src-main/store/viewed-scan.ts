import type { Lesion, Scan } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, RunId, SaliencyId, ScanId } from '#shared/domain/ids.ts';
import type { SaliencyRecord } from '#shared/domain/saliency.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { fromJson, type ReadDb } from './database.ts';
import { getFeatureSet } from './features.ts';
import { type LesionRecord, lesionSelect, toLesion } from './lesions.ts';
import { getRun } from './runs.ts';
import { listSaliency } from './saliency.ts';
import { getScan } from './scans.ts';
import { float32Of } from './vectors.ts';

/** A scan with all that is drawn on it, and the other scans of its patient. */
export interface ViewedScan {
  readonly cohortId: CohortId;
  readonly scan: Scan;
  readonly patientCode: string;
  readonly patientLabel: string;
  /** In the order of their numbers, also those left out. */
  readonly lesions: Lesion[];
  /** All scans of the patient in the order of their numbers, this one too. */
  readonly scans: Scan[];
}

export function readViewedScan(db: ReadDb, scanId: ScanId): ViewedScan {
  const scan = getScan(db, scanId);
  const patient = db.get<{ cohort_id: CohortId; code: string; label: string }>(
    'SELECT cohort_id, code, label FROM patients WHERE id = ?',
    [scan.patientId],
  );
  if (!patient) throw new AppError('not-found', 'This patient is no longer in the workspace.');
  const ids = db.all<{ id: ScanId }>('SELECT id FROM scans WHERE patient_id = ?', [scan.patientId]);
  const scans = ids.map(({ id }) => getScan(db, id)).toSorted((a, b) => a.number - b.number);
  return {
    cohortId: patient.cohort_id,
    scan,
    patientCode: patient.code,
    patientLabel: patient.label,
    lesions: db
      .all<LesionRecord>(`${lesionSelect} WHERE l.scan_id = ? ORDER BY l.number`, [scanId])
      .map((record) => toLesion(record)),
    scans,
  };
}

/** Maps of one lesion, of all runs: the newest run first. */
export function listLesionSaliency(db: ReadDb, lesionId: LesionId): (SaliencyRecord & { runName: string })[] {
  const runs = db.all<{ run_id: RunId }>(
    'SELECT DISTINCT run_id FROM saliency_maps WHERE lesion_id = ? ORDER BY run_id DESC',
    [lesionId],
  );
  return runs.flatMap(({ run_id }) => {
    const { name } = getRun(db, run_id);
    const maps = listSaliency(db, run_id).filter((map) => map.lesionId === lesionId);
    return maps.map((map) => ({ ...map, runName: name }));
  });
}

/** The voxels of a map, with what is needed to say where they are. */
export function readSaliencyVoxels(db: ReadDb, saliencyId: SaliencyId) {
  interface Row {
    run_id: RunId;
    scan_id: ScanId;
    params: string;
    map: Uint8Array;
  }
  const row = db.get<Row>(
    'SELECT m.run_id, l.scan_id, m.params, m.map FROM saliency_maps m JOIN lesions l ON l.id = m.lesion_id WHERE m.id = ?',
    [saliencyId],
  );
  if (!row) throw new AppError('not-found', 'This saliency map is no longer in the workspace.');
  return {
    /** Where the patch was cut. */
    seedMm: fromJson<{ seedMm: Vec3 }>(row.params).seedMm,
    profile: getFeatureSet(db, getRun(db, row.run_id).featureSetId).profile,
    scanGeometry: getScan(db, row.scan_id).geometry,
    map: float32Of(row.map, patchEdge ** 3),
  };
}
