import { endpointTargets, endpointWeights } from '#shared/biomarker/endpoint.ts';
import { endpointCounts } from '#shared/biomarker/endpoint-wording.ts';
import type { ProbeInput } from '#shared/biomarker/probe.ts';
import type { Cell, Endpoint, EndpointDefinition, SplitPart } from '#shared/domain/entities.ts';
import type { EndpointId, FeatureSetId, LesionId, SplitId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { clinicalOf } from '../store/clinical.ts';
import type { ReadDb } from '../store/database.ts';
import { getEndpoint } from '../store/endpoints.ts';
import { getFeatureSet, readFeatureMatrix } from '../store/features.ts';
import { getSplit, readSplitParts } from '../store/splits.ts';

/** Patients per class, for lists of endpoints. */
export function countTargets(
  definition: EndpointDefinition,
  rows: Record<string, Cell>[],
): Pick<Endpoint, 'counts' | 'undefinedCount'> {
  const { counts, undefinedCount } = endpointCounts(definition, rows);
  return { counts: { ...counts }, undefinedCount };
}

export interface ProbeData {
  readonly lesionIds: readonly LesionId[];
  readonly classes: readonly string[];
  readonly parts: readonly SplitPart[];
  readonly targets: Int32Array;
  readonly input: Pick<
    ProbeInput,
    'features' | 'dimension' | 'targets' | 'classCount' | 'classes' | 'parts' | 'patients' | 'weights'
  >;
}

/** Joins features, split and endpoint of one cohort. Lesions of patients outside the split are left out. */
export function probeData(
  db: ReadDb,
  { featureSetId, splitId, endpointId }: { featureSetId: FeatureSetId; splitId: SplitId; endpointId: EndpointId },
): ProbeData {
  const { cohortId } = getFeatureSet(db, featureSetId);
  const endpoint = getEndpoint(db, endpointId, countTargets);
  if (endpoint.cohortId !== cohortId || getSplit(db, splitId).cohortId !== cohortId) {
    throw new AppError('invalid-input', 'Features, split and endpoint must be of one cohort.');
  }
  const partOf = readSplitParts(db, splitId);
  const { lesionIds, patientIds, dimension, matrix } = readFeatureMatrix(db, featureSetId, (id) => partOf.has(id));
  if (lesionIds.length === 0) {
    throw new AppError(
      'invalid-input',
      'No lesion of this split has features. Extract them first, or make a new split.',
    );
  }
  const clinical = clinicalOf(db, cohortId, [...new Set(patientIds)]);
  const rows = patientIds.map((patientId) => clinical.get(patientId) ?? {});
  const { classes, targets } = endpointTargets(endpoint.definition, rows);
  const parts = patientIds.map((patientId) => partOf.get(patientId)!);
  const patients = Int32Array.from(patientIds);
  const weights = endpointWeights(endpoint.definition, rows, patients, parts);
  return {
    lesionIds,
    classes,
    parts,
    targets,
    input: { features: matrix, dimension, targets, classCount: classes.length, classes, parts, patients, weights },
  };
}
