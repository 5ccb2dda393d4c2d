import { z } from 'zod';
import { create } from 'zustand';
import type { CohortId, JobId } from '#shared/domain/ids.ts';
import type { Job } from '#shared/job.ts';

interface ManuscriptState {
  /** The manuscript set last started here, by cohort: its progress and result are there when the dialog opens again. */
  readonly jobIds: Readonly<Record<CohortId, JobId>>;
}

export const useManuscripts = create<ManuscriptState>(() => ({ jobIds: {} }));

/** Null: back to the choice of what to write. */
export function followManuscript(cohortId: CohortId, jobId: JobId | null): void {
  useManuscripts.setState(({ jobIds }) => {
    const { [cohortId]: _, ...others } = jobIds;
    return { jobIds: jobId === null ? others : { ...others, [cohortId]: jobId } };
  });
}
export const forgetManuscripts = (): void => useManuscripts.setState({ jobIds: {} });

const resultSchema = z.object({
  folder: z.string(),
  made: z.array(z.object({ id: z.string(), number: z.string(), title: z.string() })),
  leftOut: z.array(z.object({ item: z.string(), statisticId: z.string(), message: z.string() })),
});
export type ManuscriptResult = z.infer<typeof resultSchema>;

/** What a finished job wrote; null while it runs or when it failed. */
export const manuscriptResult = (job: Job): ManuscriptResult | null =>
  job.kind === 'manuscript-set' && job.state === 'succeeded' ? (resultSchema.safeParse(job.result).data ?? null) : null;
