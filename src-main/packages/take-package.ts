import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readNpy } from '#main/readers/numpy.ts';
import type { SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, EndpointId, FeatureSetId, LesionId, ModelId, PatientId, SplitId } from '#shared/domain/ids.ts';
import type { ImportedPatient } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { countTargets } from '../analysis/probe-data.ts';
import { mergeColumns } from '../store/clinical.ts';
import type { WriteDb } from '../store/database.ts';
import { createEndpoint } from '../store/endpoints.ts';
import { ensureFeatureSet, insertFeatures, noteFeatureEngine } from '../store/features.ts';
import { insertImported } from '../store/imported.ts';
import { registerModel } from '../store/models.ts';
import { createHiddenCohort, lesionIdsOf, modelIdBySha256, patientIdOf, showCohort } from '../store/package-rows.ts';
import { insertRun } from '../store/runs.ts';
import { createSplit } from '../store/splits.ts';
import { type Manifest, runFileSchema } from './manifest.ts';
import type { PackageFile } from './package-file.ts';

interface Hooks {
  readonly who: string;
  readonly signal: AbortSignal;
  readonly report: (progress: { done: number; total: number; label: string }) => void;
}

const cubeMm = 50;
const patientsPerTurn = 100;
const rowsPerTurn = 500;

/**
 * Makes a cohort of a package. It stays hidden until it is whole, so that a job that dies leaves nothing behind that
 * anybody sees. Features whose encoder is here under the same checksum are joined to it; otherwise the encoder comes in
 * by name only, without weights.
 */
export async function takePackage(
  db: WriteDb,
  source: PackageFile,
  name: string,
  { who, signal, report }: Hooks,
): Promise<{ cohortId: CohortId; patients: number; lesions: number }> {
  const { manifest } = source;
  const cohortId = createHiddenCohort(db, { ...manifest, name });
  mergeColumns(db, cohortId, manifest.columns);

  const { patients, packageId } = patientsOf(manifest);
  for (const [done, patient] of patients.entries()) {
    if (done % patientsPerTurn === 0) {
      signal.throwIfAborted();
      report({ done, total: patients.length, label: 'Taking in patients' });
      await nextTurn();
    }
    insertImported(db, cohortId, patient, who);
  }
  const lesionIds = matchLesions(db, cohortId, manifest);
  const patientIds = manifest.patients.map(({ code }) => patientIdOf(db, cohortId, code)!);

  const endpointIds = manifest.endpoints.map(
    (endpoint) => createEndpoint(db, { cohortId, ...endpoint }, who, countTargets).id as EndpointId,
  );
  const splitIds = manifest.splits.map((split) => addSplit(db, cohortId, split, { patientIds, endpointIds, who }));
  const featureSetIds: FeatureSetId[] = [];
  for (const set of manifest.featureSets) {
    featureSetIds.push(await addFeatures(db, source, cohortId, set, lesionIds, { who, signal, report }));
  }
  for (const run of manifest.runs) {
    signal.throwIfAborted();
    await nextTurn();
    const keys = {
      featureSetId: featureSetIds[run.featureSet]!,
      splitId: splitIds[run.split]!,
      endpointId: endpointIds[run.endpoint]!,
    };
    addRun(db, source, run, { cohortId, ...keys }, lesionIds, who);
  }
  showCohort(db, cohortId, { who, name, packageId });
  return { cohortId, patients: patients.length, lesions: lesionIds.length };
}

/** Patients as an importer would give them; their label is the study code of the other site. */
function patientsOf(manifest: Manifest): { patients: ImportedPatient[]; packageId: string } {
  const packageId = createHash('sha256')
    .update(JSON.stringify(manifest.files))
    .update(manifest.createdAt)
    .digest('hex');
  const patients = manifest.patients.map(({ code, values }) => ({
    label: code,
    clinical: values,
    scans: [] as ImportedPatient['scans'][number][],
  }));
  const lesionsOf = manifest.scans.map((): ImportedPatient['scans'][number]['lesions'][number][] => []);
  for (const { scan, seedMm, volumeMm3, values } of manifest.lesions) {
    lesionsOf[scan]?.push({ roi: null, seedMm, seedSource: 'table', volumeMm3, warnings: [], values });
  }
  for (const [at, { patient, modality }] of manifest.scans.entries()) {
    const lesions = lesionsOf[at] ?? [];
    const [x, y, z] = lesions[0]?.seedMm ?? [0, 0, 0];
    const toFirst = (cubeMm - 1) / 2;
    patients[patient]?.scans.push({
      source: { format: 'none' },
      geometry: {
        size: [cubeMm, cubeMm, cubeMm],
        spacingMm: [1, 1, 1],
        originMm: [x - toFirst, y - toFirst, z - toFirst],
        direction: identityDirection,
      },
      modality,
      warnings: [],
      headerHash: createHash('sha256').update(`${packageId} ${at}`).digest('hex'),
      lesions,
    });
  }
  return { patients, packageId };
}

