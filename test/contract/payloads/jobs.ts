import type { jobCalls } from '#shared/contract/jobs.ts';
import { job, wireError } from '../examples.ts';
import { type Direction, listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const ofJob: Direction = { valid: [{ jobId: 10 }], refused: [{}, { jobId: 0 }, { jobId: 'ten' }] };
const jobOutput: Direction = {
  valid: [job, { ...job, state: 'failed', error: wireError }, { ...job, state: 'succeeded', result: { runId: 3 } }],
  refused: [
    { ...job, state: 'stuck' },
    { ...job, kind: 'wish' },
    { ...job, error: { code: 'oops', message: '' } },
  ],
};
const details = {
  job,
  failures: [{ item: 'lesion 7', error: wireError }],
  log: [{ at: '2026-11-23T18:00:00.000Z', line: 'Began.' }],
};

export const jobPayloads: PayloadsOf<keyof typeof jobCalls> = {
  'jobs.list': {
    input: { valid: [{}, { limit: 5 }], refused: [{ limit: 0 }, { limit: 501 }, { limit: 'all' }] },
    output: listOf(job, without(job, 'progress')),
  },
  'jobs.get': {
    input: ofJob,
    output: {
      valid: [details, { job, failures: [], log: [] }],
      refused: [without(details, 'log'), { ...details, failures: [{ item: 'lesion 7', error: 'bad' }] }],
    },
  },
  'jobs.cancel': { input: ofJob, output: jobOutput },
  'jobs.resume': { input: ofJob, output: jobOutput },
  'jobs.clearFinished': { input: nothing, output: { valid: [{ removed: 0 }], refused: [{}, { removed: 0.5 }] } },
};
