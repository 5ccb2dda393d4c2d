import type { HandlersOf } from '#shared/contract/call.ts';
import type { jobCalls } from '#shared/contract/jobs.ts';
import { clearFinishedJobs, getJob, listJobFailures, listJobLog, listJobs } from '../store/jobs.ts';
import { type MainContext, queueOf, readDb, writeDb } from './context.ts';

export const jobHandlers: HandlersOf<typeof jobCalls, MainContext> = {
  'jobs.list': ({ limit }, context) => listJobs(readDb(context), limit),
  'jobs.get': ({ jobId }, context) => {
    const db = readDb(context);
    return { job: getJob(db, jobId), failures: listJobFailures(db, jobId), log: listJobLog(db, jobId) };
  },
  'jobs.cancel': ({ jobId }, context) => queueOf(context).cancel(jobId),
  'jobs.resume': ({ jobId }, context) => queueOf(context).resume(jobId),
  'jobs.clearFinished': (_input, context) => {
    const removed = clearFinishedJobs(writeDb(context));
    context.emit({ name: 'jobs.cleared', payload: {} });
    return { removed };
  },
};
