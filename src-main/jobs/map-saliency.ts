import { join } from 'node:path';
import { saliencyRequestSchema } from '#shared/contract/saliency.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { createRandom, shuffled } from '#shared/numerics/random.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { ReadDb } from '../store/database.ts';
import { featureRecipe } from '../store/feature-recipe.ts';
import { modelFolderName } from '../store/models.ts';
import { getRun, readRunWeights } from '../store/runs.ts';
import { insertSaliency, type SaliencyKey, testLesions, unmappedLesions } from '../store/saliency.ts';
import { defineJob } from './job-definition.ts';

/** A batch for any memory; the encoder takes fewer where a run of it would be long. */
const batchSize = 8;

/** Maps which parts of the patch a prediction hangs on. Each lesion's map is stored as it comes. */
export const mapSaliencyJob = defineJob({
  kind: 'map-saliency',
  input: saliencyRequestSchema,
  async run(request, { db, session, compute, signal, report, fail, log, announce }) {
    const { runId, classIndex, blockMm, strideMm, fill, engine } = request;
    const { cohortId, featureSetId, classes } = getRun(db, runId);
    if (classIndex !== null && classIndex >= classes.length)
      throw new AppError(
        'invalid-input',
        `This run has ${classes.length} classes: there is no class ${classIndex + 1}.`,
      );
    const { modelId, profile } = featureRecipe(db, featureSetId);
    const { scalerMean, scalerScale, coefficients, intercepts } = readRunWeights(db, runId);
    const key: SaliencyKey = { runId, method: 'occlusion', settings: { blockMm, strideMm, fill }, classIndex };
    const wanted = request.lesionIds.length > 0 ? request.lesionIds : drawn(db, request);
    const missing = unmappedLesions(db, key, wanted);
    const byId = new Map(missing.map((lesion) => [lesion.id as number, lesion]));
    let stored = 0;
    if (missing.length > 0) {
      const scaler = { mean: scalerMean, scale: scalerScale };
      await compute.run(
        'map-saliency',
        {
          modelFolder: join(session.modelsFolder, modelFolderName(db, modelId)),
          cacheFolder: session.cacheFolder,
          profile,
          engine,
          batchSize,
          probe: { coefficients, intercepts, scaler, classCount: classes.length },
          settings: key.settings,
          classIndex,
          lesions: missing.map(({ id, source, seedMm }) => ({ id, source, seedMm })),
        },
        {
          signal,
          onProgress: report,
          onLog: log,
          onItem(item) {
            const { id: lesionId, seedMm, patientCode, lesionNumber } = byId.get(item.id)!;
            if ('error' in item) return fail(`${patientCode}, lesion ${lesionNumber}`, item.error);
            insertSaliency(db, key, { lesionId, seedMm, classIndex: item.classIndex, hu: item.hu, map: item.map });
            stored++;
            announce('saliency', cohortId);
          },
        },
      );
      if (stored === 0)
        throw new AppError(
          'unreadable-file',
          `None of ${counted(missing.length, 'lesion')} could be mapped. The list says why.`,
        );
    }
    if (missing.length < wanted.length)
      log(`${counted(wanted.length - missing.length, 'lesion')} had such a map already, or are excluded.`);
    return { cohortId, runId, maps: stored };
  },
});

/** As many lesions of the test part as asked for, the same for the same seed. */
function drawn(
  db: ReadDb,
  { runId, count, seed }: { runId: Parameters<typeof testLesions>[1]; count: number; seed: number },
): LesionId[] {
  const lesions = testLesions(db, runId);
  if (lesions.length === 0) throw new AppError('invalid-input', 'The test part of this run has no lesions.');
  return shuffled(lesions, createRandom(seed)).slice(0, count);
}
