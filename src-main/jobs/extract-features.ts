import { join } from 'node:path';
import { z } from 'zod';
import { engineIds } from '#shared/domain/entities.ts';
import { cohortIdSchema, modelIdSchema } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { profileIds } from '#shared/imaging/profiles.ts';
import { ensureFeatureSet, insertFeatures, noteFeatureEngine, pendingLesions } from '../store/features.ts';
import { getModel, modelFolderName } from '../store/models.ts';
import { defineJob } from './job-definition.ts';

/** Extracts the features that are missing for (cohort, model, profile); each is stored as it comes. */
export const extractFeaturesJob = defineJob({
  kind: 'extract-features',
  input: z.object({
    cohortId: cohortIdSchema,
    modelId: modelIdSchema,
    profile: z.enum(profileIds),
    engine: z.enum(engineIds),
    batchSize: z.number().int().min(1).max(64),
  }),
  async run(
    { cohortId, modelId, profile, engine, batchSize },
    { db, session, who, compute, signal, report, fail, log, announce },
  ) {
    const model = getModel(db, modelId);
    const featureSet = ensureFeatureSet(db, { cohortId, modelId, profile, dimension: model.featureCount }, who);
    announce('features', cohortId);
    const pending = pendingLesions(db, cohortId, featureSet.id);
    if (pending.length === 0) {
      log('Every lesion has features already.');
      return { featureSetId: featureSet.id };
    }
    const lesions = new Map(pending.map((lesion) => [lesion.id as number, lesion]));
    const engines = new Set<string>();
    let stored = 0;
    await compute.run(
      'extract-features',
      {
        modelFolder: join(session.modelsFolder, modelFolderName(db, modelId)),
        cacheFolder: session.cacheFolder,
        profile,
        engine,
        batchSize,
        items: pending.map(({ id, source, seedMm }) => ({ id, source, seedMm })),
      },
      {
        signal,
        onProgress: report,
        onLog: log,
        onItem: (item) => {
          const { id, seedMm, patientCode, lesionNumber } = lesions.get(item.id)!;
          if ('error' in item) return fail(`${patientCode}, lesion ${lesionNumber}`, item.error);
          const { features, warnings } = item;
          // Before the row: a job that is killed must not leave rows whose engine nobody knows.
          if (!engines.has(item.engine)) noteFeatureEngine(db, featureSet.id, item.engine);
          engines.add(item.engine);
          insertFeatures(db, featureSet.id, [{ lesionId: id, seedMm, features, warnings }]);
          stored++;
          announce('features', cohortId);
        },
      },
    );
    if (stored === 0)
      throw new AppError('unreadable-file', `None of ${pending.length} lesions could be read. The list says why.`);
    return { featureSetId: featureSet.id };
  },
});
