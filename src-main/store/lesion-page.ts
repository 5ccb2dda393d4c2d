import type { z } from 'zod';
import type { lesionFilterSchema, lesionRowSchema } from '#shared/contract/cohorts.ts';
import type { SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, PatientId, SplitId } from '#shared/domain/ids.ts';
import { listColumns } from './clinical.ts';
import type { ReadDb } from './database.ts';
import { conditionOf, type Fields, type Fragment, fieldsOf, orderOf, searchCondition } from './lesion-query.ts';
import { cellsOfLesions } from './lesion-values.ts';
import { type LesionRecord, lesionSelect, toLesion } from './lesions.ts';

export interface LesionPageRequest {
  readonly cohortId: CohortId;
  readonly offset: number;
  readonly limit: number;
  readonly sort: { readonly field: string; readonly descending: boolean } | null;
  readonly filters: readonly z.output<typeof lesionFilterSchema>[];
  readonly search: string;
  readonly splitId: SplitId | null;
}

/**
 * One window of the lesion table. Rows are sorted by the asked field, missing values last, then by patient code and
 * lesion number; the ids of the window are found first, its rows read after.
 */
export function pageLesions(
  db: ReadDb,
  request: LesionPageRequest,
): { total: number; rows: z.input<typeof lesionRowSchema>[] } {
  const fields = fieldsOf(request.cohortId, listColumns(db, request.cohortId));
  const search = request.search.trim();
  const conditions = [
    ...request.filters.map((filter) => conditionOf(fields, filter)),
    ...(search ? [searchCondition(request.cohortId, search)] : []),
  ];
  const where: Fragment = {
    sql: ['l.cohort_id = ?', ...conditions.map(({ sql }) => sql)].join(' AND '),
    parameters: [request.cohortId, ...conditions.flatMap(({ parameters }) => parameters)],
  };
  const counted = db.get<{ total: number }>(
    `SELECT count(*) AS total FROM lesions l WHERE ${where.sql}`,
    where.parameters,
  );
  const total = counted?.total ?? 0;
  return { total, rows: readRows(db, request, findIds(db, request, fields, where, total)) };
}

/** A window in the second half is found from the end, so that the last rows come as fast as the first. */
function findIds(db: ReadDb, request: LesionPageRequest, fields: Fields, where: Fragment, total: number): number[] {
  const count = Math.max(0, Math.min(request.limit, total - request.offset));
  const backwards = request.offset > total / 2;
  const order = orderOf(fields, request.sort, backwards);
  const rows = db.all<{ id: number }>(
    `SELECT l.id FROM lesions l WHERE ${where.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`,
    [
      ...where.parameters,
      ...order.parameters,
      count,
      backwards ? Math.max(0, total - request.offset - count) : request.offset,
    ],
  );
  const ids = rows.map(({ id }) => id);
  return backwards ? ids.toReversed() : ids;
}

function readRows(
  db: ReadDb,
  { cohortId, splitId }: LesionPageRequest,
  ids: readonly number[],
): z.input<typeof lesionRowSchema>[] {
  const records = db.all<LesionRecord>(`${lesionSelect} WHERE l.id IN (SELECT value FROM json_each(?))`, [
    JSON.stringify(ids),
  ]);
  const byId = new Map<number, LesionRecord>(records.map((record) => [record.id, record]));
  const patientIds = [...new Set(records.map((record) => record.patient_id))];
  const clinical = cellsOfLesions(
    db,
    cohortId,
    records.map((record) => ({ lesionId: record.id, patientId: record.patient_id })),
  );
  const parts = splitId === null ? null : partsOf(db, splitId, patientIds);
  return ids.flatMap((id) => {
    const record = byId.get(id);
    if (!record) return [];
    return [
      {
        ...toLesion(record),
        clinical: clinical.get(record.id) ?? {},
        part: parts?.get(record.patient_id) ?? null,
      },
    ];
  });
}

function partsOf(db: ReadDb, splitId: SplitId, patientIds: readonly PatientId[]): Map<PatientId, SplitPart> {
  const rows = db.all<{ patient_id: PatientId; part: SplitPart }>(
    'SELECT patient_id, part FROM split_patients WHERE split_id = ? AND patient_id IN (SELECT value FROM json_each(?))',
    [splitId, JSON.stringify(patientIds)],
  );
  return new Map(rows.map((row) => [row.patient_id, row.part]));
}