/** The id here of each lesion of the manifest: within a patient they come in by scan, then in their order. */
function matchLesions(db: WriteDb, cohortId: CohortId, manifest: Manifest): LesionId[] {
  const ids: LesionId[] = [];
  const byPatient = new Map<number, number[]>();
  const order = manifest.lesions
    .map((_, at) => at)
    .sort((a, b) => {
      const [left, right] = [manifest.lesions[a]!, manifest.lesions[b]!];
      return left.scan - right.scan || a - b;
    });
  for (const at of order) {
    const { patient } = manifest.scans[manifest.lesions[at]!.scan]!;
    const list = byPatient.get(patient);
    if (list) list.push(at);
    else byPatient.set(patient, [at]);
  }
  for (const [patient, lesions] of byPatient) {
    const found = lesionIdsOf(db, cohortId, manifest.patients[patient]!.code);
    if (found.length !== lesions.length) {
      throw new AppError(
        'unreadable-file',
        'The package names a patient twice, or two lesions at one place of one scan: it cannot be told which features are whose.',
      );
    }
    lesions.forEach((at, nth) => {
      ids[at] = found[nth]!;
    });
  }
  return ids;
}

function addSplit(
  db: WriteDb,
  cohortId: CohortId,
  { name, seed, fractions, stratifiedBy, parts }: Manifest['splits'][number],
  {
    patientIds,
    endpointIds,
    who,
  }: { patientIds: readonly PatientId[]; endpointIds: readonly EndpointId[]; who: string },
): SplitId {
  const partOf = new Map<PatientId, SplitPart>();
  for (const part of ['train', 'tune', 'test'] as const) {
    for (const patient of parts[part]) {
      const id = patientIds[patient]!;
      if (partOf.has(id)) throw new AppError('unreadable-file', `The split “${name}” has a patient in two parts.`);
      partOf.set(id, part);
    }
  }
  const stratum = stratifiedBy === null ? null : (endpointIds[stratifiedBy] ?? null);
  return createSplit(db, { cohortId, name, seed, fractions, stratifiedBy: stratum, parts: partOf }, who).id as SplitId;
}

async function addFeatures(
  db: WriteDb,
  source: PackageFile,
  cohortId: CohortId,
  set: Manifest['featureSets'][number],
  lesionIds: readonly LesionId[],
  { who, signal, report }: Hooks,
): Promise<FeatureSetId> {
  const { model, profile, dimension, engine } = set;
  const modelId = modelIdBySha256(db, model.sha256) ?? (registerModel(db, { ...model, folder: '' }, who).id as ModelId);
  const featureSetId = ensureFeatureSet(db, { cohortId, modelId, profile, dimension }, who).id as FeatureSetId;
  if (engine !== '') noteFeatureEngine(db, featureSetId, engine);
  if (set.file === null) return featureSetId;
  const { shape, data } = readNpy(source.file(set.file));
  if (shape[0] !== set.lesions.length || shape[1] !== dimension || !(data instanceof Float32Array)) {
    throw new AppError('unreadable-file', `“${set.file}” is not the matrix that the manifest describes.`);
  }
  for (let start = 0; start < set.lesions.length; start += rowsPerTurn) {
    signal.throwIfAborted();
    report({ done: start, total: set.lesions.length, label: `Storing features of “${model.name}”` });
    const rows = set.lesions.slice(start, start + rowsPerTurn).map((lesion, nth) => ({
      lesionId: lesionIds[lesion]!,
      seedMm: source.manifest.lesions[lesion]!.seedMm,
      features: data.subarray((start + nth) * dimension, (start + nth + 1) * dimension),
      warnings: [],
    }));
    insertFeatures(db, featureSetId, rows);
    await nextTurn();
  }
  return featureSetId;
}

function addRun(
  db: WriteDb,
  source: PackageFile,
  run: Manifest['runs'][number],
  keys: { cohortId: CohortId; featureSetId: FeatureSetId; splitId: SplitId; endpointId: EndpointId },
  lesionIds: readonly LesionId[],
  who: string,
): void {
  const refuse = (what: string): AppError =>
    new AppError('unreadable-file', `The model “${run.name}” is damaged: ${what}.`);
  const parsed = runFileSchema.safeParse(JSON.parse(new TextDecoder().decode(source.file(run.file))));
  if (!parsed.success) throw refuse('its file does not have the right form');
  const { scalerMean, scalerScale, coefficients, intercepts, predictions } = parsed.data;
  const { dimension } = source.manifest.featureSets[run.featureSet]!;
  const rows = run.classes.length === 2 ? 1 : run.classes.length;
  if (
    scalerMean.length !== dimension ||
    scalerScale.length !== dimension ||
    coefficients.length !== rows * dimension ||
    intercepts.length !== rows
  ) {
    throw refuse('its weights do not fit its features');
  }
  if (
    predictions.some(
      ({ lesion, probabilities }) => !(lesion in lesionIds) || probabilities.length !== run.classes.length,
    )
  ) {
    throw refuse('its predictions do not fit its lesions');
  }
  const { featureSet: _set, split: _split, endpoint: _endpoint, file: _file, ...facts } = run;
  insertRun(
    db,
    {
      ...facts,
      ...keys,
      weights: {
        scalerMean: Float64Array.from(scalerMean),
        scalerScale: Float64Array.from(scalerScale),
        coefficients: Float64Array.from(coefficients),
        intercepts: Float64Array.from(intercepts),
      },
      predictions: predictions.map(({ lesion, part, target, probabilities }) => ({
        lesionId: lesionIds[lesion]!,
        part,
        target,
        probabilities: Float64Array.from(probabilities),
      })),
    },
    who,
  );
}
