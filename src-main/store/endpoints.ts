import {
  type Cell,
  type ColumnLevel,
  type Endpoint,
  type EndpointDefinition,
  endpointDefinitionSchema,
} from '#shared/domain/entities.ts';
import type { CohortId, EndpointId, PatientId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { isTimeUnit } from '#shared/statistics/time-units.ts';
import { findColumn, readClinicalRows } from './clinical.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { performEdit } from './edits.ts';
import { readLesionRows } from './lesion-values.ts';

/** Patients, or lesions, per class of an endpoint, which is not the store's to decide: `countTargets` of the analysis room. */
export type CountTargets = (
  definition: EndpointDefinition,
  rows: Record<string, Cell>[],
) => Pick<Endpoint, 'counts' | 'undefinedCount'>;

interface EndpointRow {
  id: EndpointId;
  cohort_id: CohortId;
  name: string;
  definition: string;
}

/**
 * The rows that an endpoint is defined for: patients, or, where a column of it has a value per lesion, the lesions that
 * are not left out. A row holds the columns of the endpoint alone.
 */
export function endpointRows(
  db: ReadDb,
  cohortId: CohortId,
  definition: EndpointDefinition,
): { level: ColumnLevel; rows: { patientId: PatientId; cells: Record<string, Cell> }[] } {
  const names = columnsOf(definition);
  const isOfLesions = names.some((name) => findColumn(db, cohortId, name)?.level === 'lesion');
  return isOfLesions
    ? { level: 'lesion', rows: readLesionRows(db, cohortId, names) }
    : { level: 'patient', rows: readClinicalRows(db, cohortId, names) };
}

const columnsOf = (definition: EndpointDefinition): string[] =>
  definition.kind === 'alive-at' ? [definition.timeColumn, definition.eventColumn] : [definition.column];

function toEndpoint(db: ReadDb, row: EndpointRow, count: CountTargets): Endpoint {
  // Definitions kept before a field was added take its default.
  const definition = endpointDefinitionSchema.parse(fromJson<unknown>(row.definition));
  const { level, rows } = endpointRows(db, row.cohort_id, definition);
  const counts = count(
    definition,
    rows.map(({ cells }) => cells),
  );
  return { id: row.id, cohortId: row.cohort_id, name: row.name, definition, level, ...counts };
}

const select = 'SELECT id, cohort_id, name, definition FROM endpoints';

/** In the order in which they were made, each counted over the clinical values as they are now. */
export const listEndpoints = (db: ReadDb, cohortId: CohortId, count: CountTargets): Endpoint[] =>
  db
    .all<EndpointRow>(`${select} WHERE cohort_id = ? AND removed_at IS NULL ORDER BY id`, [cohortId])
    .map((row) => toEndpoint(db, row, count));

/** Finds removed endpoints too: runs go on naming them. */
export const getEndpoint = (db: ReadDb, endpointId: EndpointId, count: CountTargets): Endpoint =>
  toEndpoint(db, endpointRow(db, endpointId), count);

function endpointRow(db: ReadDb, endpointId: EndpointId): EndpointRow {
  const row = db.get<EndpointRow>(`${select} WHERE id = ?`, [endpointId]);
  if (!row) throw new AppError('not-found', 'This endpoint is no longer in the workspace.');
  return row;
}

export interface EndpointDraft {
  readonly cohortId: CohortId;
  readonly name: string;
  readonly definition: EndpointDefinition;
}

/** Can be undone. */
export function createEndpoint(db: WriteDb, draft: EndpointDraft, who: string, count: CountTargets): Endpoint {
  return db.transaction(() => {
    for (const name of columnsOf(draft.definition)) {
      if (findColumn(db, draft.cohortId, name)) continue;
      const message = `There is no clinical column “${name}” in this cohort.`;
      throw new AppError('invalid-input', message, { issues: [{ path: 'definition', message }] });
    }
    assertTimeUnit(db, draft);
    const { insertedId } = db.run(
      'INSERT INTO endpoints (cohort_id, name, definition, removed_at) VALUES (?, ?, ?, ?)',
      [draft.cohortId, draft.name, JSON.stringify(draft.definition), now()],
    );
    performEdit(db, 'endpoints.create', { id: insertedId }, { present: true }, who);
    return getEndpoint(db, insertedId as EndpointId, count);
  });
}

/** Days taken for months would make another endpoint of it, and nobody could see that in its counts. */
function assertTimeUnit(db: ReadDb, { cohortId, definition }: EndpointDraft): void {
  if (definition.kind !== 'alive-at') return;
  const { timeColumn, timeUnit } = definition;
  const unit = findColumn(db, cohortId, timeColumn)?.unit;
  if (!isTimeUnit(unit) || unit === timeUnit) return;
  const message = `Column “${timeColumn}” is in ${unit} in this cohort, not in ${timeUnit}. Choose that unit, or import the column again under another name if its unit is wrong.`;
  throw new AppError('invalid-input', message, { issues: [{ path: 'definition.timeUnit', message }] });
}

/** Can be undone; runs that predict it keep it. */
export function removeEndpoint(db: WriteDb, endpointId: EndpointId, who: string): CohortId {
  const { cohort_id } = endpointRow(db, endpointId);
  performEdit(db, 'endpoints.remove', { id: endpointId }, { present: false }, who);
  return cohort_id;
}
