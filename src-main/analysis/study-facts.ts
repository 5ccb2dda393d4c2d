import type { Criterion } from '#shared/domain/criteria.ts';
import { type AggregationRule, splitParts } from '#shared/domain/entities.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import type { FlowStage, StudyFacts } from '#shared/statistics/attachments.ts';
import { readCriteria } from '../store/criteria.ts';
import type { ReadDb } from '../store/database.ts';
import { getEndpoint } from '../store/endpoints.ts';
import { getFeatureSet, listFeatureRows, listFeatureSets } from '../store/features.ts';
import { countPatients, type LesionFacts, readLesionFacts } from '../store/lesion-facts.ts';
import { getModel } from '../store/models.ts';
import { getRun, listRuns, readPredictions } from '../store/runs.ts';
import { countTargets } from './probe-data.ts';
import { ruleOf } from './row-cells.ts';

/** How far the patients of a cohort came, and what was made of them: of a run, its features, split and endpoint. */
export function studyFacts(db: ReadDb, source: StatisticSource): StudyFacts {
  const run = source.runId === null ? null : getRun(db, source.runId);
  const featureSet = run ? getFeatureSet(db, run.featureSetId) : (listFeatureSets(db, source.cohortId).at(-1) ?? null);
  const model = featureSet && getModel(db, featureSet.modelId);
  const predictions = run ? readPredictions(db, run.id) : [];
  const withTarget = predictions.filter(({ target }) => target !== null);
  return {
    flow: flowOf({
      patients: countPatients(db, source.cohortId),
      lesions: [...readLesionFacts(db, source.cohortId).values()],
      criteria: readCriteria(db, source.cohortId),
      aggregation: ruleOf(db, source),
      featured: featureSet && new Set(listFeatureRows(db, featureSet.id).map(({ lesionId }) => lesionId)),
      ofRun: run && {
        predicted: new Set(predictions.map(({ lesionId }) => lesionId)),
        analysed: new Set(withTarget.map(({ lesionId }) => lesionId)),
      },
    }),
    parts: run
      ? splitParts.map((part) => {
          const rows = withTarget.filter((row) => row.part === part);
          return { part, patients: new Set(rows.map(({ patientId }) => patientId)).size, lesions: rows.length };
        })
      : [],
    encoder: model && {
      name: model.name,
      architecture: model.architecture,
      trained: model.trained,
      featureCount: model.featureCount,
      profile: featureSet.profile,
    },
    endpoint: run && { name: getEndpoint(db, run.endpointId, countTargets).name, classes: run.classes },
    biomarkers: run
      ? listRuns(db, source.cohortId)
          .filter(({ endpointId }) => endpointId === run.endpointId)
          .map(({ name }) => name)
          .toReversed()
      : [],
  };
}

interface FlowFacts {
  readonly patients: { readonly all: number; readonly withScan: number };
  readonly lesions: readonly LesionFacts[];
  readonly criteria: readonly Criterion[];
  /** How the lesions of a patient became rows. */
  readonly aggregation: AggregationRule;
  /** Lesions with current features; null without a feature set. */
  readonly featured: ReadonlySet<LesionId> | null;
  readonly ofRun: { readonly predicted: ReadonlySet<LesionId>; readonly analysed: ReadonlySet<LesionId> } | null;
}

interface Step {
  readonly label: string;
  readonly rows: readonly LesionFacts[];
  /** Why the others leave before the next step. */
  readonly reason: string;
}

/** A lesion that was left out or moved after training still stands in the run, and therefore in its flow. */
function flowOf(facts: FlowFacts): FlowStage[] {
  const { patients, lesions, featured, ofRun } = facts;
  const inRun = (lesion: LesionFacts) => ofRun?.predicted.has(lesion.lesionId) ?? false;
  const rules = criteriaSteps(facts, inRun);
  const eligible = rules.at(-1)?.rows ?? lesions;
  const kept = eligible.filter((lesion) => !lesion.excluded || inRun(lesion));
  const steps: Step[] = [
    { label: 'With a lesion on CT', rows: lesions, reason: rules[0]?.lostBefore ?? 'excluded by a reader' },
    ...rules.map(({ label, rows }, index) => ({
      label,
      rows,
      reason: rules[index + 1]?.lostBefore ?? 'excluded by a reader',
    })),
  ];
  if (featured) {
    const withFeatures = kept.filter((lesion) => featured.has(lesion.lesionId) || inRun(lesion));
    steps.push({ label: 'Not excluded', rows: kept, reason: 'no features of the seed as it is now' });
    steps.push({ label: 'With features', rows: withFeatures, reason: 'outside the split, or added after training' });
    if (ofRun) steps.push(...runSteps(facts, withFeatures, ofRun));
  } else steps.push({ label: 'Not excluded', rows: kept, reason: '' });
  const withLesion = patientsOf(lesions);
  return [
    {
      label: 'Imported',
      patients: patients.all,
      lesions: null,
      left: [
        ...lost('no CT', patients.all - patients.withScan, 'patient'),
        ...lost('CT without a lesion', patients.withScan - withLesion, 'patient'),
      ],
    },
    ...steps.map(({ label, rows, reason }, index) => ({
      label,
      patients: patientsOf(rows),
      lesions: rows.length,
      left: lost(reason, rows.length - (steps[index + 1]?.rows.length ?? rows.length), 'lesion'),
    })),
  ];
}

/** A step per criterion: the lesions that met it and those before it. */
function criteriaSteps(
  { lesions, criteria }: FlowFacts,
  inRun: (lesion: LesionFacts) => boolean,
): { label: string; rows: readonly LesionFacts[]; lostBefore: string }[] {
  let left = lesions;
  const used = new Set<string>();
  return criteria.map(({ label, effect }) => {
    // Lesions name the criterion by its label: of two with one label the first has them all.
    const fails = used.has(label) ? () => false : (lesion: LesionFacts) => lesion.criterion === label && !inRun(lesion);
    used.add(label);
    left = left.filter((lesion) => !fails(lesion));
    return effect === 'include'
      ? { label, rows: left, lostBefore: `not: ${label}` }
      : { label: `Without: ${label}`, rows: left, lostBefore: label };
  });
}

/** What a run made of the lesions with features: those of the split, one per patient where its rule says so, and analysed. */
function runSteps(
  { lesions, aggregation }: FlowFacts,
  withFeatures: readonly LesionFacts[],
  { predicted, analysed }: NonNullable<FlowFacts['ofRun']>,
): Step[] {
  const ofRun = lesions.filter(({ lesionId }) => predicted.has(lesionId));
  const last = { label: 'Analysed', rows: lesions.filter(({ lesionId }) => analysed.has(lesionId)), reason: '' };
  const undefinedEndpoint = 'the endpoint is not defined';
  if (aggregation === 'each') return [{ label: 'In the split', rows: ofRun, reason: undefinedEndpoint }, last];
  const patients = new Set(ofRun.map(({ patientId }) => patientId));
  const inSplit = withFeatures.filter(({ patientId }) => patients.has(patientId));
  const merged =
    aggregation === 'mean'
      ? 'averaged with another lesion of the patient'
      : 'smaller than another lesion of the patient';
  return [
    { label: 'In the split', rows: inSplit, reason: merged },
    { label: 'One row per patient', rows: ofRun, reason: undefinedEndpoint },
    last,
  ];
}

const patientsOf = (lesions: readonly LesionFacts[]): number => new Set(lesions.map(({ patientId }) => patientId)).size;

type Left = FlowStage['left'][number];
const lost = (reason: string, count: number, unit: Left['unit']): Left[] =>
  count > 0 ? [{ reason, count, unit }] : [];
