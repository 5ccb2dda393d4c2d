import { create } from 'zustand';
import { client } from '#renderer/api.ts';
import { isFinished, type Job } from '#shared/job.ts';

interface JobsState {
  /** Newest first. */
  readonly jobs: readonly Job[];
}

/** A mirror of the queue on the main side: filled once, then kept by its events. */
export const useJobs = create<JobsState>(() => ({ jobs: [] }));

export async function loadJobs(): Promise<void> {
  useJobs.setState({ jobs: await client['jobs.list']({ limit: 200 }) });
}

export const forgetJobs = (): void => useJobs.setState({ jobs: [] });

export function mirrorJob(job: Job): void {
  useJobs.setState(({ jobs }) => ({
    jobs: jobs.some(({ id }) => id === job.id) ? jobs.map((old) => (old.id === job.id ? job : old)) : [job, ...jobs],
  }));
}

export const useActiveJobCount = (): number =>
  useJobs(({ jobs }) => jobs.filter((job) => !isFinished(job.state)).length);
