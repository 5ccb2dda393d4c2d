import type { Model } from '#shared/domain/entities.ts';
import type { CohortId, ModelId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { recordAudit } from './audit.ts';
import { now, type ReadDb, type WriteDb } from './database.ts';

interface ModelRow {
  id: ModelId;
  name: string;
  folder: string;
  architecture: string;
  parameter_count: number;
  feature_count: number;
  head_outputs: number;
  sha256: string;
  trained: number;
  licence: string;
  provenance: string;
  pretraining_cohort_id: CohortId | null;
  created_at: string;
}

/** The folder of a model that came in by name only: nothing can be computed with it. */
const noFolder = '';

const toModel = (row: ModelRow): Model => ({
  id: row.id,
  name: row.name,
  architecture: row.architecture,
  parameterCount: row.parameter_count,
  featureCount: row.feature_count,
  headOutputs: row.head_outputs,
  sha256: row.sha256,
  trained: row.trained === 1,
  hasWeights: row.folder !== noFolder,
  pretrainingCohortId: row.pretraining_cohort_id,
  licence: row.licence,
  provenance: row.provenance,
  createdAt: row.created_at,
});

const select = `SELECT id, name, folder, architecture, parameter_count, feature_count, head_outputs, sha256, trained, licence, provenance, pretraining_cohort_id, created_at
  FROM models`;

/** By name. */
export const listModels = (db: ReadDb): Model[] =>
  db.all<ModelRow>(`${select} ORDER BY name COLLATE NOCASE, id`).map(toModel);

function modelRow(db: ReadDb, modelId: ModelId): ModelRow {
  const row = db.get<ModelRow>(`${select} WHERE id = ?`, [modelId]);
  if (!row) throw new AppError('not-found', 'This model is no longer in the workspace.');
  return row;
}

export const getModel = (db: ReadDb, modelId: ModelId): Model => toModel(modelRow(db, modelId));

/** The folder's name inside the workspace's `models`; `unsupported` where only features of the model came in. */
export function modelFolderName(db: ReadDb, modelId: ModelId): string {
  const { folder, name } = modelRow(db, modelId);
  if (folder !== noFolder) return folder;
  throw new AppError(
    'unsupported',
    `“${name}” is here by name only: its features came in without its weights, so nothing can be computed with it. Import its weights under Models, or choose another encoder.`,
  );
}

export interface ModelDraft extends Omit<Model, 'id' | 'createdAt' | 'hasWeights' | 'pretrainingCohortId'> {
  /** Name of its folder inside the workspace's `models`; empty for a model without weights. */
  readonly folder: string;
}

/**
 * Adds a model. The same weights are one model: registering them again renames it and points it to the new folder;
 * a model without weights takes none away.
 */
export function registerModel(db: WriteDb, draft: ModelDraft, who: string): Model {
  return db.transaction(() => {
    const known = db.get<ModelRow>(`${select} WHERE sha256 = ?`, [draft.sha256]);
    const values = {
      name: draft.name,
      folder: draft.folder,
      architecture: draft.architecture,
      parameterCount: draft.parameterCount,
      featureCount: draft.featureCount,
      headOutputs: draft.headOutputs,
      sha256: draft.sha256,
      trained: draft.trained ? 1 : 0,
      licence: draft.licence,
      provenance: draft.provenance,
      createdAt: now(),
    };
    db.run(
      `INSERT INTO models (name, folder, architecture, parameter_count, feature_count, head_outputs, sha256, trained, licence, provenance, created_at)
       VALUES (@name, @folder, @architecture, @parameterCount, @featureCount, @headOutputs, @sha256, @trained, @licence, @provenance, @createdAt)
       ON CONFLICT (sha256) DO UPDATE SET name = excluded.name, folder = excluded.folder WHERE excluded.folder <> ''`,
      values,
    );
    const row = db.get<ModelRow>(`${select} WHERE sha256 = ?`, [draft.sha256]);
    if (!row) throw new AppError('internal', 'The model was not stored.');
    recordAudit(db, {
      who,
      action: 'models.import',
      subject: `model ${row.id}`,
      before: known ? { name: known.name, folder: known.folder } : null,
      after: { name: draft.name, folder: draft.folder, sha256: draft.sha256 },
    });
    return toModel(row);
  });
}

/** Takes the model off the list and returns the name of its folder, for the caller to delete; null if it has none. */
export function removeModel(db: WriteDb, modelId: ModelId, who: string): string | null {
  return db.transaction(() => {
    const row = modelRow(db, modelId);
    const users = db.get<{ n: number }>('SELECT count(*) AS n FROM feature_sets WHERE model_id = ?', [modelId])?.n ?? 0;
    if (users > 0) {
      throw new AppError(
        'conflict',
        `${users} feature ${users === 1 ? 'set was' : 'sets were'} made with “${row.name}”. Remove them first.`,
      );
    }
    db.run('DELETE FROM models WHERE id = ?', [modelId]);
    recordAudit(db, { who, action: 'models.remove', subject: `model ${modelId}`, before: toModel(row), after: null });
    return row.folder === noFolder ? null : row.folder;
  });
}
