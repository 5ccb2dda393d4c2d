import { basename, join } from 'node:path';
import { saliencyRequestSchema } from '#shared/contract/saliency.ts';
import type { CohortId, RunId } from '#shared/domain/ids.ts';
import { runIdSchema } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { expressionFile, geneSetsFile } from '../demo/phantom-cohort.ts';
import { bundledSeed } from '../models/untrained.ts';
import { insertExpression, listExpression, listSamplePatients } from '../store/expression.ts';
import { insertGeneSets, listGeneSets } from '../store/gene-sets.ts';
import { getRun } from '../store/runs.ts';
import { demoFeatures, knownRun, untrainedModel } from './demo-steps.ts';
import type { JobContext } from './job-definition.ts';
import { mapSaliencyJob } from './map-saliency.ts';
import { perturbSeedsJob } from './perturb-seeds.ts';
import { trainProbeJob } from './train-probe.ts';

/** What the evidence of the demo needs beside the two biomarkers. Each step is done once, whenever the demo resumes. */

/** Small enough for a demo; a study draws 50. */
const demoDraws = 12;

/** The same endpoint with another encoder, and both with less data: something to compare. */
export async function demoComparisons(
  context: JobContext,
  { cohortId, runId }: { cohortId: CohortId; runId: RunId },
): Promise<void> {
  const { db } = context;
  const { name, featureSetId, splitId, endpointId, seed } = getRun(db, runId);
  const otherModel = await untrainedModel(context, bundledSeed + 1);
  const otherSet = await demoFeatures(context, cohortId, otherModel);
  const variants = [
    { featureSetId: otherSet, name: `${name}, second encoder`, fraction: 1 },
    ...[0.5, 0.2].flatMap((fraction) => [
      { featureSetId, name: `${name}, ${100 * fraction} % of the data`, fraction },
      { featureSetId: otherSet, name: `${name}, second encoder, ${100 * fraction} % of the data`, fraction },
    ]),
  ];
  for (const variant of variants) {
    if (knownRun(context, cohortId, variant.name)) continue;
    try {
      await trainProbeJob.run({ ...variant, splitId, endpointId, seed, searchSize: 100 }, context);
    } catch (error) {
      // A tenth of few patients may hold one class: that is what a reader should see, not the end of the demo.
      if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error;
      context.log(`${variant.name}: ${error.message}`);
    }
  }
}

/** Imports the made-up genes and gene sets of the phantoms. */
export async function demoBiology(
  { db, compute, who, signal, announce }: JobContext,
  cohortId: CohortId,
  folder: string,
): Promise<void> {
  if (listExpression(db, cohortId).length === 0) {
    const path = join(folder, expressionFile);
    const reading = { path, orientation: null, sampleColumn: null, patients: listSamplePatients(db, cohortId) };
    const { table, report } = await compute.run('read-expression', reading, { signal });
    insertExpression(db, { cohortId, name: 'Phantom expression', unit: 'log2', ...table, report }, who);
    announce('expression', cohortId);
  }
  if (listGeneSets(db).length === 0) {
    const path = join(folder, geneSetsFile);
    const { sets, sha256 } = await compute.run('read-gene-sets', { path }, { signal });
    insertGeneSets(db, { name: basename(path, '.gmt'), sets, sha256 }, who);
    announce('gene-sets', null);
  }
}

/** Predictions at displaced seeds. */
export async function demoStability(context: JobContext, runId: RunId): Promise<void> {
  await perturbSeedsJob.run(
    { runId: runIdSchema.parse(runId), draws: demoDraws, varianceMm2: 16, seed: 42, part: 'test', engine: 'auto' },
    context,
  );
}

/** Which parts of two test patches the prediction hangs on, as the study shows two of each use case. */
export async function demoSaliency(context: JobContext, runId: RunId): Promise<void> {
  await mapSaliencyJob.run(saliencyRequestSchema.parse({ runId, count: 2 }), context);
}
