import { join } from 'node:path';
import { z } from 'zod';
import { engineIds } from '#shared/domain/entities.ts';
import { type LesionId, runIdSchema } from '#shared/domain/ids.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import { displacedSeeds } from '#shared/imaging/displaced-seeds.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { counted } from '#shared/statistics/wording.ts';
import { featureRecipe } from '../store/feature-recipe.ts';
import { modelFolderName } from '../store/models.ts';
import {
  completePerturbation,
  ensurePerturbation,
  insertPerturbedLesion,
  type UnperturbedLesion,
  unperturbedLesions,
} from '../store/perturbations.ts';
import { getRun, readRunWeights } from '../store/runs.ts';
import { defineJob, type JobContext } from './job-definition.ts';

/** A batch for any memory; the encoder takes fewer where a run of it would be long. */
const batchSize = 8;

/**
 * Predicts the lesions of a run at randomly displaced seeds. Each lesion is stored when all of its seeds are done; its
 * displacements come from the seed and the lesion alone, so that a resumed job goes on as if it had not stopped.
 */
export const perturbSeedsJob = defineJob({
  kind: 'perturb-seeds',
  input: z.object({
    runId: runIdSchema,
    draws: z.number().int().min(2),
    varianceMm2: z.number().positive(),
    seed: z.number().int().min(0),
    part: z.enum(['test', 'all']),
    engine: z.enum(engineIds),
  }),
  async run({ runId, draws, varianceMm2, seed, part, engine }, context) {
    const { db, session, who, compute, signal, report, log, announce } = context;
    const { cohortId, featureSetId, classes } = getRun(db, runId);
    const { modelId, profile } = featureRecipe(db, featureSetId);
    const { scalerMean, scalerScale, coefficients, intercepts } = readRunWeights(db, runId);
    const perturbation = ensurePerturbation(db, { runId, draws, varianceMm2, seed }, who);
    announce('perturbations', cohortId);
    const missing = unperturbedLesions(db, perturbation.id, part);
    const lesions = displaced(missing, { draws, varianceMm2, seed }, context);
    const byId = new Map(lesions.map((lesion) => [lesion.id as number, lesion]));
    let stored = 0;
    if (lesions.length > 0) {
      const { leaving } = await compute.run(
        'perturb-seeds',
        {
          modelFolder: join(session.modelsFolder, modelFolderName(db, modelId)),
          cacheFolder: session.cacheFolder,
          profile,
          engine,
          batchSize,
          draws,
          probe: {
            coefficients,
            intercepts,
            scaler: { mean: scalerMean, scale: scalerScale },
            classCount: classes.length,
          },
          lesions: lesions.map(({ id, source, seedMm, offsetsMm }) => ({ id, source, seedMm, offsetsMm })),
        },
        {
          signal,
          onProgress: report,
          onLog: log,
          onItem: (item) => {
            const lesion = byId.get(item.id)!;
            if ('error' in item) return context.fail(nameOf(lesion), item.error);
            const { probabilities, featureMeans, featureVariances } = item;
            const { id: lesionId, offsetsMm } = lesion;
            insertPerturbedLesion(
              db,
              perturbation.id,
              { lesionId, offsetsMm, probabilities, featureMeans, featureVariances },
              item.engine,
            );
            stored++;
            announce('perturbations', cohortId);
          },
        },
      );
      if (leaving > 0) {
        log(
          `${leaving} of ${lesions.length * (draws + 1)} patches reach outside their scan. Scans that were cropped to the patch make predictions look less stable than they are.`,
        );
      }
    }
    if (missing.length > 0 && stored === 0)
      throw new AppError(
        'unreadable-file',
        `None of ${counted(missing.length, 'lesion')} could be done. The list says why.`,
      );
    if (missing.length === 0) log('Every lesion has its displaced seeds already.');
    completePerturbation(db, perturbation.id);
    announce('perturbations', cohortId);
    return { cohortId, runId, perturbationId: perturbation.id };
  },
});

/** The lesions with their displacements; one whose seed cannot be displaced fails alone. */
function displaced(
  missing: readonly UnperturbedLesion[],
  { seed, ...settings }: { draws: number; varianceMm2: number; seed: number },
  { fail, log }: JobContext,
): (UnperturbedLesion & { offsetsMm: Float64Array })[] {
  let redrawn = 0;
  const lesions = missing.flatMap((lesion) => {
    try {
      const random = createRandom(streamOf(seed, lesion.id));
      const seeds = displacedSeeds(lesion.geometry, lesion.seedMm, { ...settings, random });
      redrawn += seeds.redrawn;
      return [{ ...lesion, offsetsMm: seeds.offsetsMm }];
    } catch (error) {
      fail(nameOf(lesion), toWireError(error));
      return [];
    }
  });
  if (redrawn > 0)
    log(
      `${counted(redrawn, 'displaced seed')} fell outside the scan and ${redrawn === 1 ? 'was' : 'were'} drawn again.`,
    );
  return lesions;
}

const nameOf = ({ patientCode, lesionNumber }: UnperturbedLesion): string => `${patientCode}, lesion ${lesionNumber}`;

/** A number of its own for each seed below two million and lesion. */
const streamOf = (seed: number, lesionId: LesionId): number => seed * 2 ** 32 + lesionId;
