import { z } from 'zod';
import { jobIdSchema } from './domain/ids.ts';
import { wireErrorSchema } from './errors.ts';

export const jobStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

/** The legal moves. `running -> queued` is the resume of a job that a dead process left running. */
const moves: Record<JobState, readonly JobState[]> = {
  queued: ['running', 'cancelled'],
  running: ['succeeded', 'failed', 'cancelled', 'queued'],
  succeeded: [],
  failed: ['queued'],
  cancelled: ['queued'],
};

export const canMove = (from: JobState, to: JobState): boolean => moves[from].includes(to);

export const isFinished = (state: JobState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

export const jobKinds = [
  'import',
  'extract-features',
  'train-probe',
  'import-model',
  'perturb-seeds',
  'map-saliency',
  'manuscript-set',
  'check-seeds',
  'export-package',
  'import-package',
  'apply-run',
  'demo',
] as const;
export type JobKind = (typeof jobKinds)[number];

export const jobProgressSchema = z.object({
  done: z.number(),
  /** 0 while the amount of work is not known. */
  total: z.number(),
  label: z.string(),
  /** Items a second over the last seconds; null until two were done. */
  perSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});
export type JobProgress = z.infer<typeof jobProgressSchema>;

/** One item of a batch that failed while the batch went on. */
export const jobFailureSchema = z.object({ item: z.string(), error: wireErrorSchema });
export type JobFailure = z.infer<typeof jobFailureSchema>;

export const jobSchema = z.object({
  id: jobIdSchema,
  kind: z.enum(jobKinds),
  title: z.string(),
  state: z.enum(jobStates),
  progress: jobProgressSchema,
  failureCount: z.number().int(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  error: wireErrorSchema.nullable(),
  /** What the job made, e.g. `{ featureSetId: 3 }`; null until it succeeded. */
  result: z.record(z.string(), z.unknown()).nullable(),
});
export type Job = z.infer<typeof jobSchema>;
