import type { WireEvent } from '#shared/contract/contract.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { AppError, cancelled, isCancelled, toWireError } from '#shared/errors.ts';
import { isFinished, type Job, type JobKind, type JobProgress } from '#shared/job.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { DrawingDesk } from '../export/drawing-desk.ts';
import { log } from '../log.ts';
import type { WriteDb } from '../store/database.ts';
import {
  addJobFailure,
  addJobLog,
  getJob,
  insertJob,
  jobInput,
  moveJob,
  nextQueuedJob,
  requeueInterruptedJobs,
  setJobProgress,
} from '../store/jobs.ts';
import type { WorkspaceSession } from '../store/workspace.ts';
import type { JobContext, JobDefinition } from './job-definition.ts';
import { jobDefinitions } from './jobs.ts';
import { createProgressMeter, throttled } from './progress-meter.ts';

/** Progress reaches the windows at most this often, and the store at most once a second. */
const eventEveryMs = 100;
const storeEveryMs = 1000;

export interface JobQueue {
  submit(kind: JobKind, input: unknown, title: string): JobId;
  /** Ends a running job within a second; a queued one at once. Conflict when it has ended. */
  cancel(jobId: JobId): Job;
  /** Queues a failed or cancelled job again. */
  resume(jobId: JobId): Job;
  /** Stops the running job, which goes on at the next start. */
  close(): Promise<void>;
}

export interface QueueWorld {
  readonly db: WriteDb;
  readonly session: WorkspaceSession;
  readonly compute: ComputePool;
  readonly drawings: DrawingDesk;
  readonly who: string;
  emit(event: WireEvent): void;
}

/**
 * Runs the jobs of one workspace, one at a time, in the order queued. The rows in the store are the truth: what a dead
 * process left running is queued again when the workspace opens, and the jobs themselves skip what is done.
 */
export function createJobQueue(world: QueueWorld, definitions: readonly JobDefinition[] = jobDefinitions): JobQueue {
  const { db } = world;
  let running: { id: JobId; controller: AbortController; settled: Promise<void> } | null = null;
  let closing = false;
  /** Why the running job is stopped at the close: it goes on at the next start, other than one the user cancelled. */
  const interruption = cancelled();

  const announce = (jobId: JobId): Job => {
    const job = getJob(db, jobId);
    world.emit({ name: 'job.changed', payload: job });
    return job;
  };

  /** Never throws: a job that cannot even be noted, e.g. on a full disk, stays in the store as it is. */
  function startNext(): void {
    if (running || closing) return;
    try {
      const job = nextQueuedJob(db);
      if (!job) return;
      const controller = new AbortController();
      moveJob(db, job.id, 'running');
      announce(job.id);
      const settled = work(job, controller.signal).then(
        () => {
          running = null;
          startNext();
        },
        (error: unknown) => {
          running = null;
          log.error({ job: job.id, kind: job.kind, err: error }, 'The end of a job could not be stored.');
        },
      );
      running = { id: job.id, controller, settled };
    } catch (error) {
      log.error({ err: error }, 'The next job could not be started.');
    }
  }

  async function work(job: Job, signal: AbortSignal): Promise<void> {
    const observer = observe(job);
    try {
      const definition = definitions.find((candidate) => candidate.kind === job.kind);
      if (!definition) throw new AppError('unsupported', 'This kind of job is not known to this version of Seedpoint.');
      const input = definition.input.parse(jobInput(db, job.id));
      const result = await definition.run(input, observer.context(signal));
      observer.flush();
      moveJob(db, job.id, 'succeeded', { result });
    } catch (error) {
      observer.flush();
      if (signal.reason === interruption) moveJob(db, job.id, 'queued');
      else if (signal.aborted || isCancelled(error)) moveJob(db, job.id, 'cancelled');
      else moveJob(db, job.id, 'failed', { error: wireErrorOf(job, error) });
    }
    announce(job.id);
  }

  function wireErrorOf(job: Job, error: unknown) {
    const wire = toWireError(error);
    if (wire.code === 'internal') log.error({ job: job.id, kind: job.kind, err: error }, 'A job failed.');
    return wire;
  }

  /** What a running job may tell: progress, failures, log lines, writes. */
  function observe(job: Job): { context(signal: AbortSignal): JobContext; flush(): void } {
    const meter = createProgressMeter();
    let failureCount = 0;
    /** Some of these come from timers, where nobody could catch; and a job need not end because a full disk takes no progress. */
    const quietly = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        log.warn({ job: job.id, err: error }, 'Progress could not be told.');
      }
    };
    const toStore = throttled(
      (progress: JobProgress) => quietly(() => setJobProgress(db, job.id, progress)),
      storeEveryMs,
    );
    const toWindows = throttled((progress: JobProgress) => {
      quietly(() => world.emit({ name: 'job.changed', payload: { ...getJob(db, job.id), progress, failureCount } }));
    }, eventEveryMs);
    const writes = new Map<string, ReturnType<typeof throttled<WireEvent>>>();
    return {
      flush() {
        toStore.flush();
        toWindows.flush();
        for (const write of writes.values()) write.flush();
      },
      context: (signal) => ({
        ...world,
        jobId: job.id,
        signal,
        report(progress) {
          const measured = meter(progress, performance.now());
          toStore.push(measured);
          toWindows.push(measured);
        },
        fail(item, error) {
          failureCount++;
          addJobFailure(db, job.id, { item, error });
        },
        log: (line) => addJobLog(db, job.id, line),
        announce(what, cohortId) {
          const key = `${what} ${cohortId}`;
          const write = writes.get(key) ?? throttled(world.emit, storeEveryMs);
          writes.set(key, write);
          write.push({ name: 'data.changed', payload: { what, cohortId } });
        },
      }),
    };
  }

  requeueInterruptedJobs(db);
  queueMicrotask(startNext);

  return {
    submit(kind, input, title) {
      const job = insertJob(db, { kind, title, input });
      announce(job.id);
      queueMicrotask(startNext);
      return job.id;
    },
    cancel(jobId) {
      const job = getJob(db, jobId);
      if (isFinished(job.state)) throw new AppError('conflict', 'This job has ended already.');
      if (running?.id === jobId) running.controller.abort(cancelled());
      else moveJob(db, jobId, 'cancelled');
      return announce(jobId);
    },
    resume(jobId) {
      if (!isFinished(getJob(db, jobId).state)) throw new AppError('conflict', 'This job has not ended yet.');
      moveJob(db, jobId, 'queued');
      queueMicrotask(startNext);
      return announce(jobId);
    },
    async close() {
      closing = true;
      running?.controller.abort(interruption);
      await running?.settled;
    },
  };
}
