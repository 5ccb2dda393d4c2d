import { z } from 'zod';
import { endpointIdSchema, featureSetIdSchema, splitIdSchema } from '#shared/domain/ids.ts';
import { assertSplitSound } from '../analysis/leakage-check.ts';
import { probeData } from '../analysis/probe-data.ts';
import { getFeatureSet } from '../store/features.ts';
import { insertRun } from '../store/runs.ts';
import { defineJob } from './job-definition.ts';

/** Trains the linear biomarker and keeps it with its predictions. A split that leaks is refused, with the list. */
export const trainProbeJob = defineJob({
  kind: 'train-probe',
  input: z.object({
    featureSetId: featureSetIdSchema,
    splitId: splitIdSchema,
    endpointId: endpointIdSchema,
    name: z.string(),
    seed: z.number().int(),
    fraction: z.number().positive().max(1),
    searchSize: z.number().int().positive(),
  }),
  async run(input, { db, who, compute, signal, report, log, announce }) {
    const { cohortId, modelId } = getFeatureSet(db, input.featureSetId);
    const { aggregation, lesionIds, classes, parts, targets, input: data } = probeData(db, input);
    await assertSplitSound(db, compute, { splitId: input.splitId, modelId }, { signal });
    const { seed, fraction, searchSize } = input;
    const result = await compute.run(
      'train-probe',
      { ...data, seed, fraction, searchSize },
      { signal, onProgress: report },
    );
    for (const warning of result.warnings) log(warning);
    const run = insertRun(
      db,
      {
        cohortId,
        featureSetId: input.featureSetId,
        splitId: input.splitId,
        endpointId: input.endpointId,
        name: input.name,
        seed,
        fraction,
        aggregation,
        classes: [...classes],
        chosenC: result.chosenC,
        search: result.search,
        searchScore: result.searchScore,
        threshold: result.threshold,
        lesionCounts: {
          train: result.counts.train.lesions,
          tune: result.counts.tune.lesions,
          test: result.counts.test.lesions,
        },
        values: result.values,
        weights: {
          scalerMean: Float64Array.from(result.scaler.mean),
          scalerScale: Float64Array.from(result.scaler.scale),
          coefficients: result.coefficients,
          intercepts: result.intercepts,
        },
        predictions: lesionIds.map((lesionId, row) => ({
          lesionId,
          part: parts[row]!,
          target: targets[row]! < 0 ? null : targets[row]!,
          probabilities: result.probabilities.slice(row * classes.length, (row + 1) * classes.length),
        })),
      },
      who,
    );
    announce('runs', cohortId);
    return { cohortId, runId: run.id };
  },
});
