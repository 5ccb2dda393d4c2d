import { isDeepStrictEqual } from 'node:util';
import type { Endpoint, Run, SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, EndpointId, FeatureSetId, PatientId, RunId, SplitId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { readClinicalRows } from '../store/clinical.ts';
import { getCohort } from '../store/cohorts.ts';
import type { WriteDb } from '../store/database.ts';
import { createEndpoint, getEndpoint, listEndpoints } from '../store/endpoints.ts';
import { getFeatureSet, listFeatureSets } from '../store/features.ts';
import { getRun, type RunWeights, readRunWeights } from '../store/runs.ts';
import { createSplit, listSplits, readSplitParts } from '../store/splits.ts';
import { countTargets, type ProbeData, probeData } from './probe-data.ts';

const splitName = 'All patients as test';

export interface Validation {
  readonly run: Run;
  readonly weights: RunWeights;
  readonly featureSetId: FeatureSetId;
  readonly endpointId: EndpointId;
  readonly splitId: SplitId;
  readonly data: ProbeData;
}

/**
 * What applying a locked model to another cohort needs: features of the same encoder and profile, the same endpoint
 * (made there if its columns are), and a split in which every patient is a test patient.
 */
export function prepareValidation(db: WriteDb, runId: RunId, cohortId: CohortId, who: string): Validation {
  const run = getRun(db, runId);
  const cohort = getCohort(db, cohortId);
  if (run.cohortId === cohortId) {
    throw new AppError('invalid-input', 'A model is validated on another cohort than the one it was trained on.');
  }
  const trainedOn = getFeatureSet(db, run.featureSetId as FeatureSetId);
  const features = listFeatureSets(db, cohortId).find(
    (set) => set.modelSha256 === trainedOn.modelSha256 && set.profile === trainedOn.profile && set.count > 0,
  );
  if (!features) {
    throw new AppError(
      'conflict',
      `“${cohort.name}” has no features of “${trainedOn.modelName}” with the profile ${trainedOn.profile}, on which the model was trained. Extract them first.`,
    );
  }
  const featureSetId = features.id as FeatureSetId;
  return db.transaction(() => {
    const endpointId = sameEndpoint(db, getEndpoint(db, run.endpointId as EndpointId, countTargets), cohortId, who);
    const splitId = allTest(db, cohortId, who);
    const data = probeData(db, { featureSetId, splitId, endpointId, aggregation: run.aggregation });
    if (!isDeepStrictEqual([...data.classes], run.classes)) {
      throw new AppError(
        'conflict',
        `The classes of the endpoint (${data.classes.join(', ')}) are not those of the model.`,
      );
    }
    return { run, weights: readRunWeights(db, runId), featureSetId, endpointId, splitId, data };
  });
}

function sameEndpoint(db: WriteDb, endpoint: Endpoint, cohortId: CohortId, who: string): EndpointId {
  const here = listEndpoints(db, cohortId, countTargets);
  const same = here.find(({ definition }) => isDeepStrictEqual(definition, endpoint.definition));
  if (same) return same.id as EndpointId;
  const taken = here.some(({ name }) => name === endpoint.name);
  const name = taken ? `${endpoint.name} (as trained)` : endpoint.name;
  return createEndpoint(db, { cohortId, name, definition: endpoint.definition }, who, countTargets).id as EndpointId;
}

/** The split made for this earlier, if it still holds everybody; else a new one. */
function allTest(db: WriteDb, cohortId: CohortId, who: string): SplitId {
  const patients = readClinicalRows(db, cohortId, []).map(({ patientId }) => patientId);
  const whole = listSplits(db, cohortId).find((split) => {
    const parts = readSplitParts(db, split.id as SplitId);
    return parts.size === patients.length && [...parts.values()].every((part) => part === 'test');
  });
  if (whole) return whole.id as SplitId;
  const used = new Set(listSplits(db, cohortId).map(({ name }) => name));
  let name = splitName;
  for (let copy = 2; used.has(name); copy++) name = `${splitName} (${copy})`;
  const parts = new Map(patients.map((id): [PatientId, SplitPart] => [id, 'test']));
  const fractions = { train: 0, tune: 0, test: 1 };
  return createSplit(db, { cohortId, name, seed: 0, fractions, stratifiedBy: null, parts }, who).id as SplitId;
}
