import { aggregateLesions } from '#shared/biomarker/aggregate.ts';
import type { Cell } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, PatientId, RunId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { AppError } from '#shared/errors.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { missingNeed } from '#shared/statistics/missing-need.ts';
import { probabilityColumn } from '#shared/statistics/roc/params.ts';
import type { StatisticNeed } from '#shared/statistics/statistic.ts';
import { readClinicalRows } from '../store/clinical.ts';
import type { ReadDb } from '../store/database.ts';
import { getFeatureSet, listFeatureRows } from '../store/features.ts';
import { type LesionFacts, readLesionFacts } from '../store/lesion-facts.ts';
import { readPerturbedPredictions } from '../store/perturbations.ts';
import { getRun, readPredictions } from '../store/runs.ts';
import { attachmentsOf, featureSetOf } from './attachments.ts';
import { cellsOfRows, ruleOf } from './row-cells.ts';

/** One row of a table with the lesion and the patient it stands for. */
interface Row {
  readonly lesionId: LesionId | null;
  readonly patientId: PatientId;
  readonly cells: Record<string, Cell>;
}

/**
 * What a statistic reads.
 * - Of a cohort alone: a row per patient with the clinical columns and `patient`; with features, a row per lesion, or
 *   what the rule of the cohort makes of the lesions of a patient. Where a row stands for several lesions, a column with
 *   a value per lesion has one only if all of them agree.
 * - Of a run: a row per lesion with `probability of <class>`, `target` (class name), `part` (train, tune, test),
 *   `patient`, `lesion`, `scan`, `volume mm3` and the clinical columns; a clinical column of one of those names is
 *   `clinical <name>`.
 * - Of several runs: their tables one below the other, with `run`, `model`, `fraction` and `seed`.
 * - Of perturbed seeds: a row per lesion and draw, with `draw` and the offsets in mm.
 */
export function sourceTable(db: ReadDb, source: StatisticSource, needs: readonly StatisticNeed[] = []): DataTable {
  const rows = sourceRows(db, source, needs);
  const subjects = rows.every(({ lesionId }) => lesionId !== null)
    ? { subjects: Int32Array.from(rows, ({ lesionId }) => lesionId as number) }
    : {};
  const table = tableFromRecords(
    rows.map(({ cells }) => cells),
    { patients: Int32Array.from(rows, ({ patientId }) => patientId), ...subjects },
  );
  return { ...table, attachments: attachmentsOf(db, source, needs, table.subjects) };
}

function sourceRows(db: ReadDb, source: StatisticSource, needs: readonly StatisticNeed[]): Row[] {
  const { cohortId, runId } = source;
  if (runId === null) return needs.includes('features') ? featureRows(db, source) : patientRows(db, cohortId);
  if (needs.includes('perturbations')) return perturbedRows(db, cohortId, runId);
  if (!needs.includes('runs')) return runRows(db, cohortId, runId);
  return [...new Set([runId, ...source.compareWith])].flatMap((id) => {
    const { name, fraction, seed, featureSetId } = getRun(db, id);
    const model = `${getFeatureSet(db, featureSetId).modelName}, linear probe`;
    return runRows(db, cohortId, id).map((row) => ({
      ...row,
      cells: { ...row.cells, run: name, model, fraction, seed },
    }));
  });
}

/** A patient is opened by its first lesion. */
function patientRows(db: ReadDb, cohortId: CohortId): Row[] {
  const firstLesion = new Map<PatientId, LesionId>();
  const facts = readLesionFacts(db, cohortId);
  for (const { lesionId, patientId, number } of facts.values()) {
    if (number === 1) firstLesion.set(patientId, lesionId);
  }
  const current = currentLesions(facts.values());
  const patients = readClinicalRows(db, cohortId);
  const common = cellsOfRows(
    db,
    cohortId,
    patients.map(({ patientId }) => current.get(patientId) ?? []),
  );
  return patients.map(({ patientId, patientCode, cells }, row) => ({
    lesionId: firstLesion.get(patientId) ?? null,
    patientId,
    cells: besideClinical({ ...cells, ...common[row] }, { patient: patientCode }),
  }));
}

