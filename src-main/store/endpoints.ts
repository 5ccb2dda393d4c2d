import { endpointTargets } from '#shared/biomarker/endpoint.ts';
import type { Endpoint, EndpointDefinition } from '#shared/domain/entities.ts';
import type { CohortId, EndpointId, PatientId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { findColumn, readClinicalRows } from './clinical.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { performEdit } from './edits.ts';

interface EndpointRow {
  id: EndpointId;
  cohort_id: CohortId;
  name: string;
  definition: string;
}

const columnsOf = (definition: EndpointDefinition): string[] =>
  definition.kind === 'alive-at' ? [definition.timeColumn, definition.eventColumn] : [definition.column];

export interface PatientTargets {
  readonly classes: string[];
  /** Class number per patient, in the order of their codes; -1 where the endpoint has no value. */
  readonly targets: ReadonlyMap<PatientId, number>;
}

function targetsOf(db: ReadDb, cohortId: CohortId, definition: EndpointDefinition): PatientTargets {
  const rows = readClinicalRows(db, cohortId, columnsOf(definition));
  const { classes, targets } = endpointTargets(
    definition,
    rows.map(({ cells }) => cells),
  );
  return { classes, targets: new Map(rows.map(({ patientId }, index) => [patientId, targets[index] ?? -1])) };
}

function toEndpoint(db: ReadDb, row: EndpointRow): Endpoint {
  const definition = fromJson<EndpointDefinition>(row.definition);
  const { classes, targets } = targetsOf(db, row.cohort_id, definition);
  const tally = classes.map(() => 0);
  let undefinedCount = 0;
  for (const target of targets.values()) {
    if (target < 0) undefinedCount++;
    else tally[target] = (tally[target] ?? 0) + 1;
  }
  const counts = Object.fromEntries(classes.map((name, index) => [name, tally[index] ?? 0]));
  return { id: row.id, cohortId: row.cohort_id, name: row.name, definition, counts, undefinedCount };
}

const select = 'SELECT id, cohort_id, name, definition FROM endpoints';

/** In the order in which they were made, each counted over the clinical values as they are now. */
export const listEndpoints = (db: ReadDb, cohortId: CohortId): Endpoint[] =>
  db
    .all<EndpointRow>(`${select} WHERE cohort_id = ? AND removed_at IS NULL ORDER BY id`, [cohortId])
    .map((row) => toEndpoint(db, row));

/** Finds removed endpoints too: runs go on naming them. */
export const getEndpoint = (db: ReadDb, endpointId: EndpointId): Endpoint =>
  toEndpoint(db, endpointRow(db, endpointId));

/** The classes of an endpoint and the class of each patient, from the clinical values as they are now. */
export function readTargets(db: ReadDb, endpointId: EndpointId): PatientTargets {
  const row = endpointRow(db, endpointId);
  return targetsOf(db, row.cohort_id, fromJson(row.definition));
}

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
export function createEndpoint(db: WriteDb, draft: EndpointDraft, who: string): Endpoint {
  return db.transaction(() => {
    for (const name of columnsOf(draft.definition)) {
      if (findColumn(db, draft.cohortId, name)) continue;
      const message = `There is no clinical column “${name}” in this cohort.`;
      throw new AppError('invalid-input', message, { issues: [{ path: 'definition', message }] });
    }
    const { insertedId } = db.run(
      'INSERT INTO endpoints (cohort_id, name, definition, removed_at) VALUES (?, ?, ?, ?)',
      [draft.cohortId, draft.name, JSON.stringify(draft.definition), now()],
    );
    performEdit(db, 'endpoints.create', { id: insertedId }, { present: true }, who);
    return getEndpoint(db, insertedId as EndpointId);
  });
}

/** Can be undone; runs that predict it keep it. */
export function removeEndpoint(db: WriteDb, endpointId: EndpointId, who: string): CohortId {
  const { cohort_id } = endpointRow(db, endpointId);
  performEdit(db, 'endpoints.remove', { id: endpointId }, { present: false }, who);
  return cohort_id;
}
