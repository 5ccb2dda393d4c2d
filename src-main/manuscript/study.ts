import type { Endpoint, Run } from '#shared/domain/entities.ts';
import type { CohortId, RunId } from '#shared/domain/ids.ts';
import { type StatisticSource, statisticSourceSchema } from '#shared/domain/source.ts';
import { countTargets } from '../analysis/probe-data.ts';
import type { ReadDb } from '../store/database.ts';
import { getEndpoint } from '../store/endpoints.ts';
import { listRuns } from '../store/runs.ts';

/** One use case of a study: an endpoint with every biomarker of it that was judged on the same split. */
export interface UseCase {
  readonly endpoint: Endpoint;
  /** The biomarker that the evidence is about: the newest on all of the data. */
  readonly primary: Run;
  /** On all of the data, one per feature set, the primary first. */
  readonly models: readonly Run[];
  /** Every run of the endpoint and split: models, fractions, repeats. */
  readonly runs: readonly Run[];
}

/** What the runs of a cohort are about, in the order in which the endpoints were first used. */
export function listUseCases(db: ReadDb, cohortId: CohortId, chosen?: readonly RunId[]): UseCase[] {
  const runs = listRuns(db, cohortId).filter(({ id }) => chosen?.includes(id) ?? true);
  const endpointIds = [...new Set(runs.toReversed().map(({ endpointId }) => endpointId))];
  return endpointIds.map((endpointId) => {
    const ofEndpoint = runs.filter((run) => run.endpointId === endpointId);
    const primary = ofEndpoint.find(({ fraction }) => fraction === 1) ?? ofEndpoint[0]!;
    const sameSplit = ofEndpoint.filter(({ splitId }) => splitId === primary.splitId);
    return {
      endpoint: getEndpoint(db, endpointId, countTargets),
      primary,
      models: oneOfEachFeatureSet([primary, ...sameSplit.filter(({ fraction }) => fraction === 1)]),
      runs: sameSplit,
    };
  });
}

/** The first of each, which is the newest. */
const oneOfEachFeatureSet = (runs: readonly Run[]): Run[] =>
  runs.filter((run, index) => runs.findIndex(({ featureSetId }) => featureSetId === run.featureSetId) === index);

export const sourceOf = (cohortId: CohortId, run: Run | null, others: readonly Run[] = []): StatisticSource =>
  statisticSourceSchema.parse({
    cohortId,
    runId: run?.id ?? null,
    compareWith: others.filter((other) => other.id !== run?.id).map(({ id }) => id),
  });