/** The lesions of each patient that are not left out. */
function currentLesions(facts: Iterable<LesionFacts>): Map<PatientId, LesionFacts[]> {
  const ofPatient = new Map<PatientId, LesionFacts[]>();
  for (const lesion of facts) {
    if (lesion.leftOut) continue;
    const known = ofPatient.get(lesion.patientId);
    if (known) known.push(lesion);
    else ofPatient.set(lesion.patientId, [lesion]);
  }
  return ofPatient;
}

function featureRows(db: ReadDb, source: StatisticSource): Row[] {
  const facts = readLesionFacts(db, source.cohortId);
  const lesions = listFeatureRows(db, featureSetOf(db, source).id).map(({ lesionId }) => facts.get(lesionId)!);
  const rows = aggregateLesions(ruleOf(db, source), lesions);
  const cells = cellsOfRows(
    db,
    source.cohortId,
    rows.map(({ members }) => members.map((member) => lesions[member]!)),
  );
  return rows.map(({ lead }, row) => {
    const { lesionId, patientId } = lesions[lead]!;
    return { lesionId, patientId, cells: besideClinical(cells[row] ?? {}, lesionCells(facts.get(lesionId))) };
  });
}

function runRows(db: ReadDb, cohortId: CohortId, runId: RunId): Row[] {
  const { classes, cohortId: cohortOfRun, aggregation } = getRun(db, runId);
  if (cohortOfRun !== cohortId) throw new AppError('invalid-input', 'This run is of another cohort.');
  const predictions = readPredictions(db, runId);
  const facts = readLesionFacts(db, cohortId);
  const averaged = aggregation === 'mean' ? currentLesions(facts.values()) : null;
  const cells = cellsOfRows(
    db,
    cohortId,
    predictions.map((row) => averaged?.get(row.patientId) ?? [row]),
  );
  return predictions.map(({ lesionId, patientId, probabilities, target, part }, row) => {
    const own = {
      ...Object.fromEntries(classes.map((name, index) => [probabilityColumn(name), probabilities[index] ?? null])),
      target: target === null ? null : (classes[target] ?? null),
      part,
      ...lesionCells(facts.get(lesionId)),
    };
    return { lesionId, patientId, cells: besideClinical(cells[row] ?? {}, own) };
  });
}

function perturbedRows(db: ReadDb, cohortId: CohortId, runId: RunId): Row[] {
  const perturbed = readPerturbedPredictions(db, runId);
  if (!perturbed)
    throw missingNeed('perturbations', 'Perturb the seeds of this run first: Biomarkers, the run, Displaced seeds.');
  const { classes } = getRun(db, runId);
  const ofLesion = new Map(runRows(db, cohortId, runId).map((row) => [row.lesionId, row]));
  return perturbed.rows.flatMap(({ lesionId, draw, offsetMm, probabilities }) => {
    const row = ofLesion.get(lesionId);
    if (!row) return [];
    const predicted = classes.map((name, index) => [probabilityColumn(name), probabilities[index] ?? null]);
    const [x, y, z] = offsetMm;
    const own = { ...Object.fromEntries(predicted), draw, 'offset x': x, 'offset y': y, 'offset z': z };
    return [{ ...row, cells: { ...row.cells, ...own } }];
  });
}

const lesionCells = (facts: LesionFacts | undefined): Record<string, Cell> =>
  facts
    ? {
        patient: facts.patientCode,
        lesion: `${facts.patientCode}-${facts.number}`,
        scan: facts.scanNumber,
        'volume mm3': facts.volumeMm3,
      }
    : {};

/** Columns of ours first in right, but clinical columns first in order; one of the same name steps aside. */
function besideClinical(clinical: Record<string, Cell>, own: Record<string, Cell>): Record<string, Cell> {
  const renamed = Object.entries(clinical).map(([name, cell]) => [name in own ? `clinical ${name}` : name, cell]);
  return { ...Object.fromEntries(renamed), ...own };
}
