import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { endpointTargets } from '#shared/biomarker/endpoint.ts';
import { splitPatients } from '#shared/biomarker/split.ts';
import { type ImportOptions, importOptionsSchema } from '#shared/contract/imports.ts';
import type { EndpointDefinition } from '#shared/domain/entities.ts';
import {
  type CohortId,
  type EndpointId,
  type FeatureSetId,
  type FigureId,
  featureSetIdSchema,
  type ModelId,
  type PatientId,
  type RunId,
  type SplitId,
} from '#shared/domain/ids.ts';
import { statisticSourceSchema } from '#shared/domain/source.ts';
import { figureCacheIn } from '../analysis/figure-cache.ts';
import { keepComputedFigure } from '../analysis/keep-figure.ts';
import { countTargets } from '../analysis/probe-data.ts';
import { suggestParams } from '../analysis/suggest-params.ts';
import { readClinicalRows } from '../store/clinical.ts';
import { createCohort, listCohorts } from '../store/cohorts.ts';
import { createEndpoint, listEndpoints } from '../store/endpoints.ts';
import { getFigure, listFigures } from '../store/figures.ts';
import { listRuns } from '../store/runs.ts';
import { createSplit, listSplits } from '../store/splits.ts';
import { extractFeaturesJob } from './extract-features.ts';
import { registerModelFolder } from './import-model.ts';
import type { JobContext } from './job-definition.ts';

/**
 * The steps of the demo. Each first looks for what an interrupted run already made, so that the demo goes on where it
 * was; what a user makes of the demo workspace later is left alone.
 */

const importsFile = 'imports.json';

/** Draws the phantoms into `folder`; their import options are written last and mark it complete. */
export async function drawPhantoms(
  folder: string,
  { patients, seed }: { patients: number; seed: number },
  { compute, signal, report }: JobContext,
): Promise<ImportOptions[]> {
  const marker = join(folder, importsFile);
  const written = await readFile(marker, 'utf8').catch(() => null);
  if (written) return z.array(importOptionsSchema).parse(JSON.parse(written));
  const cohort = await compute.run('write-phantoms', { folder, patients, seed }, { signal, onProgress: report });
  await writeFile(`${marker}.part`, JSON.stringify(cohort.imports, null, 2));
  await rename(`${marker}.part`, marker);
  return [...cohort.imports];
}

export function demoCohort({ db, who, announce }: JobContext): CohortId {
  const name = 'Phantom cohort';
  const known = listCohorts(db).find((cohort) => cohort.name === name);
  if (known) return known.id;
  const description =
    'Computer-generated chest CT with one nodule per patient. No patient is in it; no value means anything.';
  const { id } = createCohort(db, { name, description }, who);
  announce('cohorts', id);
  return id;
}

/** An encoder of random weights; another seed is another encoder to compare with. */
export async function untrainedModel(
  { db, who, session, compute, signal, announce }: JobContext,
  seed: number,
): Promise<ModelId> {
  const made = await compute.run('write-untrained-model', { modelsFolder: session.modelsFolder, seed }, { signal });
  const { id } = registerModelFolder(db, made, who);
  announce('models', null);
  return id;
}

/** Features of every lesion by an encoder, extracted as far as they are missing. */
export async function demoFeatures(context: JobContext, cohortId: CohortId, modelId: ModelId): Promise<FeatureSetId> {
  const extracted = await extractFeaturesJob.run(
    { cohortId, modelId, profile: 'exact-v1', engine: 'auto', batchSize: 8 },
    context,
  );
  return featureSetIdSchema.parse(extracted['featureSetId']);
}

export function demoEndpoint(
  { db, who, announce }: JobContext,
  cohortId: CohortId,
  name: string,
  definition: EndpointDefinition,
): EndpointId {
  const known = listEndpoints(db, cohortId, countTargets).find((endpoint) => endpoint.name === name);
  if (known) return known.id;
  const { id } = createEndpoint(db, { cohortId, name, definition }, who, countTargets);
  announce('endpoints', cohortId);
  return id;
}

/** A split of whole patients, stratified by an endpoint. */
export function demoSplit(
  { db, who, announce }: JobContext,
  cohortId: CohortId,
  seed: number,
  by: EndpointDefinition,
  endpointId: EndpointId,
): SplitId {
  const name = 'Train, tune, test';
  const known = listSplits(db, cohortId).find((split) => split.name === name);
  if (known) return known.id;
  const rows = readClinicalRows(db, cohortId);
  const { targets } = endpointTargets(
    by,
    rows.map(({ cells }) => cells),
  );
  const fractions = { train: 0.5, tune: 0.2, test: 0.3 };
  const patientIds = rows.map(({ patientId }) => patientId);
  const strata = Array.from(targets, (target) => (target < 0 ? null : target));
  const parts = splitPatients({ patientIds, strata, fractions, seed }) as Map<PatientId, 'train' | 'tune' | 'test'>;
  const { id } = createSplit(db, { cohortId, name, seed, fractions, stratifiedBy: endpointId, parts }, who);
  announce('splits', cohortId);
  return id;
}

export const knownRun = ({ db }: JobContext, cohortId: CohortId, name: string): RunId | undefined =>
  listRuns(db, cohortId).find((run) => run.name === name)?.id;

/** Keeps a statistic of a run with the parameters that the app would propose. */
export async function demoFigure(
  context: JobContext,
  { cohortId, runId, statisticId, title }: { cohortId: CohortId; runId: RunId; statisticId: string; title: string },
): Promise<FigureId> {
  const { db, session, compute, who, signal, announce } = context;
  const known = listFigures(db, cohortId).find(
    (record) => record.title === title && getFigure(db, record.id).source.runId === runId,
  );
  if (known) return known.id;
  const source = statisticSourceSchema.parse({ cohortId, runId });
  const cache = figureCacheIn(join(session.cacheFolder, 'figures'));
  const { params } = suggestParams(db, source, statisticId);
  const { id } = await keepComputedFigure({ db, compute, cache }, { source, statisticId, params, title, who }, signal);
  announce('figures', cohortId);
  return id;
}
