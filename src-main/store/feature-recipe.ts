import type { FeatureSetId, ModelId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import type { ReadDb } from './database.ts';
import { getFeatureSet } from './features.ts';

/** How features of a set are computed from a patch; `unsupported` where they were computed elsewhere. */
export function featureRecipe(db: ReadDb, featureSetId: FeatureSetId): { modelId: ModelId; profile: ProfileId } {
  const { modelId, profile, modelName } = getFeatureSet(db, featureSetId);
  if (profile !== 'outside') return { modelId, profile };
  throw new AppError(
    'unsupported',
    `“${modelName}” were computed elsewhere: without the encoder no features of another point can be computed here.`,
  );
}
