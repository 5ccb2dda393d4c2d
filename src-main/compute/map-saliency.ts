import { logOdds } from '#shared/biomarker/log-odds.ts';
import type { LinearModel } from '#shared/biomarker/logistic-regression.ts';
import type { Scaler } from '#shared/biomarker/standard-scaler.ts';
import type { EngineId, ScanSource } from '#shared/domain/entities.ts';
import type { OcclusionFill, SaliencySettings } from '#shared/domain/saliency.ts';
import { toWireError, type WireError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { type OcclusionPlan, occluded, occlusionMap, occlusionPlan } from '#shared/imaging/occlusion.ts';
import { type Patch, scalePatch } from '#shared/imaging/patch.ts';
import { outsideHu, type ProfileId, scaleHu } from '#shared/imaging/profiles.ts';
import { type EncodeHooks, encodeFeed } from './encode-feed.ts';
import { type Encoder, openEncoder } from './engines/encoder.ts';
import type { PatchFeed } from './patch-feed.ts';
import { readPatch } from './read-patch.ts';
import type { Task } from './task.ts';

/** A trained linear biomarker. */
export type Probe = LinearModel & { readonly scaler: Scaler; readonly classCount: number };

export interface SaliencyInput {
  readonly modelFolder: string;
  readonly cacheFolder: string;
  readonly profile: ProfileId;
  readonly engine: EngineId;
  readonly batchSize: number;
  readonly probe: Probe;
  readonly settings: SaliencySettings;
  /** Null: of each lesion the predicted class. */
  readonly classIndex: number | null;
  readonly lesions: readonly {
    readonly id: number;
    readonly source: ScanSource;
    /** LPS. */
    readonly seedMm: Vec3;
  }[];
}

/** One lesion's map, or why it has none. */
export type SaliencyItem =
  | { id: number; classIndex: number; hu: Float32Array; map: Float32Array }
  | { id: number; error: WireError };

/** Occlusion sensitivity of a biomarker's prediction, lesion by lesion: forward passes only, on any engine. */
export const mapSaliencyTask: Task<SaliencyInput, SaliencyItem, { engine: string }> = async (input, context) => {
  const { signal, log } = context;
  const { lesions, modelFolder, cacheFolder, engine, batchSize } = input;
  const plan = occlusionPlan(input.settings.blockMm, input.settings.strideMm);
  const patches = plan.count + 1;
  const total = lesions.length * patches;
  const report = (done: number): void => context.report({ done, total, label: 'Hidden cubes' });
  context.report({ done: 0, total, label: 'Loading the model' });
  const encoder = await openEncoder({ modelFolder, cacheFolder, engine, batchSize, signal, log });

  async function mapOf({ id, ...seed }: SaliencyInput['lesions'][number], before: number): Promise<SaliencyItem> {
    let done = before;
    let patch: Patch;
    try {
      patch = await readPatch({ ...seed, profile: input.profile }, { ...context, emit: () => undefined });
    } catch (error) {
      signal.throwIfAborted();
      return { id, error: toWireError(error) };
    }
    const found = await saliencyOf(patch.hu, encoder, { ...input, plan }, { signal, log, count: () => report(++done) });
    return 'error' in found ? { id, error: found.error } : { id, hu: patch.hu, ...found };
  }

  try {
    for (const [index, lesion] of lesions.entries()) {
      signal.throwIfAborted();
      context.emit(await mapOf(lesion, index * patches));
      report((index + 1) * patches);
    }
    return { engine: encoder.engine };
  } finally {
    await encoder.close();
  }
};

interface LesionSaliency {
  readonly classIndex: number;
  /** 50 x 50 x 50. */
  readonly map: Float32Array;
}

interface OcclusionOptions {
  readonly probe: Probe;
  readonly classIndex: number | null;
  readonly plan: OcclusionPlan;
  readonly settings: { readonly fill: OcclusionFill };
}

/** The patch as it is and with every cube hidden in turn, through encoder and biomarker. */
export async function saliencyOf(
  hu: Float32Array,
  encoder: Encoder,
  { probe, classIndex, plan, settings }: OcclusionOptions,
  hooks: Pick<EncodeHooks, 'signal' | 'log'> & { count?: () => void },
): Promise<LesionSaliency | { error: WireError }> {
  const scaled = scalePatch(hu);
  const fill =
    settings.fill === 'air' ? scaleHu(outsideHu) : scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const odds = new Float64Array((plan.count + 1) * probe.classCount);
  const failures: WireError[] = [];
  await encodeFeed(occludedFeed(scaled, plan, fill), encoder, {
    ...hooks,
    onFeatures(id, features) {
      odds.set(logOdds(features, probe), id * probe.classCount);
      hooks.count?.();
    },
    onFailure(_id, error) {
      failures.push(error);
    },
  });
  const [error] = failures;
  if (error) return { error };
  const own = odds.subarray(0, probe.classCount);
  const explained = classIndex ?? own.indexOf(Math.max(...own));
  const whole = own[explained]!;
  const falls = Float64Array.from(
    { length: plan.count },
    (_, cube) => whole - odds[(cube + 1) * probe.classCount + explained]!,
  );
  return { classIndex: explained, map: occlusionMap(plan, falls) };
}

/** Item 0 is the patch as it is, item n + 1 the patch without cube n; each is made when it is asked for. */
function occludedFeed(patch: Float32Array, plan: OcclusionPlan, fill: number): PatchFeed {
  let next = 0;
  return {
    next(limit) {
      const ids = Array.from({ length: Math.min(limit, plan.count + 1 - next) }, (_, i) => next + i);
      next += ids.length;
      return Promise.resolve(
        ids.map((id) => ({ id, patch: id === 0 ? patch : occluded(patch, plan, id - 1, fill), warnings: [] })),
      );
    },
    close: () => Promise.resolve(),
  };
}
