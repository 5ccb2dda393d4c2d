import { predictProbe } from '#shared/biomarker/probe.ts';
import type { EngineId, RegionSource, ScanSource } from '#shared/domain/entities.ts';
import type { SeedFlag } from '#shared/domain/seed-check.ts';
import { boxAround, type Vec3 } from '#shared/imaging/geometry.ts';
import { requiredBox, scalePatch } from '#shared/imaging/patch.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import { nextBatch, notFinite } from './encode-feed.ts';
import { keptEncoder } from './kept-encoder.ts';
import { keptScan } from './kept-scans.ts';
import { lookAtSeed } from './look-at-seed.ts';
import type { Probe } from './map-saliency.ts';
import { patchOfRegion } from './patch-of-scan.ts';
import type { Task } from './task.ts';

export interface ExamineInput {
  readonly source: ScanSource;
  /** The outline that the seed should lie in; null where there is none. */
  readonly region: RegionSource | null;
  /** The seed, and displaced copies of it; LPS. */
  readonly seedsMm: readonly [Vec3, ...Vec3[]];
  /** Null: the cube alone. */
  readonly biomarker: {
    readonly modelFolder: string;
    readonly cacheFolder: string;
    readonly profile: ProfileId;
    readonly engine: EngineId;
    readonly probe: Probe;
  } | null;
}

export interface Examined {
  readonly flags: SeedFlag[];
  readonly warnings: string[];
  /** Null without a biomarker. */
  readonly answer: {
    /** Seeds x classes. */
    readonly probabilities: Float64Array;
    readonly engine: string;
  } | null;
}

/** A batch for any memory. */
const batchSize = 8;

/** The features of the seed asked about last: its spread is asked for after it. */
let last: { readonly key: string; readonly features: Float32Array } | null = null;

/**
 * What a biomarker says of a seed and of its displaced copies. Scan and encoder stay open for the next question, and the
 * features of a seed are known again when only its displaced copies are new.
 */
export const examineSeedTask: Task<ExamineInput, never, Examined> = async (input, { signal, report, log }) => {
  const { source, region, seedsMm, biomarker } = input;
  const scan = await keptScan(source, signal);
  signal.throwIfAborted();
  const { flags, patch } = await lookAtSeed(scan, { source, seedMm: seedsMm[0], region }, signal);
  const warnings = patch?.warnings ?? [...scan.warnings];
  if (!patch || !biomarker) return { flags, warnings, answer: null };

  const { profile, probe, ...options } = biomarker;
  const voxels = await scan.readRegion(boxAround(seedsMm.map((seedMm) => requiredBox(profile, scan.geometry, seedMm))));
  const encoder = await keptEncoder({ ...options, batchSize, signal, log });
  const key = JSON.stringify([source, profile, options.modelFolder, options.engine, seedsMm[0]]);
  const features: Float32Array[] = [];
  let batch = 1;
  while (features.length < seedsMm.length) {
    signal.throwIfAborted();
    const start = performance.now();
    const some = seedsMm.slice(features.length, features.length + batch);
    const known = features.length === 0 && last?.key === key ? last.features : null;
    const found = known
      ? [known]
      : await encoder.encode(some.map((seedMm) => scalePatch(patchOfRegion(scan, voxels, profile, seedMm).hu)));
    if (!found.every((values) => values.every(Number.isFinite))) throw notFinite(encoder.engine);
    features.push(...found);
    last = { key, features: features[0]! };
    batch = nextBatch(some.length, (performance.now() - start) / 1000, encoder.maxBatch);
    report({ done: features.length, total: seedsMm.length, label: 'Displaced seeds' });
    // Lets a cancel in: the engine holds the thread.
    await new Promise(setImmediate);
  }
  const matrix = new Float32Array(features.length * encoder.featureCount);
  for (const [row, values] of features.entries()) matrix.set(values, row * encoder.featureCount);
  return { flags, warnings, answer: { probabilities: predictProbe(matrix, probe), engine: encoder.engine } };
};
