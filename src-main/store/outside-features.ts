import { createHash } from 'node:crypto';
import type { CohortId, FeatureSetId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { WriteDb } from './database.ts';
import { ensureFeatureSet, type FeatureDraft, insertFeatures } from './features.ts';
import { registerModel } from './models.ts';

/**
 * Stores a feature vector that came with a lesion: in a set of its own for the cohort, the source and the length, under
 * a model that is known by name only and computes nothing.
 * @param origin what the vectors came in, e.g. the base name of a table
 */
export function storeOutsideFeatures(
  db: WriteDb,
  { cohortId, origin, who }: { cohortId: CohortId; origin: string; who: string },
  draft: FeatureDraft,
): void {
  if (!draft.features.every(Number.isFinite)) {
    throw new AppError('invalid-input', 'The features of a lesion are not all finite numbers.');
  }
  insertFeatures(db, outsideSet(db, cohortId, origin, draft.features.length, who), [draft]);
}

function outsideSet(db: WriteDb, cohortId: CohortId, origin: string, dimension: number, who: string): FeatureSetId {
  const sha256 = createHash('sha256').update(`outside features\n${cohortId}\n${origin}\n${dimension}`).digest('hex');
  const known = db.get<{ id: FeatureSetId }>(
    `SELECT f.id FROM feature_sets f JOIN models m ON m.id = f.model_id
      WHERE f.cohort_id = ? AND f.profile = 'outside' AND m.sha256 = ?`,
    [cohortId, sha256],
  );
  if (known) return known.id;
  const model = registerModel(
    db,
    {
      name: `Features of ${origin}`,
      folder: '',
      architecture: 'outside',
      parameterCount: 0,
      featureCount: dimension,
      headOutputs: 0,
      sha256,
      trained: true,
      licence: '',
      provenance: `Computed elsewhere and imported with ${origin}; the encoder is not known to the software.`,
    },
    who,
  );
  return ensureFeatureSet(db, { cohortId, modelId: model.id, profile: 'outside', dimension }, who).id;
}
