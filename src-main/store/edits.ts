import { isDeepStrictEqual } from 'node:util';
import { AppError } from '#shared/errors.ts';
import { recordAudit } from './audit.ts';
import { refreshCriteria } from './criteria.ts';
import { fromJson, type ReadDb, type WriteDb } from './database.ts';
import type { EditKind } from './edit-kind.ts';
import { type EditAction, editKinds } from './edit-kinds.ts';

/** Edits that can be undone: older ones are settled, so that what they removed can be purged. */
const undoDepth = 200;

export interface EditsState {
  readonly undo: { label: string } | null;
  readonly redo: { label: string } | null;
}

interface EditRow {
  audit_id: number;
  action: string;
  subject: string;
  target: string;
  label: string;
  before: string;
  after: string;
}

/**
 * Changes part of the state of a target, in one transaction with its audit line, and drops what could be redone.
 * Does nothing where the state is already so.
 */
export function performEdit(
  db: WriteDb,
  action: EditAction,
  target: unknown,
  change: Record<string, unknown>,
  who: string,
): void {
  const kind = editKinds[action];
  db.transaction(() => {
    const before = kind.read(db, target) as Record<string, unknown>;
    const after = { ...before, ...change };
    if (isDeepStrictEqual(before, after)) return;
    writeState(db, kind, target, after);
    const { subject, label } = kind.describe(db, target, after);
    const auditId = recordAudit(db, { who, action, subject, before, after });
    db.run("UPDATE edits SET state = 'dropped' WHERE state = 'undone'");
    db.run("INSERT INTO edits (audit_id, target, label, state) VALUES (?, ?, ?, 'done')", [
      auditId,
      JSON.stringify(target),
      label,
    ]);
    db.run(
      `UPDATE edits SET state = 'settled' WHERE state = 'done' AND audit_id <=
         (SELECT audit_id FROM edits WHERE state = 'done' ORDER BY audit_id DESC LIMIT 1 OFFSET ?)`,
      [undoDepth],
    );
  });
}

/** What is left out by a rule follows what the rule asks for. */
function writeState(db: WriteDb, kind: EditKind, target: unknown, state: unknown): void {
  kind.write(db, target, state);
  const affected = kind.affected(db, target);
  if (affected) refreshCriteria(db, affected.cohortId, affected.patientIds);
}

/** The newest edit that stands, and the oldest that was undone: undone edits are always the last ones. */
function nextEdit(db: ReadDb, state: 'done' | 'undone'): EditRow | undefined {
  return db.get<EditRow>(
    `SELECT e.audit_id, a.action, a.subject, e.target, e.label, a.before, a.after
       FROM edits e JOIN audit_log a ON a.id = e.audit_id
      WHERE e.state = ? ORDER BY e.audit_id ${state === 'done' ? 'DESC' : 'ASC'} LIMIT 1`,
    [state],
  );
}

export function editsState(db: ReadDb): EditsState {
  const of = (row: EditRow | undefined) => (row ? { label: row.label } : null);
  return { undo: of(nextEdit(db, 'done')), redo: of(nextEdit(db, 'undone')) };
}

export const undoEdit = (db: WriteDb, who: string): EditsState => stepHistory(db, 'done', who);
export const redoEdit = (db: WriteDb, who: string): EditsState => stepHistory(db, 'undone', who);

/**
 * Takes one edit back, or does it again. What something else changed since, e.g. a new import, is not overwritten: the
 * edit then leaves the history and `conflict` says so, and the next call goes on with the edit before it.
 */
function stepHistory(db: WriteDb, from: 'done' | 'undone', who: string): EditsState {
  const undoing = from === 'done';
  const edit = nextEdit(db, from);
  if (!edit) throw new AppError('conflict', `There is nothing to ${undoing ? 'undo' : 'redo'}.`);
  const kind = editKinds[edit.action as EditAction];
  const target = fromJson(edit.target);
  const [expected, wanted] = (undoing ? [edit.after, edit.before] : [edit.before, edit.after]).map(fromJson);
  const current = kind.read(db, target);
  if (!isDeepStrictEqual(current, expected)) {
    moveEdit(db, edit, undoing ? 'settled' : 'dropped');
    throw new AppError('conflict', `“${edit.label}” was changed since by something else and stays as it is.`);
  }
  const obstacle = kind.obstacle(db, target, wanted);
  if (obstacle !== null) {
    moveEdit(db, edit, undoing ? 'settled' : 'dropped');
    throw new AppError('conflict', obstacle);
  }
  db.transaction(() => {
    writeState(db, kind, target, wanted);
    moveEdit(db, edit, undoing ? 'undone' : 'done');
    recordAudit(db, {
      who,
      action: undoing ? 'edits.undo' : 'edits.redo',
      subject: `${edit.action} of ${edit.subject}`,
      before: current,
      after: wanted,
    });
  });
  return editsState(db);
}

function moveEdit(db: WriteDb, edit: EditRow, state: 'done' | 'undone' | 'settled' | 'dropped'): void {
  db.run('UPDATE edits SET state = ? WHERE audit_id = ?', [state, edit.audit_id]);
}
