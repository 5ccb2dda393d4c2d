import { join } from 'node:path';
import type { z } from 'zod';
import type { viewerCalls } from '#shared/contract/viewer.ts';
import { AppError } from '#shared/errors.ts';
import { displacedSeed, displacedSeeds } from '#shared/imaging/displaced-seeds.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { isInScan } from '#shared/imaging/seed-flags.ts';
import { quantileOfSorted, sorted } from '#shared/numerics/quantile.ts';
import { createRandom } from '#shared/numerics/random.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { TaskInput } from '../compute/tasks.ts';
import type { ReadDb } from '../store/database.ts';
import { getFeatureSet } from '../store/features.ts';
import { getLesion } from '../store/lesions.ts';
import { getModel, modelFolderName } from '../store/models.ts';
import { getRun, readRunWeights } from '../store/runs.ts';
import { getScan } from '../store/scans.ts';

type Question = z.output<(typeof viewerCalls)['viewer.examine']['input']>;
type Examination = z.input<(typeof viewerCalls)['viewer.examine']['output']>;

export interface ExamineTools {
  readonly db: ReadDb;
  readonly examining: ComputePool;
  readonly modelsFolder: string;
  readonly cacheFolder: string;
}

/** What a biomarker would say of a seed at this place, and how much it depends on the place. Nothing is written. */
export async function examineSeed(
  tools: ExamineTools,
  question: Question,
  hooks: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<Examination> {
  const { db, examining } = tools;
  const { scanId, seedMm, lesionId, runId } = question;
  const { source, geometry } = getScan(db, scanId);
  const region = lesionId === null ? null : getLesion(db, lesionId).lesion.region;
  const run = runId === null ? null : getRun(db, runId);
  const biomarker = run && biomarkerOf(tools, question, run.featureSetId, run.id, run.classes.length);
  const { flags, warnings, answer } = await examining.run(
    'examine-seed',
    { source, region, seedsMm: [seedMm, ...(biomarker ? displaced(geometry, question) : [])], biomarker },
    { signal: hooks.signal, onProgress: ({ done, total }) => hooks.onProgress(done / total) },
  );
  if (!run || !answer) return { flags, warnings, answer: null };
  const { classes, threshold } = run;
  return {
    flags,
    warnings,
    answer: {
      classes,
      threshold,
      probabilities: [...answer.probabilities.subarray(0, classes.length)],
      trained: getModel(db, getFeatureSet(db, run.featureSetId).modelId).trained,
      engine: answer.engine,
      spread: spreadOf(answer.probabilities.subarray(classes.length), classes.length),
    },
  };
}

function biomarkerOf(
  { db, modelsFolder, cacheFolder }: ExamineTools,
  { engine }: Question,
  featureSetId: Parameters<typeof getFeatureSet>[1],
  runId: Parameters<typeof readRunWeights>[1],
  classCount: number,
): TaskInput<'examine-seed'>['biomarker'] {
  const { modelId, profile } = getFeatureSet(db, featureSetId);
  if (profile === 'outside')
    throw new AppError(
      'unsupported',
      'The features of this biomarker were made elsewhere: it cannot answer for a new seed.',
    );
  const { scalerMean, scalerScale, coefficients, intercepts } = readRunWeights(db, runId);
  return {
    modelFolder: join(modelsFolder, modelFolderName(db, modelId)),
    cacheFolder,
    profile,
    engine,
    probe: { coefficients, intercepts, scaler: { mean: scalerMean, scale: scalerScale }, classCount },
  };
}

/** None where the seed itself is outside the scan: a flag says so. */
function displaced(geometry: Geometry, { seedMm, draws, varianceMm2, seed }: Question): Vec3[] {
  if (draws === 0 || !isInScan(geometry, seedMm)) return [];
  const { offsetsMm } = displacedSeeds(geometry, seedMm, { draws, varianceMm2, random: createRandom(seed) });
  return Array.from({ length: draws }, (_, draw) => displacedSeed(seedMm, offsetsMm, draw + 1));
}

/** Per class over the draws; the variance divides by draws - 1. */
function spreadOf(probabilities: Float64Array, classCount: number) {
  const draws = probabilities.length / classCount;
  if (draws < 2) return null;
  const columns = Array.from({ length: classCount }, (_, column) =>
    sorted(Array.from({ length: draws }, (_unused, draw) => probabilities[draw * classCount + column] as number)),
  );
  return {
    draws,
    sd: columns.map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / draws;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1));
    }),
    low: columns.map((values) => quantileOfSorted(values, 0.025)),
    high: columns.map((values) => quantileOfSorted(values, 0.975)),
  };
}
