import { z } from 'zod';
import { cohortIdSchema, figureIdSchema, runIdSchema } from '#shared/domain/ids.ts';
import type { Job } from '#shared/job.ts';

const resultSchema = z.object({ cohortId: cohortIdSchema, runId: runIdSchema, figureIds: z.array(figureIdSchema) });
export type DemoResult = z.infer<typeof resultSchema>;

/** What a finished demo made; null while it runs or when it failed. */
export function demoResult(job: Job): DemoResult | null {
  if (job.kind !== 'demo' || job.state !== 'succeeded') return null;
  return resultSchema.safeParse(job.result).data ?? null;
}

/** The page that shows the evidence of a demo: its figures, or the biomarker where it kept none. */
export const demoTarget = ({ cohortId, runId, figureIds }: DemoResult): string =>
  figureIds.length > 0 ? `/figures/${cohortId}` : `/biomarkers/${cohortId}/${runId}`;
