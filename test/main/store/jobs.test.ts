import { describe, expect, test } from 'vitest';
import type { WriteDb } from '#main/store/database.ts';
import {
  addJobFailure,
  addJobLog,
  clearFinishedJobs,
  getJob,
  insertJob,
  jobInput,
  listJobFailures,
  listJobLog,
  listJobs,
  moveJob,
  nextQueuedJob,
  requeueInterruptedJobs,
  setJobProgress,
} from '#main/store/jobs.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { canMove, type Job, jobStates } from '#shared/job.ts';
import { reopened, temporaryWorkspace } from './fixture.ts';

const add = (db: WriteDb, title: string): Job => insertJob(db, { kind: 'import', title, input: { path: title } });

describe('a job', () => {
  test('starts queued, with its input kept as it was given', () => {
    const { db } = temporaryWorkspace();
    const job = add(db, 'one');
    expect(job).toEqual({
      id: job.id,
      kind: 'import',
      title: 'one',
      state: 'queued',
      progress: { done: 0, total: 0, label: '', perSecond: null, secondsLeft: null },
      failureCount: 0,
      createdAt: expect.any(String) as string,
      startedAt: null,
      endedAt: null,
      error: null,
      result: null,
    });
    expect(jobInput(db, job.id)).toEqual({ path: 'one' });
  });

  test('moves only as the table of moves says', () => {
    const { db } = temporaryWorkspace();
    for (const from of jobStates) {
      for (const to of jobStates) {
        const { id } = add(db, `${from} to ${to}`);
        db.run('UPDATE jobs SET state = ? WHERE id = ?', [from, id]);
        if (canMove(from, to)) expect(moveJob(db, id, to).state).toBe(to);
        else {
          expect(() => moveJob(db, id, to)).toThrow(
            expect.objectContaining({ code: 'conflict', message: `A job that is ${from} cannot become ${to}.` }),
          );
          expect(getJob(db, id).state).toBe(from);
        }
      }
    }
  });

  test('keeps its outcome, failures and log, and loses all but the log when it is queued again', () => {
    const { db } = temporaryWorkspace();
    const { id } = add(db, 'one');
    moveJob(db, id, 'running');
    const progress = { done: 3, total: 9, label: 'Reading', perSecond: 1.5, secondsLeft: 4 };
    setJobProgress(db, id, progress);
    const failure = { item: 'P0003', error: { code: 'unreadable-file' as const, message: 'cut short' } };
    addJobFailure(db, id, failure);
    addJobLog(db, id, 'first line');
    addJobLog(db, id, 'second line');
    const error = { code: 'device' as const, message: 'The process died.' };
    expect(moveJob(db, id, 'failed', { error })).toMatchObject({
      state: 'failed',
      progress,
      failureCount: 1,
      error,
      result: null,
      endedAt: expect.any(String) as string,
    });
    expect(listJobFailures(db, id)).toEqual([failure]);
    expect(moveJob(db, id, 'queued')).toMatchObject({
      failureCount: 0,
      error: null,
      startedAt: null,
      endedAt: null,
      progress: { done: 0 },
    });
    expect(listJobFailures(db, id)).toEqual([]);
    expect(listJobLog(db, id).map(({ line }) => line)).toEqual(['first line', 'second line']);
    moveJob(db, id, 'running');
    expect(moveJob(db, id, 'succeeded', { result: { featureSetId: 3 } }).result).toEqual({ featureSetId: 3 });
  });

  test('that is not on the list is not found', () => {
    const { db } = temporaryWorkspace();
    for (const look of [getJob, jobInput])
      expect(() => look(db, 7 as JobId)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

describe('the list', () => {
  test('shows the newest first and runs the oldest first; one that is queued again goes to the end', () => {
    const { db } = temporaryWorkspace();
    const [one, two, three] = ['one', 'two', 'three'].map((title) => add(db, title).id) as [JobId, JobId, JobId];
    expect(listJobs(db, 2).map(({ id }) => id)).toEqual([three, two]);
    expect(nextQueuedJob(db)?.id).toBe(one);
    moveJob(db, one, 'running');
    moveJob(db, one, 'cancelled');
    db.run("UPDATE jobs SET queued_at = '2001-01-01T00:00:00Z'");
    moveJob(db, one, 'queued');
    const order: JobId[] = [];
    for (let job = nextQueuedJob(db); job; job = nextQueuedJob(db)) {
      order.push(job.id);
      moveJob(db, job.id, 'running');
    }
    expect(order).toEqual([two, three, one]);
  });

  test('queues again what a dead process left running, and nothing else', () => {
    const session = temporaryWorkspace();
    const [running, queued, done] = ['running', 'queued', 'done'].map((title) => add(session.db, title).id) as [
      JobId,
      JobId,
      JobId,
    ];
    moveJob(session.db, running, 'running');
    moveJob(session.db, done, 'running');
    moveJob(session.db, done, 'succeeded', { result: {} });
    session.close();
    const db = reopened(session.path).writable();
    expect(requeueInterruptedJobs(db).map(({ id, state }) => [id, state])).toEqual([[running, 'queued']]);
    expect([running, queued, done].map((id) => getJob(db, id).state)).toEqual(['queued', 'queued', 'succeeded']);
    expect(listJobLog(db, running)[0]?.line).toContain('Seedpoint ended while this job ran');
  });

  test('loses finished jobs with their failures and logs when it is cleared', () => {
    const { db } = temporaryWorkspace();
    const ids = jobStates.map((state) => {
      const { id } = add(db, state);
      addJobLog(db, id, 'a line');
      addJobFailure(db, id, { item: 'x', error: { code: 'internal', message: '' } });
      db.run('UPDATE jobs SET state = ? WHERE id = ?', [state, id]);
      return id;
    });
    expect(clearFinishedJobs(db)).toBe(3);
    expect(listJobs(db, 10).map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect(
      db.all('SELECT (SELECT count(*) FROM job_log) AS lines, (SELECT count(*) FROM job_failures) AS failures'),
    ).toEqual([{ lines: 2, failures: 2 }]);
  });
});
