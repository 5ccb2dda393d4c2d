import { writeNpy } from '#main/readers/numpy.ts';
import type { Cell, Column, EndpointDefinition, Run, SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, EndpointId, FeatureSetId, LesionId, PatientId, RunId, SplitId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { countTargets } from '../analysis/probe-data.ts';
import { listColumns, readClinicalRows } from '../store/clinical.ts';
import { getCohort } from '../store/cohorts.ts';
import type { ReadDb } from '../store/database.ts';
import { getEndpoint, listEndpoints } from '../store/endpoints.ts';
import { getFeatureSet, readFeatureMatrix } from '../store/features.ts';
import { getModel } from '../store/models.ts';
import { lesionCells, type PackagedLesion, packagedLesions } from '../store/package-rows.ts';
import { getRun, readPredictions, readRunWeights } from '../store/runs.ts';
import { getSplit, listSplits, readSplitParts } from '../store/splits.ts';
import type { Manifest, RunFile } from './manifest.ts';

export interface PackageRequest {
  readonly cohortId: CohortId;
  /** Whose features go along. */
  readonly featureSetIds: readonly FeatureSetId[];
  /** Whose locked models go along. */
  readonly runIds: readonly RunId[];
  /** Clinical columns that go along, by name. */
  readonly columns: readonly string[];
}

export interface ComposedPackage {
  readonly manifest: Omit<Manifest, 'files'>;
  /** Made one at a time, as they are written. */
  files(): Generator<{ name: string; bytes: Uint8Array }>;
}

/** Gathers what leaves the house: lesions that are not left out, by study code, and nothing that was not asked for. */
export function composePackage(db: ReadDb, request: PackageRequest, program: string): ComposedPackage {
  const cohort = getCohort(db, request.cohortId);
  const columns = chosenColumns(db, request);
  const lesions = packagedLesions(db, cohort.id);
  if (lesions.length === 0) throw new AppError('conflict', 'This cohort has no lesion that could go along.');
  const indexOf = new Map(lesions.map(({ id }, index) => [id, index]));
  const patients = [...new Map(lesions.map((lesion) => [lesion.patientId, lesion.patientCode]))];
  const patientIndex = new Map(patients.map(([id], index) => [id, index]));
  const runs = request.runIds.map((id) => ofCohort(getRun(db, id), cohort.id));
  const endpoints = endpointList(db, cohort.id, runs, columns);
  const splitIds = unique([
    ...listSplits(db, cohort.id).map(({ id }) => id),
    ...runs.map((run) => run.splitId as SplitId),
  ]);
  const setIds = unique([...request.featureSetIds, ...runs.map((run) => run.featureSetId as FeatureSetId)]);
  const sets = setIds.map((id) => ofCohort(getFeatureSet(db, id), cohort.id));
  const scanIds = unique(lesions.map(({ scanId }) => scanId));
  const firstOfScan = new Map(lesions.toReversed().map((lesion) => [lesion.scanId, lesion]));

  const rowsOf = new Map(
    request.featureSetIds.map((id) => [
      id,
      readFeatureMatrix(db, id).lesionIds.filter((lesion) => indexOf.has(lesion)),
    ]),
  );
  const manifest: ComposedPackage['manifest'] = {
    format: 'seedpoint-package-1',
    createdAt: new Date().toISOString(),
    program,
    name: cohort.name,
    description: cohort.description,
    aggregation: cohort.aggregation,
    columns: columns.map(({ name, type, unit, level }) => ({ name, type, unit, level })),
    patients: patientRows(db, cohort.id, patients, columns),
    scans: scanIds.map((id) => {
      const { patientId, modality } = firstOfScan.get(id)!;
      return { patient: patientIndex.get(patientId)!, modality };
    }),
    lesions: lesionRows(db, lesions, scanIds, columns),
    endpoints: endpoints.map(({ name, definition }) => ({ name, definition })),
    splits: splitIds.map((id) => splitRow(db, id, patientIndex, endpoints)),
    featureSets: sets.map((set, at) => {
      const { id: _id, createdAt: _createdAt, ...model } = getModel(db, set.modelId);
      const rows = rowsOf.get(set.id) ?? [];
      return {
        model,
        profile: set.profile,
        engine: set.engine,
        dimension: set.dimension,
        lesions: rows.map((lesion) => indexOf.get(lesion)!),
        file: rows.length > 0 ? `features-${at + 1}.npy` : null,
      };
    }),
    runs: runs.map((run, at) => ({
      name: run.name,
      featureSet: setIds.indexOf(run.featureSetId as FeatureSetId),
      split: splitIds.indexOf(run.splitId as SplitId),
      endpoint: endpoints.findIndex(({ id }) => id === run.endpointId),
      seed: run.seed,
      fraction: run.fraction,
      classes: run.classes,
      aggregation: run.aggregation,
      chosenC: run.chosenC,
      search: run.search,
      searchScore: run.searchScore,
      threshold: run.threshold,
      lesionCounts: run.lesionCounts,
      values: run.values,
      file: `run-${at + 1}.json`,
    })),
  };
  return {
    manifest,
    *files() {
      for (const [at, { file }] of manifest.featureSets.entries()) {
        if (file === null) continue;
        const { lesionIds, dimension, matrix } = readFeatureMatrix(db, setIds[at]!);
        const kept = lesionIds.flatMap((lesion, row) => (indexOf.has(lesion) ? [row] : []));
        const values = new Float32Array(kept.length * dimension);
        kept.forEach((row, to) => values.set(matrix.subarray(row * dimension, (row + 1) * dimension), to * dimension));
        yield { name: file, bytes: writeNpy([kept.length, dimension], values) };
      }
      for (const [at, { file }] of manifest.runs.entries()) {
        const content = JSON.stringify(runFile(db, request.runIds[at]!, indexOf));
        yield { name: file, bytes: new TextEncoder().encode(content) };
      }
    },
  };
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

function ofCohort<T extends { readonly cohortId: number }>(entity: T, cohortId: CohortId): T {
  if (entity.cohortId !== cohortId) {
    throw new AppError('invalid-input', 'Features and models of a package must be of the cohort that is exported.');
  }
  return entity;
}

function chosenColumns(db: ReadDb, { cohortId, columns }: PackageRequest): Column[] {
  const known = new Map(listColumns(db, cohortId).map((column) => [column.name, column]));
  return unique(columns).map((name) => {
    const column = known.get(name);
    if (!column) throw new AppError('not-found', `There is no clinical column “${name}” in this cohort.`);
    return column;
  });
}

const columnsOf = (definition: EndpointDefinition): string[] =>
  definition.kind === 'alive-at' ? [definition.timeColumn, definition.eventColumn] : [definition.column];

interface PackagedEndpoint {
  readonly id: number;
  readonly name: string;
  readonly definition: EndpointDefinition;
}

/** The endpoints whose columns go along; those of a run must. */
function endpointList(
  db: ReadDb,
  cohortId: CohortId,
  runs: readonly Run[],
  columns: readonly Column[],
): PackagedEndpoint[] {
  const taken = new Set(columns.map(({ name }) => name));
  const lacking = (definition: EndpointDefinition) => columnsOf(definition).find((name) => !taken.has(name));
  const needed = unique(runs.map((run) => run.endpointId as EndpointId)).map((id) => getEndpoint(db, id, countTargets));
  for (const { name, definition } of needed) {
    const column = lacking(definition);
    if (column !== undefined) {
      throw new AppError(
        'invalid-input',
        `A model predicts “${name}”, which is made of the column “${column}”: take that column along too.`,
      );
    }
  }
  const others = listEndpoints(db, cohortId, countTargets).filter(
    ({ id, definition }) => lacking(definition) === undefined && !needed.some((one) => one.id === id),
  );
  return [...needed, ...others];
}

function patientRows(
  db: ReadDb,
  cohortId: CohortId,
  patients: readonly (readonly [PatientId, string])[],
  columns: readonly Column[],
): Manifest['patients'] {
  const names = columns.filter(({ level }) => level === 'patient').map(({ name }) => name);
  const values = new Map(readClinicalRows(db, cohortId, names).map((row) => [row.patientId, row.cells]));
  return patients.map(([id, code]) => ({ code, values: values.get(id) ?? {} }));
}

function lesionRows(
  db: ReadDb,
  lesions: readonly PackagedLesion[],
  scanIds: readonly number[],
  columns: readonly Column[],
): Manifest['lesions'] {
  const scanIndex = new Map(scanIds.map((id, at) => [id, at]));
  const cells = columns
    .filter(({ level }) => level === 'lesion')
    .map((column) => ({ name: column.name, of: lesionCells(db, column) }));
  return lesions.map((lesion) => ({
    scan: scanIndex.get(lesion.scanId)!,
    number: lesion.number,
    seedMm: lesion.seedMm,
    volumeMm3: lesion.volumeMm3,
    values: Object.fromEntries(cells.map(({ name, of }): [string, Cell] => [name, of.get(lesion.id) ?? null])),
  }));
}

function splitRow(
  db: ReadDb,
  splitId: SplitId,
  patientIndex: ReadonlyMap<PatientId, number>,
  endpoints: readonly PackagedEndpoint[],
): Manifest['splits'][number] {
  const { name, seed, fractions, stratifiedBy } = getSplit(db, splitId);
  const parts: Record<SplitPart, number[]> = { train: [], tune: [], test: [] };
  for (const [patientId, part] of readSplitParts(db, splitId)) {
    const index = patientIndex.get(patientId);
    if (index !== undefined) parts[part].push(index);
  }
  const stratum = endpoints.findIndex(({ id }) => id === stratifiedBy);
  return { name, seed, fractions, stratifiedBy: stratum < 0 ? null : stratum, parts };
}

function runFile(db: ReadDb, runId: RunId, indexOf: ReadonlyMap<LesionId, number>): RunFile {
  const { scalerMean, scalerScale, coefficients, intercepts } = readRunWeights(db, runId);
  return {
    scalerMean: [...scalerMean],
    scalerScale: [...scalerScale],
    coefficients: [...coefficients],
    intercepts: [...intercepts],
    predictions: readPredictions(db, runId).flatMap(({ lesionId, part, target, probabilities }) => {
      const lesion = indexOf.get(lesionId);
      return lesion === undefined ? [] : [{ lesion, part, target, probabilities }];
    }),
  };
}
