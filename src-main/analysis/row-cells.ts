import type { AggregationRule, Cell } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, PatientId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { listColumns } from '../store/clinical.ts';
import { getCohort } from '../store/cohorts.ts';
import type { ReadDb } from '../store/database.ts';
import { cellsOfLesions } from '../store/lesion-values.ts';
import { getRun } from '../store/runs.ts';

/** How the lesions of a patient became rows: by the rule of the run, or of the cohort. */
export const ruleOf = (db: ReadDb, { runId, cohortId }: StatisticSource): AggregationRule =>
  runId === null ? getCohort(db, cohortId).aggregation : getRun(db, runId).aggregation;

interface LesionOfPatient {
  readonly lesionId: LesionId;
  readonly patientId: PatientId;
}

/**
 * The values of rows that stand for one or more lesions of a patient. A column with a value per lesion has one in a row
 * only where all of its lesions agree.
 */
export function cellsOfRows(
  db: ReadDb,
  cohortId: CohortId,
  rows: readonly (readonly LesionOfPatient[])[],
): Record<string, Cell>[] {
  const cells = cellsOfLesions(db, cohortId, rows.flat());
  const ofLesions = listColumns(db, cohortId).filter(({ level }) => level === 'lesion');
  return rows.map((lesions) => {
    const [first, ...others] = lesions.map(({ lesionId }) => cells.get(lesionId) ?? {});
    if (!first || others.length === 0) return first ?? {};
    const row = { ...first };
    for (const { name } of ofLesions) {
      if (others.some((other) => other[name] !== first[name])) row[name] = null;
    }
    return row;
  });
}
