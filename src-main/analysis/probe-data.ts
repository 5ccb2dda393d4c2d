import { aggregateFeatures, aggregateLesions } from '#shared/biomarker/aggregate.ts';
import { endpointTargets, endpointWeights } from '#shared/biomarker/endpoint.ts';
import { endpointCounts } from '#shared/biomarker/endpoint-wording.ts';
import type { ProbeInput } from '#shared/biomarker/probe.ts';
import type { AggregationRule, Cell, Endpoint, EndpointDefinition, SplitPart } from '#shared/domain/entities.ts';
import type { EndpointId, FeatureSetId, LesionId, SplitId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { getCohort } from '../store/cohorts.ts';
import type { ReadDb } from '../store/database.ts';
import { getEndpoint } from '../store/endpoints.ts';
import { getFeatureSet, readFeatureMatrix } from '../store/features.ts';
import { readLesionFacts } from '../store/lesion-facts.ts';
import { getSplit, readSplitParts } from '../store/splits.ts';
import { cellsOfRows } from './row-cells.ts';

/** Patients, or lesions, per class, for lists of endpoints. */
export function countTargets(
  definition: EndpointDefinition,
  rows: Record<string, Cell>[],
): Pick<Endpoint, 'counts' | 'undefinedCount'> {
  const { counts, undefinedCount } = endpointCounts(definition, rows);
  return { counts: { ...counts }, undefinedCount };
}

export interface ProbeData {
  /** How the lesions of a patient became rows. */
  readonly aggregation: AggregationRule;
  /** The lesion that stands for each row. */
  readonly lesionIds: readonly LesionId[];
  readonly classes: readonly string[];
  readonly parts: readonly SplitPart[];
  readonly targets: Int32Array;
  readonly input: Pick<
    ProbeInput,
    'features' | 'dimension' | 'targets' | 'classCount' | 'classes' | 'parts' | 'patients' | 'weights'
  >;
}

/**
 * Joins features, split and endpoint of one cohort. Lesions of patients outside the split are left out; those of a
 * patient become rows by the rule of the cohort, or by the one given.
 */
export function probeData(
  db: ReadDb,
  {
    featureSetId,
    splitId,
    endpointId,
    ...chosen
  }: { featureSetId: FeatureSetId; splitId: SplitId; endpointId: EndpointId; aggregation?: AggregationRule },
): ProbeData {
  const { cohortId } = getFeatureSet(db, featureSetId);
  const endpoint = getEndpoint(db, endpointId, countTargets);
  if (endpoint.cohortId !== cohortId || getSplit(db, splitId).cohortId !== cohortId) {
    throw new AppError('invalid-input', 'Features, split and endpoint must be of one cohort.');
  }
  const partOf = readSplitParts(db, splitId);
  const read = readFeatureMatrix(db, featureSetId, (id) => partOf.has(id));
  if (read.lesionIds.length === 0) {
    throw new AppError(
      'invalid-input',
      'No lesion of this split has features. Extract them first, or make a new split.',
    );
  }
  const aggregation = chosen.aggregation ?? getCohort(db, cohortId).aggregation;
  const facts = readLesionFacts(db, cohortId);
  const lesions = read.lesionIds.map((lesionId) => facts.get(lesionId)!);
  const merged = aggregateLesions(aggregation, lesions);
  const lesionIds = merged.map(({ lead }) => read.lesionIds[lead]!);
  const patientIds = merged.map(({ lead }) => read.patientIds[lead]!);
  const rows = cellsOfRows(
    db,
    cohortId,
    merged.map(({ members }) => members.map((member) => lesions[member]!)),
  );
  const { classes, targets } = endpointTargets(endpoint.definition, rows);
  const parts = patientIds.map((patientId) => partOf.get(patientId)!);
  const patients = Int32Array.from(patientIds);
  const weights = endpointWeights(endpoint.definition, rows, patients, parts);
  const { dimension, matrix } = read;
  const features = aggregation === 'each' ? matrix : aggregateFeatures(matrix, dimension, merged);
  return {
    aggregation,
    lesionIds,
    classes,
    parts,
    targets,
    input: { features, dimension, targets, classCount: classes.length, classes, parts, patients, weights },
  };
}
