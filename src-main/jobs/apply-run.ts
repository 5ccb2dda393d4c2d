import { z } from 'zod';
import { cohortIdSchema, runIdSchema } from '#shared/domain/ids.ts';
import { prepareValidation } from '../analysis/apply-run.ts';
import { assertSplitSound } from '../analysis/leakage-check.ts';
import { getFeatureSet } from '../store/features.ts';
import { insertRun } from '../store/runs.ts';
import { defineJob } from './job-definition.ts';

/** Applies a locked model to another cohort: external validation. Nothing is fitted; a patient of its pre-training is refused. */
export const applyRunJob = defineJob({
  kind: 'apply-run',
  input: z.object({ runId: runIdSchema, cohortId: cohortIdSchema, name: z.string().min(1) }),
  async run({ runId, cohortId, name }, { db, who, compute, signal, log, announce }) {
    const { run, weights, featureSetId, endpointId, splitId, data } = prepareValidation(db, runId, cohortId, who);
    const { modelId } = getFeatureSet(db, featureSetId);
    await assertSplitSound(db, compute, { splitId, modelId }, { signal });
    const { lesionIds, classes, targets } = data;
    const { coefficients, intercepts, scalerMean, scalerScale } = weights;
    const probe = { coefficients, intercepts, scaler: { mean: scalerMean, scale: scalerScale } };
    const { probabilities, values } = await compute.run(
      'apply-probe',
      { probe, rows: { ...data.input, seed: run.seed } },
      { signal },
    );
    const defined = Array.from(targets).filter((target) => target >= 0).length;
    if (defined === 0) log('No lesion of this cohort has a value of the endpoint: predictions only.');
    const applied = insertRun(
      db,
      {
        ...run,
        cohortId,
        featureSetId,
        splitId,
        endpointId,
        name,
        lesionCounts: { train: 0, tune: 0, test: defined },
        values,
        weights,
        predictions: lesionIds.map((lesionId, row) => ({
          lesionId,
          part: 'test',
          target: (targets[row] as number) < 0 ? null : (targets[row] as number),
          probabilities: probabilities.slice(row * classes.length, (row + 1) * classes.length),
        })),
      },
      who,
    );
    for (const what of ['runs', 'endpoints', 'splits', 'edits'] as const) announce(what, cohortId);
    return { runId: applied.id };
  },
});
