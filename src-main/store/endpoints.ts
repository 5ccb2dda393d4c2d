import {
  type Cell,
  type Endpoint,
  type EndpointDefinition,
  endpointDefinitionSchema,
} from '#shared/domain/entities.ts';
import type { CohortId, EndpointId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { isTimeUnit } from '#shared/statistics/time-units.ts';
import { findColumn, readClinicalRows } from './clinical.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { performEdit } from './edits.ts';

/** Patients per class of an endpoint, which is not the store's to decide: `countTargets` of the analysis room. */
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

const columnsOf = (definition: EndpointDefinition): string[] =>
  definition.kind === 'alive-at' ? [definition.timeColumn, definition.eventColumn] : [definition.column];

function toEndpoint(db: ReadDb, row: EndpointRow, count: CountTargets): Endpoint {
  // Definitions kept before a field was added take its default.
  const definition = endpointDefinitionSchema.parse(fromJson<unknown>(row.definition));
  const rows = readClinicalRows(db, row.cohort_id, columnsOf(definition)).map(({ cells }) => cells);
  return { id: row.id, cohortId: row.cohort_id, name: row.name, definition, ...count(definition, rows) };
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
