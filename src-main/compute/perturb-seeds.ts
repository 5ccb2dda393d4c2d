import type { LinearModel } from '#shared/biomarker/logistic-regression.ts';
import { predictProbe } from '#shared/biomarker/probe.ts';
import type { Scaler } from '#shared/biomarker/standard-scaler.ts';
import type { EngineId, ScanSource } from '#shared/domain/entities.ts';
import type { WireError } from '#shared/errors.ts';
import { displacedSeed } from '#shared/imaging/displaced-seeds.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { notCentredWarning } from '#shared/imaging/patch-plan.ts';
import { leavesScanWarning } from '#shared/imaging/plan-exact.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import { encodeFeed } from './encode-feed.ts';
import { openEncoder } from './engines/encoder.ts';
import { readAhead, readerCount } from './extract.ts';
import { openScanFeed, type SeedItem } from './scan-feed.ts';
import type { Task } from './task.ts';

export interface PerturbInput {
  readonly modelFolder: string;
  readonly cacheFolder: string;
  readonly profile: ProfileId;
  readonly engine: EngineId;
  readonly batchSize: number;
  /** The linear biomarker that is applied to the features of every seed. */
  readonly probe: LinearModel & { readonly scaler: Scaler; readonly classCount: number };
  /** Displaced seeds per lesion, at least 2. */
  readonly draws: number;
  readonly lesions: readonly {
    readonly id: number;
    readonly source: ScanSource;
    /** LPS. */
    readonly seedMm: Vec3;
    /** (draws + 1) x 3 in mm; row 0 is 0, 0, 0. */
    readonly offsetsMm: Float64Array;
  }[];
}

/** One lesion, given out when all of its seeds are done, or why it has no result. */
export type PerturbItem =
  | {
      id: number;
      /** (draws + 1) x classes. */
      probabilities: Float64Array;
      /** Of each feature over the draws from 1 on; the variance divides by draws - 1. */
      featureMeans: Float32Array;
      featureVariances: Float32Array;
      engine: string;
    }
  | { id: number; error: WireError };

export interface PerturbResult {
  readonly engine: string;
  /** Patches that reach outside their scan. */
  readonly leaving: number;
}

/**
 * Predictions of a biomarker at the seeds of some lesions and at displaced ones. The voxels of a lesion are read once,
 * for all of its seeds. A lesion of which one seed fails has failed.
 */
export const perturbSeedsTask: Task<PerturbInput, PerturbItem, PerturbResult> = async (input, context) => {
  const { signal, log } = context;
  const { lesions, draws, modelFolder, cacheFolder, engine, batchSize } = input;
  const seedsPerLesion = draws + 1;
  const total = lesions.length * seedsPerLesion;
  let done = 0;
  let leaving = 0;
  /** Features of the seeds so far, by lesion; null once it failed. */
  const collected = new Map<number, (Float32Array | undefined)[] | null>();
  const count = (): void => {
    done += 1;
    context.report({ done, total, label: 'Displaced seeds' });
  };
  context.report({ done, total, label: 'Loading the model' });
  const feed = openScanFeed(lesions.flatMap(seedItems), {
    profile: input.profile,
    depth: readAhead(batchSize),
    readers: readerCount(),
    signal,
    log,
  });
  try {
    const encoder = await openEncoder({ modelFolder, cacheFolder, engine, batchSize, signal, log });
    try {
      await encodeFeed(feed, encoder, {
        signal,
        log,
        onFeatures(item, features, warnings) {
          count();
          if (warnings.some((warning) => warning === leavesScanWarning || warning === notCentredWarning)) leaving++;
          const lesion = Math.floor(item / seedsPerLesion);
          const known = collected.get(lesion);
          if (known === null) return;
          const all = known ?? Array.from({ length: seedsPerLesion }, () => undefined);
          all[item % seedsPerLesion] = features;
          collected.set(lesion, all);
          if (!all.every((entry) => entry !== undefined)) return;
          collected.delete(lesion);
          context.emit({ id: lesions[lesion]!.id, ...summary(all, input), engine: encoder.engine });
        },
        onFailure(item, error) {
          count();
          const lesion = Math.floor(item / seedsPerLesion);
          if (collected.get(lesion) === null) return;
          collected.set(lesion, null);
          context.emit({ id: lesions[lesion]!.id, error });
        },
      });
      return { engine: encoder.engine, leaving };
    } finally {
      await encoder.close();
    }
  } finally {
    await feed.close();
  }
};

/** The seed and its displaced copies, numbered lesion by lesion; the first brings the voxels of all. */
function seedItems({ source, seedMm, offsetsMm }: PerturbInput['lesions'][number], lesion: number): SeedItem[] {
  const seeds = Array.from({ length: offsetsMm.length / 3 }, (_, draw) => displacedSeed(seedMm, offsetsMm, draw));
  return seeds.map((seed, draw) => ({
    id: lesion * seeds.length + draw,
    source,
    seedMm: seed,
    ...(draw === 0 ? { neighboursMm: seeds } : {}),
  }));
}

function summary(features: readonly Float32Array[], { probe, draws }: PerturbInput) {
  const dimension = features[0]!.length;
  const matrix = new Float32Array(features.length * dimension);
  features.forEach((row, index) => matrix.set(row, index * dimension));
  const featureMeans = new Float32Array(dimension);
  const featureVariances = new Float32Array(dimension);
  for (let feature = 0; feature < dimension; feature++) {
    let sum = 0;
    for (let draw = 1; draw <= draws; draw++) sum += matrix[draw * dimension + feature]!;
    const mean = sum / draws;
    let squares = 0;
    for (let draw = 1; draw <= draws; draw++) squares += (matrix[draw * dimension + feature]! - mean) ** 2;
    featureMeans[feature] = mean;
    featureVariances[feature] = squares / (draws - 1);
  }
  return { probabilities: predictProbe(matrix, probe), featureMeans, featureVariances };
}
