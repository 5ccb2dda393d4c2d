import { z } from 'zod';
import { engineIds } from '../domain/entities.ts';
import { jobIdSchema, perturbationIdSchema, runIdSchema } from '../domain/ids.ts';
import { perturbationSchema } from '../domain/perturbation.ts';
import { call } from './call.ts';

export const stabilityCalls = {
  /** Newest first. */
  'perturbations.list': call(z.object({ runId: runIdSchema }), z.array(perturbationSchema)),
  /**
   * Predicts the lesions of a run at displaced seeds, as a job; what is there with the same settings is not done twice.
   * Job result: `{ perturbationId }`.
   */
  'perturbations.start': call(
    z.object({
      runId: runIdSchema,
      /** Displaced seeds per lesion. */
      draws: z.number().int().min(2).max(1000).default(50),
      /** Of the displacement along each axis. */
      varianceMm2: z.number().positive().max(2500).default(16),
      seed: z.number().int().min(0).max(1_000_000).default(42),
      part: z.enum(['test', 'all']).default('test'),
      engine: z.enum(engineIds).default('auto'),
    }),
    z.object({ jobId: jobIdSchema }),
  ),
  'perturbations.remove': call(z.object({ perturbationId: perturbationIdSchema }), z.object({})),
};
