import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { ComputePool } from '#main/compute/pool.ts';
import { createDrawingDesk } from '#main/export/drawing-desk.ts';
import { defineJob, type JobDefinition } from '#main/jobs/job-definition.ts';
import { createJobQueue, type JobQueue } from '#main/jobs/queue.ts';
import { getJob, insertJob, listJobFailures, listJobLog, moveJob } from '#main/store/jobs.ts';
import { createWorkspace, type WorkspaceSession } from '#main/store/workspace.ts';
import type { WireEvent } from '#shared/contract/contract.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { Job } from '#shared/job.ts';

let folder = '';
let session: WorkspaceSession;
let queue: JobQueue;
let events: WireEvent[];

/** Jobs of these tests compute nothing elsewhere. */
const noCompute: ComputePool = {
  run: () => Promise.reject(new Error('not used')),
  pids: () => [],
  close: () => undefined,
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedpoint-queue-'));
  session = createWorkspace(folder, 'Queue');
  events = [];
});
afterEach(async () => {
  await queue.close();
  session.close();
  await rm(folder, { recursive: true, force: true });
});

function open(run: JobDefinition<unknown>['run']): void {
  const definition = defineJob({ kind: 'import', input: z.unknown(), run });
  const drawings = createDrawingDesk({ openPage: () => Promise.reject(new Error('not used')) });
  queue = createJobQueue(
    {
      db: session.writable(),
      session,
      compute: noCompute,
      drawings,
      who: 'tester',
      emit: (event) => events.push(event),
    },
    [definition],
  );
}

const job = (id: JobId): Job => getJob(session.db, id);
const until = (id: JobId, state: Job['state']) =>
  vi.waitFor(() => expect(job(id).state).toBe(state), { timeout: 5000, interval: 5 });
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

test('jobs run one at a time in the order queued', async () => {
  const order: unknown[] = [];
  let atOnce = 0;
  open(async (input) => {
    expect(++atOnce).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    atOnce--;
    order.push(input);
    return { made: input };
  });
  const ids = ['a', 'b', 'c'].map((input) => queue.submit('import', input, input));
  await until(ids[2]!, 'succeeded');
  expect(order).toEqual(['a', 'b', 'c']);
  expect(job(ids[1]!).result).toEqual({ made: 'b' });
});

test('a running job is cancelled within a second, a queued one at once, and either can be resumed', async () => {
  let mayEnd = false;
  open(async (_input, { signal }) => (mayEnd ? {} : untilAborted(signal)));
  const [running, waiting] = [queue.submit('import', 1, 'running'), queue.submit('import', 2, 'waiting')];
  await until(running, 'running');
  expect(queue.cancel(waiting).state).toBe('cancelled');
  const startedAt = performance.now();
  queue.cancel(running);
  await until(running, 'cancelled');
  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(job(running).error).toBeNull();
  mayEnd = true;
  queue.resume(running);
  await until(running, 'succeeded');
  expect(() => queue.cancel(running)).toThrow('ended already');
  expect(() => queue.resume(running)).toThrow('cannot become queued');
});

test('failed items are listed while the job goes on; what broke a job is said without inner detail', async () => {
  open(async (input, { fail, log }) => {
    fail('P0003, lesion 1', { code: 'unreadable-file', message: 'Cut short.' });
    log('half way');
    if (input === 'bug') throw new Error('secret /home/someone');
    if (input === 'user') throw new AppError('invalid-input', 'Choose two classes.');
    return {};
  });
  const ids = ['fine', 'bug', 'user'].map((input) => queue.submit('import', input, input));
  await until(ids[2]!, 'failed');
  expect(job(ids[0]!)).toMatchObject({ state: 'succeeded', failureCount: 1 });
  expect(listJobFailures(session.db, ids[0]!)).toEqual([
    { item: 'P0003, lesion 1', error: { code: 'unreadable-file', message: 'Cut short.' } },
  ]);
  expect(listJobLog(session.db, ids[0]!).map(({ line }) => line)).toEqual(['half way']);
  expect(job(ids[1]!).error).toMatchObject({ code: 'internal' });
  expect(job(ids[1]!).error?.message).not.toContain('secret');
  expect(job(ids[2]!).error).toEqual({ code: 'invalid-input', message: 'Choose two classes.' });
});

test('progress comes at most ten times a second, and the last of it is never lost', async () => {
  const total = 500;
  open(async (_input, { report }) => {
    for (let done = 0; done <= total; done++) {
      report({ done, total, label: 'Counting' });
      if (done % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return {};
  });
  const startedAt = performance.now();
  const id = queue.submit('import', null, 'count');
  await until(id, 'succeeded');
  const seconds = (performance.now() - startedAt) / 1000;
  const shown = events.flatMap((event) => (event.name === 'job.changed' ? [event.payload.progress] : []));
  expect(shown.length).toBeLessThanOrEqual(seconds * 10 + 5);
  expect(shown.length).toBeGreaterThan(4);
  expect(job(id).progress).toMatchObject({ done: total, total });
  expect(shown.some(({ perSecond, secondsLeft }) => perSecond !== null && secondsLeft !== null)).toBe(true);
});

test('what a dead process left running goes on when the workspace opens', async () => {
  const db = session.writable();
  const { id } = insertJob(db, { kind: 'import', title: 'left', input: 7 });
  moveJob(db, id, 'running');
  open(async (input) => ({ input }));
  await until(id, 'succeeded');
  expect(job(id).result).toEqual({ input: 7 });
  expect(listJobLog(session.db, id)[0]?.line).toContain('ended while this job ran');
});

test('closing stops the running job, which is queued for the next start', async () => {
  open(async (_input, { signal }) => untilAborted(signal));
  const id = queue.submit('import', null, 'long');
  await until(id, 'running');
  await queue.close();
  expect(job(id).state).toBe('queued');
});

test('a job that runs is not queued again, which would leave it without an end', async () => {
  let end = () => undefined as void;
  open(() => new Promise((resolve) => (end = () => resolve({}))));
  const id = queue.submit('import', null, 'once');
  await until(id, 'running');
  expect(() => queue.resume(id)).toThrow('has not ended yet');
  end();
  await until(id, 'succeeded');
});

test('a job that the user cancelled stays cancelled when the workspace is closed meanwhile', async () => {
  open(async (_input, { signal }) => untilAborted(signal));
  const id = queue.submit('import', null, 'unwanted');
  await until(id, 'running');
  queue.cancel(id);
  await queue.close();
  expect(job(id).state).toBe('cancelled');
});

test('where nothing can be stored any more, the queue goes still and can be closed', async () => {
  let end = () => undefined as void;
  open(async (_input, { report }) => {
    report({ done: 1, total: 3, label: '' });
    report({ done: 2, total: 3, label: '' });
    await new Promise<void>((resolve) => (end = resolve));
    return {};
  });
  const id = queue.submit('import', null, 'on a full disk');
  await until(id, 'running');
  const db = session.writable();
  db.run("CREATE TEMP TRIGGER full BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  await new Promise((resolve) => setTimeout(resolve, 1100));
  end();
  await queue.close();
  db.run('DROP TRIGGER full');
  expect(job(id).state).toBe('running');
});

test('a job of an unknown kind fails with a reason', async () => {
  open(async () => ({}));
  const id = queue.submit('demo', null, 'from another version');
  await until(id, 'failed');
  expect(job(id).error?.code).toBe('unsupported');
});
