import { splitParts } from '#shared/domain/entities.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import type { FlowStage, StudyFacts } from '#shared/statistics/attachments.ts';
import type { ReadDb } from '../store/database.ts';
import { getEndpoint } from '../store/endpoints.ts';
import { getFeatureSet, listFeatureRows, listFeatureSets } from '../store/features.ts';
import { countPatients, type LesionFacts, readLesionFacts } from '../store/lesion-facts.ts';
import { getModel } from '../store/models.ts';
import { getRun, listRuns, readPredictions } from '../store/runs.ts';
import { countTargets } from './probe-data.ts';

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
  /** Lesions with current features; null without a feature set. */
  readonly featured: ReadonlySet<LesionId> | null;
  readonly ofRun: { readonly predicted: ReadonlySet<LesionId>; readonly analysed: ReadonlySet<LesionId> } | null;
}

/** A lesion that was excluded or moved after training still stands in the run, and therefore in its flow. */
function flowOf({ patients, lesions, featured, ofRun }: FlowFacts): FlowStage[] {
  const inRun = (lesion: LesionFacts) => ofRun?.predicted.has(lesion.lesionId) ?? false;
  const kept = lesions.filter((lesion) => !lesion.excluded || inRun(lesion));
  const steps = [{ label: 'With a lesion on CT', rows: lesions, reason: 'excluded by a reader' }];
  if (featured) {
    const withFeatures = kept.filter((lesion) => featured.has(lesion.lesionId) || inRun(lesion));
    steps.push({ label: 'Not excluded', rows: kept, reason: 'no features of the seed as it is now' });
    steps.push({ label: 'With features', rows: withFeatures, reason: 'outside the split, or added after training' });
  } else steps.push({ label: 'Not excluded', rows: kept, reason: '' });
  if (ofRun) {
    const analysed = lesions.filter(({ lesionId }) => ofRun.analysed.has(lesionId));
    steps.push({ label: 'In the split', rows: lesions.filter(inRun), reason: 'the endpoint is not defined' });
    steps.push({ label: 'Analysed', rows: analysed, reason: '' });
  }
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

const patientsOf = (lesions: readonly LesionFacts[]): number => new Set(lesions.map(({ patientId }) => patientId)).size;

type Left = FlowStage['left'][number];
const lost = (reason: string, count: number, unit: Left['unit']): Left[] =>
  count > 0 ? [{ reason, count, unit }] : [];
