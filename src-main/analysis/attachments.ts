import { aggregateFeatures, aggregateLesions } from '#shared/biomarker/aggregate.ts';
import type { FeatureSet } from '#shared/domain/entities.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { AppError } from '#shared/errors.ts';
import type { Attachments, FeatureMatrix } from '#shared/statistics/attachments.ts';
import { featureIcc } from '#shared/statistics/feature-stability/feature-icc.ts';
import { missingNeed } from '#shared/statistics/missing-need.ts';
import type { StatisticNeed } from '#shared/statistics/statistic.ts';
import type { ReadDb } from '../store/database.ts';
import { readExpression } from '../store/expression.ts';
import { getFeatureSet, listFeatureSets, readFeatureMatrix } from '../store/features.ts';
import { readGeneSets } from '../store/gene-sets.ts';
import { readLesionFacts } from '../store/lesion-facts.ts';
import { readFeatureMoments } from '../store/perturbations.ts';
import { getRun } from '../store/runs.ts';
import { readSaliency } from '../store/saliency.ts';
import { ruleOf } from './row-cells.ts';
import { studyFacts } from './study-facts.ts';

/** What the statistic needs besides the columns; what is not there is left out, and the statistic says so. */
export function attachmentsOf(
  db: ReadDb,
  source: StatisticSource,
  needs: readonly StatisticNeed[],
  subjects: Int32Array | null,
): Attachments {
  const needed = new Set(needs);
  const expression = needed.has('expression') ? readExpression(db, source.cohortId, source.expressionId) : null;
  const geneSets = needed.has('gene-sets') ? readGeneSets(db, source.geneSetsId) : null;
  const moments =
    needed.has('feature-stability') && source.runId !== null ? readFeatureMoments(db, source.runId) : null;
  const saliency = needed.has('saliency') && source.runId !== null ? readSaliency(db, source.runId) : [];
  return {
    ...(needed.has('features') && subjects ? { features: featuresOf(db, source, subjects) } : {}),
    ...(needed.has('study') ? { study: studyFacts(db, source) } : {}),
    ...(expression ? { expression } : {}),
    ...(geneSets ? { geneSets } : {}),
    ...(saliency.length > 0 ? { saliency } : {}),
    ...(moments
      ? { featureStability: { draws: moments.draws, lesions: moments.lesions, icc: featureIcc(moments) } }
      : {}),
  };
}

/** The chosen feature set, that of the run, or the newest of the cohort. */
export function featureSetOf(db: ReadDb, source: StatisticSource): FeatureSet {
  if (source.featureSetId !== null) return ofCohort(getFeatureSet(db, source.featureSetId), source);
  if (source.runId !== null) return getFeatureSet(db, getRun(db, source.runId).featureSetId);
  const newest = listFeatureSets(db, source.cohortId).at(-1);
  if (!newest) throw missingNeed('features', 'This cohort has no features yet: extract them first.');
  return newest;
}

function ofCohort(set: FeatureSet, { cohortId }: StatisticSource): FeatureSet {
  if (set.cohortId !== cohortId) throw new AppError('invalid-input', 'These features are of another cohort.');
  return set;
}

/**
 * One vector per row of the table, the mean of the patient's where lesions are averaged; rows whose lesion has no current
 * features hold NaN.
 */
function featuresOf(db: ReadDb, source: StatisticSource, subjects: Int32Array): FeatureMatrix {
  const set = featureSetOf(db, source);
  const { lesionIds, patientIds, dimension, matrix: ofLesions } = readFeatureMatrix(db, set.id);
  let matrix = ofLesions;
  let rowOf = new Map(lesionIds.map((lesionId, row) => [lesionId as number, row]));
  if (ruleOf(db, source) === 'mean') {
    const facts = readLesionFacts(db, set.cohortId);
    const rows = aggregateLesions(
      'mean',
      lesionIds.map((lesionId) => facts.get(lesionId)!),
    );
    matrix = aggregateFeatures(ofLesions, dimension, rows);
    const ofPatient = new Map(rows.map(({ lead }, row) => [patientIds[lead], row]));
    rowOf = new Map(lesionIds.map((lesionId, row) => [lesionId as number, ofPatient.get(patientIds[row])!]));
  }
  const values = new Float32Array(subjects.length * dimension).fill(Number.NaN);
  subjects.forEach((subject, index) => {
    const row = rowOf.get(subject);
    if (row !== undefined) values.set(matrix.subarray(row * dimension, (row + 1) * dimension), index * dimension);
  });
  return { dimension, values };
}
