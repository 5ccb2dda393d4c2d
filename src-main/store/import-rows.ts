import type { ImportReport } from '#shared/contract/imports.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { Parameter, ReadDb, WriteDb } from './database.ts';

/** What an import made of one row or file. */
export type ImportRow = ImportReport['rows'][number];

/** Removes what an earlier run of the same job said. */
export const clearImportRows = (db: WriteDb, jobId: JobId): void => {
  db.run('DELETE FROM import_rows WHERE job_id = ?', [jobId]);
};

export function addImportRows(db: WriteDb, jobId: JobId, rows: readonly ImportRow[]): void {
  db.transaction(() => {
    for (const { item, outcome, message } of rows) {
      db.run('INSERT INTO import_rows (job_id, item, outcome, message) VALUES (?, ?, ?, ?)', [
        jobId,
        item,
        outcome,
        message,
      ]);
    }
  });
}

/** One window of the report in the order of the import, with the number of rows of each outcome. */
export function readImportReport(
  db: ReadDb,
  {
    jobId,
    outcome,
    offset,
    limit,
  }: { jobId: JobId; outcome: ImportRow['outcome'] | null; offset: number; limit: number },
): ImportReport {
  const counts = { taken: 0, corrected: 0, refused: 0 };
  const grouped = db.all<{ outcome: ImportRow['outcome']; count: number }>(
    'SELECT outcome, count(*) AS count FROM import_rows WHERE job_id = ? GROUP BY outcome',
    [jobId],
  );
  for (const { outcome: kind, count } of grouped) counts[kind] = count;
  const [condition, parameters]: [string, Parameter[]] =
    outcome === null ? ['job_id = ?', [jobId]] : ['job_id = ? AND outcome = ?', [jobId, outcome]];
  const rows = db.all<ImportRow>(
    `SELECT item, outcome, message FROM import_rows WHERE ${condition} ORDER BY id LIMIT ? OFFSET ?`,
    [...parameters, limit, offset],
  );
  const total = outcome === null ? counts.taken + counts.corrected + counts.refused : counts[outcome];
  return { counts, total, rows };
}
