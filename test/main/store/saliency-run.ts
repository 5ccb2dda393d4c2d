import type { WriteDb } from '#main/store/database.ts';
import { createEndpoint } from '#main/store/endpoints.ts';
import { getLesion } from '#main/store/lesions.ts';
import { insertRun } from '#main/store/runs.ts';
import { createSplit } from '#main/store/splits.ts';
import type { Cohort, FeatureSet } from '#shared/domain/entities.ts';
import { lesionIdsOf, who } from './fixture.ts';

/** A run of two classes on these features; every lesion but the first is of the test part. */
export function runOf(db: WriteDb, cohort: Cohort, features: FeatureSet) {
  const lesionIds = lesionIdsOf(db, cohort);
  const partOf = (index: number) => (index === 0 ? ('train' as const) : ('test' as const));
  const endpoint = createEndpoint(
    db,
    { cohortId: cohort.id, name: 'Stage', definition: { kind: 'binary', column: 'stage', positive: ['II'] } },
    who,
    () => ({ counts: {}, undefinedCount: 0 }),
  );
  const split = createSplit(
    db,
    {
      cohortId: cohort.id,
      name: 'Split',
      seed: 1,
      fractions: { train: 0.5, tune: 0, test: 0.5 },
      stratifiedBy: null,
      parts: new Map(lesionIds.map((id, index) => [getLesion(db, id).lesion.patientId, partOf(index)])),
    },
    who,
  );
  const { dimension } = features;
  const run = insertRun(
    db,
    {
      cohortId: cohort.id,
      featureSetId: features.id,
      splitId: split.id,
      endpointId: endpoint.id,
      name: 'Run',
      seed: 42,
      fraction: 1,
      aggregation: 'each',
      classes: ['no', 'yes'],
      chosenC: 1,
      search: [],
      searchScore: 'auc',
      threshold: 0.5,
      lesionCounts: { train: 1, tune: 0, test: lesionIds.length - 1 },
      values: [],
      weights: {
        scalerMean: new Float64Array(dimension),
        scalerScale: new Float64Array(dimension).fill(1),
        coefficients: new Float64Array(dimension).fill(1),
        intercepts: Float64Array.of(0),
      },
      predictions: lesionIds.map((lesionId, index) => ({
        lesionId,
        part: partOf(index),
        target: index % 2,
        probabilities: Float64Array.of(0.4, 0.6),
      })),
    },
    who,
  );
  return { lesionIds, run };
}
