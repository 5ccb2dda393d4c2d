import { z } from 'zod';
import type { ScanSource } from '#shared/domain/entities.ts';
import { vec3Schema } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, RunId, SaliencyId } from '#shared/domain/ids.ts';
import {
  type SaliencyRecord,
  type SaliencySettings,
  saliencyMethodText,
  saliencySettingsSchema,
} from '#shared/domain/saliency.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import type { SaliencyMap } from '#shared/statistics/attachments.ts';
import { recordAudit } from './audit.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { getRun } from './runs.ts';
import { float32Of, toBlob } from './vectors.ts';

/** What tells the maps of one lesion and class apart, as stored in `params`. */
const storedParamsSchema = saliencySettingsSchema.extend({
  /** The class was chosen by name, or is the one that was predicted. */
  explained: z.enum(['chosen', 'predicted']),
  /** Where the patch was cut; a map is stale once the seed is elsewhere. */
  seedMm: vec3Schema,
});
type StoredParams = z.infer<typeof storedParamsSchema>;

/** Keys in one order, because the text is part of a key. */
const paramsText = ({ blockMm, strideMm, fill, explained, seedMm }: StoredParams): string =>
  JSON.stringify({ blockMm, strideMm, fill, explained, seedMm });

/** What a map is asked for by. */
export interface SaliencyKey {
  readonly runId: RunId;
  readonly method: string;
  readonly settings: SaliencySettings;
  /** Null: of each lesion the predicted class. */
  readonly classIndex: number | null;
}

export interface UnmappedLesion {
  readonly id: LesionId;
  readonly source: ScanSource;
  readonly seedMm: Vec3;
  /** Safe to name in a failure. */
  readonly patientCode: string;
  readonly lesionNumber: number;
}

/** Lesions of the test part of a run that are not excluded, in the order of patients and lesions. */
export const testLesions = (db: ReadDb, runId: RunId): LesionId[] =>
  db
    .all<{ id: LesionId }>(
      `SELECT l.id FROM predictions q JOIN lesions l ON l.id = q.lesion_id AND l.left_out = 0
        WHERE q.run_id = ? AND q.part = 'test' ORDER BY l.patient_id, l.number`,
      [runId],
    )
    .map(({ id }) => id);

/** Those of the lesions that have no such map yet where their seed is now; of the run's cohort and not excluded. */
export function unmappedLesions(db: ReadDb, key: SaliencyKey, lesionIds: readonly LesionId[]): UnmappedLesion[] {
  interface Row {
    id: LesionId;
    source: string;
    seed_x: number;
    seed_y: number;
    seed_z: number;
    code: string;
    number: number;
  }
  const { cohortId } = getRun(db, key.runId);
  const rows = db.all<Row>(
    `SELECT l.id, s.source, l.seed_x, l.seed_y, l.seed_z, p.code, l.number
       FROM lesions l JOIN scans s ON s.id = l.scan_id JOIN patients p ON p.id = l.patient_id
      WHERE l.cohort_id = ? AND l.left_out = 0 AND l.id IN (SELECT value FROM json_each(?))
      ORDER BY l.patient_id, l.scan_id, l.number`,
    [cohortId, JSON.stringify(lesionIds)],
  );
  return rows
    .map(
      (row): UnmappedLesion => ({
        id: row.id,
        source: fromJson(row.source),
        seedMm: [row.seed_x, row.seed_y, row.seed_z],
        patientCode: row.code,
        lesionNumber: row.number,
      }),
    )
    .filter(({ id, seedMm }) => !hasMap(db, key, id, seedMm));
}

function hasMap(db: ReadDb, { runId, method, settings, classIndex }: SaliencyKey, id: LesionId, seedMm: Vec3): boolean {
  const params = paramsText({ ...settings, explained: classIndex === null ? 'predicted' : 'chosen', seedMm });
  const found = db.get(
    `SELECT 1 FROM saliency_maps
      WHERE run_id = ? AND lesion_id = ? AND method = ? AND params = ? AND (? IS NULL OR class_index = ?)`,
    [runId, id, method, params, classIndex, classIndex],
  );
  return found !== undefined;
}

export interface SaliencyDraft {
  readonly lesionId: LesionId;
  /** Where the patch was cut. */
  readonly seedMm: Vec3;
  /** The class explained, also where it was the predicted one. */
  readonly classIndex: number;
  /** 50 x 50 x 50 each. */
  readonly hu: Float32Array;
  readonly map: Float32Array;
}

