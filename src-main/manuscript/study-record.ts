import { endpointCounts, endpointMethodsSentence } from '#shared/biomarker/endpoint-wording.ts';
import { type Endpoint, type FeatureSet, type Run, splitParts } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { saliencyMethodText } from '#shared/domain/saliency.ts';
import type {
  BiomarkerRecord,
  CohortRecord,
  EncoderRecord,
  EndpointRecord,
  SaliencyFacts,
  SplitRecord,
  StudyRecord,
} from '#shared/manuscript/study-record.ts';
import { countTargets } from '../analysis/probe-data.ts';
import { studyFacts } from '../analysis/study-facts.ts';
import { appVersion } from '../app-folder.ts';
import { getCohort } from '../store/cohorts.ts';
import { criteriaFlow, readCriteria } from '../store/criteria.ts';
import type { ReadDb } from '../store/database.ts';
import { endpointRows, getEndpoint } from '../store/endpoints.ts';
import { listExpression } from '../store/expression.ts';
import { getFeatureSet, listFeatureSets } from '../store/features.ts';
import { countPatients } from '../store/lesion-facts.ts';
import { getModel } from '../store/models.ts';
import { listPerturbations } from '../store/perturbations.ts';
import { readPredictions } from '../store/runs.ts';
import { listSaliency } from '../store/saliency.ts';
import { getSplit } from '../store/splits.ts';
import {
  countLesions,
  countMissing,
  countPatchWarnings,
  countSeedSources,
  describeScans,
} from '../store/study-facts.ts';
import { sourceOf, type UseCase } from './study.ts';

/** Collects what was really done with a cohort, for its use cases. Nothing in it names a patient. */
export function collectStudyRecord(
  db: ReadDb,
  cohortId: CohortId,
  useCases: readonly UseCase[],
  { codeSha256 }: { codeSha256: string },
): StudyRecord {
  const runs = useCases.flatMap((useCase) => useCase.runs).toSorted((a, b) => a.id - b.id);
  const expression = listExpression(db, cohortId)[0];
  return {
    software: { appVersion, nodeVersion: process.versions.node, codeSha256 },
    cohort: cohortRecord(db, cohortId),
    images: describeScans(db, cohortId),
    seeds: countSeedSources(db, cohortId),
    encoders: featureSetsOf(db, cohortId, runs).map((set) => encoderRecord(db, set)),
    endpoints: useCases.map((useCase) => endpointRecord(db, useCase)),
    splits: distinct(runs.map(({ splitId }) => splitId)).map((id): SplitRecord => {
      const { name, seed, fractions, stratifiedBy, patientCounts, prescribedBy } = getSplit(db, id);
      const stratum = stratifiedBy === null ? null : getEndpoint(db, stratifiedBy, countTargets).name;
      return { name, seed, fractions, stratifiedBy: stratum, patients: patientCounts, prescribedBy };
    }),
    biomarkers: runs.map((run) => biomarkerRecord(db, run, useCases)),
    perturbations: runs.flatMap((run) =>
      listPerturbations(db, run.id)
        .filter(({ completedAt }) => completedAt !== null)
        .map(({ draws, varianceMm2, seed, lesionCount }) => ({
          biomarker: run.name,
          draws,
          varianceMm2,
          seed,
          lesions: lesionCount,
        })),
    ),
    saliency: runs.flatMap((run) => saliencyFacts(db, run)),
    expression: expression
      ? {
          name: expression.name,
          unit: expression.unit,
          genes: expression.report.genes,
          patients: expression.report.matched,
        }
      : null,
  };
}

function cohortRecord(db: ReadDb, cohortId: CohortId): CohortRecord {
  const { name, patientCount, scanCount, lesionCount } = getCohort(db, cohortId);
  const { excluded, mostOfOnePatient } = countLesions(db, cohortId);
  return {
    name,
    patients: patientCount,
    patientsWithScan: countPatients(db, cohortId).withScan,
    scans: scanCount,
    lesions: lesionCount,
    excludedLesions: excluded,
    criteria: criteriaFlow(db, cohortId, readCriteria(db, cohortId)).counts,
    mostLesions: mostOfOnePatient,
    columns: countMissing(db, cohortId),
  };
}

