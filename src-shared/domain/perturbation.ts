import { z } from 'zod';
import { perturbationIdSchema, runIdSchema } from './ids.ts';

/** Predictions of one run at randomly displaced seeds. */
export const perturbationSchema = z.object({
  id: perturbationIdSchema,
  runId: runIdSchema,
  /** Displaced seeds of each lesion. */
  draws: z.number().int(),
  /** Of the displacement along each axis. */
  varianceMm2: z.number(),
  seed: z.number().int(),
  engine: z.string(),
  /** Lesions that are done. */
  lesionCount: z.number().int(),
  createdAt: z.string(),
  /** When all lesions asked for were last done; null before. Statistics read the one completed last. */
  completedAt: z.string().nullable(),
});
export type Perturbation = z.infer<typeof perturbationSchema>;
