import type { Endpoint, Run } from '#shared/domain/entities.ts';
import type { CohortId, RunId } from '#shared/domain/ids.ts';
import type { Perturbation } from '#shared/domain/perturbation.ts';
import { type StatisticSource, statisticSourceSchema } from '#shared/domain/source.ts';
import { countTargets } from '../analysis/probe-data.ts';
import type { ReadDb } from '../store/database.ts';
import { getEndpoint } from '../store/endpoints.ts';
import { listPerturbations } from '../store/perturbations.ts';
import { listRuns } from '../store/runs.ts';
import { listSaliency } from '../store/saliency.ts';

/** One use case of a study: an endpoint with every biomarker of it that was judged on the same split. */
export interface UseCase {
  readonly endpoint: Endpoint;
  /** The biomarker that the evidence is about: the first of the models. */
  readonly primary: Run;
  /** On all of the data, the newest of each feature set, in the order in which the feature sets were first used. */
  readonly models: readonly Run[];
  /** Every run of the endpoint and split: models, fractions, repeats. */
  readonly runs: readonly Run[];
  /** The first of the models whose seeds were displaced, and whose saliency was mapped; else the primary. */
  readonly displaced: Run;
  readonly mapped: Run;
}

/** What the runs of a cohort are about, in the order in which the endpoints were first used. */
export function listUseCases(db: ReadDb, cohortId: CohortId, chosen?: readonly RunId[]): UseCase[] {
  const runs = listRuns(db, cohortId).filter(({ id }) => chosen?.includes(id) ?? true);
  const endpointIds = [...new Set(runs.toReversed().map(({ endpointId }) => endpointId))];
  return endpointIds.map((endpointId) => {
    const ofEndpoint = runs.filter((run) => run.endpointId === endpointId);
    const full = ofEndpoint.filter(({ fraction }) => fraction === 1);
    const primary = newestOfFirstFeatureSet(full.length > 0 ? full : ofEndpoint);
    const sameSplit = ofEndpoint.filter(({ splitId }) => splitId === primary.splitId);
    const featureSetIds = [...new Set(sameSplit.toReversed().map(({ featureSetId }) => featureSetId))];
    const models = featureSetIds.flatMap(
      (id) => sameSplit.find(({ featureSetId, fraction }) => featureSetId === id && fraction === 1) ?? [],
    );
    return {
      endpoint: getEndpoint(db, endpointId, countTargets),
      primary,
      models,
      runs: sameSplit,
      displaced: models.find(({ id }) => listPerturbations(db, id).some(isComplete)) ?? primary,
      mapped: models.find(({ id }) => listSaliency(db, id).length > 0) ?? primary,
    };
  });
}

const isComplete = ({ completedAt }: Perturbation): boolean => completedAt !== null;

/** @param runs at least one, newest first */
const newestOfFirstFeatureSet = (runs: readonly Run[]): Run =>
  runs.find(({ featureSetId }) => featureSetId === runs.at(-1)!.featureSetId)!;

export const sourceOf = (cohortId: CohortId, run: Run | null, others: readonly Run[] = []): StatisticSource =>
  statisticSourceSchema.parse({
    cohortId,
    runId: run?.id ?? null,
    compareWith: others.filter((other) => other.id !== run?.id).map(({ id }) => id),
  });
