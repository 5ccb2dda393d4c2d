import type { JobId } from '#shared/domain/ids.ts';
import { AppError, type WireError } from '#shared/errors.ts';
import { canMove, type Job, type JobFailure, type JobKind, type JobProgress, type JobState } from '#shared/job.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';

interface JobRow {
  id: JobId;
  kind: JobKind;
  title: string;
  state: JobState;
  progress: string;
  failure_count: number;
  error: string | null;
  result: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}

const toJob = (row: JobRow): Job => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  state: row.state,
  progress: fromJson(row.progress),
  failureCount: row.failure_count,
  createdAt: row.created_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  error: row.error === null ? null : fromJson(row.error),
  result: row.result === null ? null : fromJson(row.result),
});

const select = `SELECT id, kind, title, state, progress, error, result, created_at, started_at, ended_at,
    (SELECT count(*) FROM job_failures WHERE job_id = jobs.id) AS failure_count
  FROM jobs`;

const noProgress: JobProgress = { done: 0, total: 0, label: '', perSecond: null, secondsLeft: null };

/** Newest first. */
export const listJobs = (db: ReadDb, limit: number): Job[] =>
  db.all<JobRow>(`${select} ORDER BY id DESC LIMIT ?`, [limit]).map(toJob);

export function getJob(db: ReadDb, jobId: JobId): Job {
  const row = db.get<JobRow>(`${select} WHERE id = ?`, [jobId]);
  if (!row) throw new AppError('not-found', 'This job is no longer on the list.');
  return toJob(row);
}

/** What the job was given. Parse it before use: an older version of the program may have written it. */
export function jobInput(db: ReadDb, jobId: JobId): unknown {
  const row = db.get<{ input: string }>('SELECT input FROM jobs WHERE id = ?', [jobId]);
  if (!row) throw new AppError('not-found', 'This job is no longer on the list.');
  return fromJson(row.input);
}

export function insertJob(db: WriteDb, draft: { kind: JobKind; title: string; input: unknown }): Job {
  const at = now();
  const { insertedId } = db.run(
    "INSERT INTO jobs (kind, title, state, input, progress, created_at, queued_at) VALUES (?, ?, 'queued', ?, ?, ?, ?)",
    [draft.kind, draft.title, JSON.stringify(draft.input), JSON.stringify(noProgress), at, at],
  );
  return getJob(db, insertedId as JobId);
}

/** The job that has waited longest. */
export function nextQueuedJob(db: ReadDb): Job | null {
  const row = db.get<JobRow>(`${select} WHERE state = 'queued' ORDER BY queued_at, id LIMIT 1`);
  return row ? toJob(row) : null;
}

/**
 * Moves a job to another state, with its outcome: an error belongs to `failed`, a result to `succeeded`. An illegal move
 * is a `conflict`. Queued again, a job starts afresh: without progress, failures and outcome, but with its log.
 */
export function moveJob(
  db: WriteDb,
  jobId: JobId,
  to: JobState,
  outcome: { error?: WireError; result?: Record<string, unknown> } = {},
): Job {
  return db.transaction(() => {
    const { state } = getJob(db, jobId);
    if (!canMove(state, to)) throw new AppError('conflict', `A job that is ${state} cannot become ${to}.`);
    if (to === 'queued') {
      db.run(
        "UPDATE jobs SET state = 'queued', queued_at = ?, started_at = NULL, ended_at = NULL, error = NULL, result = NULL, progress = ? WHERE id = ?",
        [now(), JSON.stringify(noProgress), jobId],
      );
      db.run('DELETE FROM job_failures WHERE job_id = ?', [jobId]);
    } else if (to === 'running') {
      db.run("UPDATE jobs SET state = 'running', started_at = ? WHERE id = ?", [now(), jobId]);
    } else {
      db.run('UPDATE jobs SET state = ?, ended_at = ?, error = ?, result = ? WHERE id = ?', [
        to,
        now(),
        outcome.error ? JSON.stringify(outcome.error) : null,
        outcome.result ? JSON.stringify(outcome.result) : null,
        jobId,
      ]);
    }
    return getJob(db, jobId);
  });
}

export function setJobProgress(db: WriteDb, jobId: JobId, progress: JobProgress): void {
  db.run('UPDATE jobs SET progress = ? WHERE id = ?', [JSON.stringify(progress), jobId]);
}

export function addJobFailure(db: WriteDb, jobId: JobId, failure: JobFailure): void {
  db.run('INSERT INTO job_failures (job_id, item, error) VALUES (?, ?, ?)', [
    jobId,
    failure.item,
    JSON.stringify(failure.error),
  ]);
}

export const listJobFailures = (db: ReadDb, jobId: JobId): JobFailure[] =>
  db
    .all<{ item: string; error: string }>('SELECT item, error FROM job_failures WHERE job_id = ? ORDER BY id', [jobId])
    .map(({ item, error }) => ({ item, error: fromJson(error) }));

export function addJobLog(db: WriteDb, jobId: JobId, line: string): void {
  db.run('INSERT INTO job_log (job_id, at, line) VALUES (?, ?, ?)', [jobId, now(), line]);
}

export const listJobLog = (db: ReadDb, jobId: JobId): { at: string; line: string }[] =>
  db.all('SELECT at, line FROM job_log WHERE job_id = ? ORDER BY id', [jobId]);

/**
 * Queues again what a dead process left running. Whoever holds the workspace is its only writer, so at the start every
 * running job is such a one.
 */
export function requeueInterruptedJobs(db: WriteDb): Job[] {
  return db.transaction(() =>
    db.all<{ id: JobId }>("SELECT id FROM jobs WHERE state = 'running' ORDER BY id").map(({ id }) => {
      addJobLog(db, id, 'Seedpoint ended while this job ran. It goes on where it was.');
      return moveJob(db, id, 'queued');
    }),
  );
}

/** Takes finished jobs off the list, with their failures and logs. Returns how many. */
export const clearFinishedJobs = (db: WriteDb): number =>
  db.run("DELETE FROM jobs WHERE state IN ('succeeded', 'failed', 'cancelled')").changes;
