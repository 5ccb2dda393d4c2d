import type { AuditEntry } from '#shared/domain/entities.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';

export interface AuditNote {
  readonly who: string;
  /** e.g. `models.remove`. */
  readonly action: string;
  /** By our own numbers and codes, never by a patient's label. */
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Writes one line of the audit log and returns its id. Call inside the transaction of what it records. */
export function recordAudit(db: WriteDb, note: AuditNote): number {
  return db.run('INSERT INTO audit_log (at, who, action, subject, before, after) VALUES (?, ?, ?, ?, ?, ?)', [
    now(),
    note.who,
    note.action,
    note.subject,
    JSON.stringify(note.before ?? null),
    JSON.stringify(note.after ?? null),
  ]).insertedId;
}

interface AuditRow {
  id: number;
  at: string;
  who: string;
  action: string;
  subject: string;
  before: string;
  after: string;
  undone: number;
}

const toAuditEntry = (row: AuditRow): AuditEntry => ({
  ...row,
  before: fromJson(row.before),
  after: fromJson(row.after),
  undone: row.undone === 1,
});

/** Newest first. */
export function listAudit(
  db: ReadDb,
  page: { offset: number; limit: number },
): { total: number; entries: AuditEntry[] } {
  const total = db.get<{ n: number }>('SELECT count(*) AS n FROM audit_log')?.n ?? 0;
  const rows = db.all<AuditRow>(
    `SELECT a.id, a.at, a.who, a.action, a.subject, a.before, a.after,
            coalesce(e.state IN ('undone', 'dropped'), 0) AS undone
       FROM audit_log a LEFT JOIN edits e ON e.audit_id = a.id
      ORDER BY a.id DESC LIMIT ? OFFSET ?`,
    [page.limit, page.offset],
  );
  return { total, entries: rows.map(toAuditEntry) };
}
