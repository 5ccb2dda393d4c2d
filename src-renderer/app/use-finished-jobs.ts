import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { countOf } from '#renderer/components/format.ts';
import { demoResult, demoTarget } from '#renderer/state/demo.ts';
import { useJobs } from '#renderer/state/jobs.ts';
import { closeJobs, useLayout } from '#renderer/state/layout.ts';
import { showDone, showError } from '#renderer/state/notices.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { fromWireError } from '#shared/errors.ts';
import type { Job, JobState } from '#shared/job.ts';

/** Says when a job ends that was seen running, unless the jobs are in sight; a finished demo opens its result. */
export function useFinishedJobs(): void {
  const [, navigate] = useLocation();
  const jobs = useJobs((state) => state.jobs);
  const seen = useRef(new Map<JobId, JobState>());
  useEffect(() => {
    for (const job of jobs) {
      const before = seen.current.get(job.id);
      seen.current.set(job.id, job.state);
      const wasActive = before === 'queued' || before === 'running';
      if (!wasActive || before === job.state) continue;
      const result = job.kind === 'demo' ? demoResult(job) : null;
      if (result) {
        navigate(demoTarget(result));
        closeJobs();
      }
      if (!useLayout.getState().jobsOpen || result) announce(job);
    }
  }, [jobs, navigate]);
}

function announce(job: Job): void {
  if (job.state === 'succeeded') {
    const failed =
      job.failureCount > 0 ? ` ${countOf(job.failureCount, 'item')} failed: the list of jobs says why.` : '';
    showDone(`${job.title} is done.${failed}`);
  }
  if (job.state === 'failed' && job.error) showError(fromWireError(job.error));
}
