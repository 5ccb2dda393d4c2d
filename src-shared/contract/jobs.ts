import { z } from 'zod';
import { jobIdSchema } from '../domain/ids.ts';
import { jobFailureSchema, jobSchema } from '../job.ts';
import { call } from './call.ts';

const ofJob = z.object({ jobId: jobIdSchema });

export const jobCalls = {
  /** Newest first. */
  'jobs.list': call(z.object({ limit: z.number().int().min(1).max(500).default(100) }), z.array(jobSchema)),
  'jobs.get': call(
    ofJob,
    z.object({
      job: jobSchema,
      failures: z.array(jobFailureSchema),
      log: z.array(z.object({ at: z.string(), line: z.string() })),
    }),
  ),
  'jobs.cancel': call(ofJob, jobSchema),
  /** Queues a failed or cancelled job again; finished items are not done twice. */
  'jobs.resume': call(ofJob, jobSchema),
  'jobs.clearFinished': call(z.object({}), z.object({ removed: z.number().int() })),
};
