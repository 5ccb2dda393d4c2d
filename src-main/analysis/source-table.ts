import type { Cell } from '#shared/domain/entities.ts';
import type { CohortId, RunId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { AppError } from '#shared/errors.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { probabilityColumn } from '#shared/statistics/roc/params.ts';
import { clinicalOf, readClinicalRows } from '../store/clinical.ts';
import type { ReadDb } from '../store/database.ts';
import { getRun, readPredictions } from '../store/runs.ts';

/**
 * What a statistic reads. Of a run: one row per lesion with `probability of <class>`, `target` (class name), `part`
 * (train, tune, test) and the clinical columns; a clinical column of one of those names is `clinical <name>`. Of a cohort
 * alone: one row per patient with the clinical columns.
 */
export function sourceTable(db: ReadDb, source: StatisticSource): DataTable {
  return source.runId === null ? clinicalTable(db, source.cohortId) : runTable(db, source.cohortId, source.runId);
}

function clinicalTable(db: ReadDb, cohortId: CohortId): DataTable {
  return tableFromRecords(readClinicalRows(db, cohortId).map(({ cells }) => cells));
}

function runTable(db: ReadDb, cohortId: CohortId, runId: RunId): DataTable {
  const { classes, cohortId: cohortOfRun } = getRun(db, runId);
  if (cohortOfRun !== cohortId) throw new AppError('invalid-input', 'This run is of another cohort.');
  const predictions = readPredictions(db, runId);
  const clinical = clinicalOf(db, cohortId, [...new Set(predictions.map(({ patientId }) => patientId))]);
  const records = predictions.map((prediction): Record<string, Cell> => {
    const probabilities = classes.map((name, index) => [
      probabilityColumn(name),
      prediction.probabilities[index] ?? null,
    ]);
    const own = {
      ...Object.fromEntries(probabilities),
      target: prediction.target === null ? null : (classes[prediction.target] ?? null),
      part: prediction.part,
    };
    const ofPatient = Object.entries(clinical.get(prediction.patientId) ?? {});
    const renamed = ofPatient.map(([name, cell]) => [name in own ? `clinical ${name}` : name, cell]);
    return { ...Object.fromEntries(renamed), ...own };
  });
  return tableFromRecords(records, {
    subjects: Int32Array.from(predictions, ({ lesionId }) => lesionId),
    patients: Int32Array.from(predictions, ({ patientId }) => patientId),
  });
}