const featureSetsOf = (db: ReadDb, cohortId: CohortId, runs: readonly Run[]): FeatureSet[] =>
  runs.length > 0
    ? distinct(runs.map(({ featureSetId }) => featureSetId)).map((id) => getFeatureSet(db, id))
    : listFeatureSets(db, cohortId);

function encoderRecord(db: ReadDb, set: FeatureSet): EncoderRecord {
  const { name, architecture, parameterCount, featureCount, sha256, trained, licence, provenance } = getModel(
    db,
    set.modelId,
  );
  return {
    name,
    architecture,
    parameterCount,
    featureCount,
    sha256,
    trained,
    licence,
    provenance,
    profile: set.profile,
    engine: set.engine,
    lesions: set.count,
    patchesWithWarnings: countPatchWarnings(db, set.id),
  };
}

function endpointRecord(db: ReadDb, { endpoint, primary }: UseCase): EndpointRecord {
  const { cohortId, definition } = endpoint;
  const { level, rows } = endpointRows(db, cohortId, definition);
  const found = endpointCounts(
    definition,
    rows.map(({ cells }) => cells),
  );
  return {
    name: endpoint.name,
    definition: endpointMethodsSentence(definition, found, level),
    kind: definition.kind,
    censoring: definition.kind === 'alive-at' ? definition.censoring : null,
    classes: primary.classes.map((name) => ({ name, patients: found.counts[name] ?? 0 })),
    undefinedPatients: found.undefinedCount,
    level,
    flow: studyFacts(db, sourceOf(cohortId, primary)).flow,
  };
}

function biomarkerRecord(db: ReadDb, run: Run, useCases: readonly UseCase[]): BiomarkerRecord {
  const test = readPredictions(db, run.id).filter(({ part, target }) => part === 'test' && target !== null);
  const tried = run.search.map(({ c }) => c);
  const { name, classes, seed, fraction, chosenC, threshold, lesionCounts, searchScore, aggregation } = run;
  return {
    name,
    endpoint: endpointOf(run, useCases)?.name ?? '',
    encoder: getFeatureSet(db, run.featureSetId).modelName,
    split: getSplit(db, run.splitId).name,
    classCount: classes.length,
    seed,
    fraction,
    chosenC,
    aggregation,
    threshold,
    search: {
      size: tried.length,
      range: { low: Math.min(chosenC, ...tried), high: Math.max(chosenC, ...tried) },
      score: searchScore,
    },
    lesions: Object.fromEntries(splitParts.map((part) => [part, lesionCounts[part]])) as BiomarkerRecord['lesions'],
    test: {
      patients: new Set(test.map(({ patientId }) => patientId)).size,
      classes: classes.map((className, index) => ({
        name: className,
        lesions: test.filter(({ target }) => target === index).length,
      })),
    },
  };
}

const endpointOf = ({ endpointId }: Run, useCases: readonly UseCase[]): Endpoint | undefined =>
  useCases.find(({ endpoint }) => endpoint.id === endpointId)?.endpoint;

/** Maps of the same run and settings, counted by lesion; those of a seed moved since are left out. */
function saliencyFacts(db: ReadDb, run: Run): SaliencyFacts[] {
  const lesions = new Map<string, Set<number>>();
  for (const { method, settings, current, lesionId } of listSaliency(db, run.id)) {
    if (!current) continue;
    const text = saliencyMethodText(method, settings);
    lesions.set(text, (lesions.get(text) ?? new Set()).add(lesionId));
  }
  return [...lesions].map(([method, of]) => ({ biomarker: run.name, method, lesions: of.size }));
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