/** Stores one map; one with the same settings is replaced. */
export function insertSaliency(db: WriteDb, key: SaliencyKey, draft: SaliencyDraft): void {
  const { hu, map, lesionId, seedMm, classIndex } = draft;
  if (![hu, map].every((values) => values.length === patchEdge ** 3 && values.every(Number.isFinite)))
    throw new AppError('internal', `Lesion ${lesionId} came with a map that is not 50 x 50 x 50 finite numbers.`);
  const explained = key.classIndex === null ? 'predicted' : 'chosen';
  db.run(
    `INSERT OR REPLACE INTO saliency_maps (run_id, lesion_id, method, params, class_index, hu, map, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      key.runId,
      lesionId,
      key.method,
      paramsText({ ...key.settings, explained, seedMm }),
      classIndex,
      toBlob(hu),
      toBlob(map),
      now(),
    ],
  );
}

interface SaliencyRow {
  id: SaliencyId;
  run_id: RunId;
  lesion_id: LesionId;
  method: string;
  params: string;
  class_index: number;
  created_at: string;
  code: string;
  number: number;
  seed_x: number;
  seed_y: number;
  seed_z: number;
}

/** Newest first; of lesions not excluded since. */
function saliencyRows(db: ReadDb, runId: RunId): (SaliencyRow & { stored: StoredParams; current: boolean })[] {
  const rows = db.all<SaliencyRow>(
    `SELECT m.id, m.run_id, m.lesion_id, m.method, m.params, m.class_index, m.created_at,
        p.code, l.number, l.seed_x, l.seed_y, l.seed_z
       FROM saliency_maps m JOIN lesions l ON l.id = m.lesion_id AND l.left_out = 0
       JOIN patients p ON p.id = l.patient_id
      WHERE m.run_id = ? ORDER BY m.id DESC`,
    [runId],
  );
  return rows.map((row) => {
    const stored = storedParamsSchema.parse(fromJson(row.params));
    const [x, y, z] = stored.seedMm;
    return { ...row, stored, current: x === row.seed_x && y === row.seed_y && z === row.seed_z };
  });
}

/** Newest first. */
export function listSaliency(db: ReadDb, runId: RunId): SaliencyRecord[] {
  const { classes } = getRun(db, runId);
  return saliencyRows(db, runId).map((row) => ({
    id: row.id,
    runId: row.run_id,
    lesionId: row.lesion_id,
    patientCode: row.code,
    lesionNumber: row.number,
    method: row.method,
    className: classes[row.class_index] ?? String(row.class_index),
    settings: saliencySettingsSchema.parse(row.stored),
    current: row.current,
    createdAt: row.created_at,
  }));
}

/**
 * The maps that statistics read, in the order of patients and lesions: of each lesion and method the newest, where the
 * seed is still where the patch was cut.
 */
export function readSaliency(db: ReadDb, runId: RunId): SaliencyMap[] {
  const { classes } = getRun(db, runId);
  const newest = new Map<string, ReturnType<typeof saliencyRows>[number]>();
  for (const row of saliencyRows(db, runId)) {
    const key = `${row.lesion_id} ${row.method}`;
    if (row.current && !newest.has(key)) newest.set(key, row);
  }
  return [...newest.values()]
    .toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.number - b.number))
    .map((row): SaliencyMap => {
      const voxels = db.get<{ hu: Uint8Array; map: Uint8Array }>('SELECT hu, map FROM saliency_maps WHERE id = ?', [
        row.id,
      ]);
      if (!voxels) throw new AppError('not-found', 'This saliency map is no longer in the workspace.');
      return {
        subject: row.lesion_id,
        patientCode: row.code,
        method: saliencyMethodText(row.method, row.stored),
        className: classes[row.class_index] ?? String(row.class_index),
        hu: float32Of(voxels.hu, patchEdge ** 3),
        map: float32Of(voxels.map, patchEdge ** 3),
      };
    });
}

/** Cannot be undone, but computed again. Figures kept from them stay. */
export function removeSaliency(db: WriteDb, saliencyIds: readonly SaliencyId[], who: string): CohortId | null {
  return db.transaction(() => {
    const ids = JSON.stringify(saliencyIds);
    const runs = db.all<{ run_id: RunId }>(
      'SELECT DISTINCT run_id FROM saliency_maps WHERE id IN (SELECT value FROM json_each(?))',
      [ids],
    );
    const { changes } = db.run('DELETE FROM saliency_maps WHERE id IN (SELECT value FROM json_each(?))', [ids]);
    for (const { run_id } of runs) {
      recordAudit(db, {
        who,
        action: 'saliency.remove',
        subject: `run ${run_id}`,
        before: { maps: changes },
        after: null,
      });
    }
    return runs[0] ? getRun(db, runs[0].run_id).cohortId : null;
  });
}
