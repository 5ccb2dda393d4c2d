import { Button, Progress } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { countOf, formatTime } from '#renderer/components/format.ts';
import { progressShare, progressText } from '#renderer/components/progress-text.ts';
import { Tag, type Tone } from '#renderer/components/tag.tsx';
import { setOpenJob, useLayout } from '#renderer/state/layout.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Job, JobState } from '#shared/job.ts';
import { JobDetails } from './job-details.tsx';
import classes from './jobs-drawer.module.css';

const tones: Record<JobState, Tone> = {
  queued: 'neutral',
  running: 'info',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'neutral',
};

export function JobItem({ job }: { job: Job }) {
  const unfolded = useLayout((state) => state.openJob === job.id);
  const readOnly = useReadOnly();
  const cancel = useSend('jobs.cancel');
  const resume = useSend('jobs.resume');
  const Chevron = unfolded ? IconChevronDown : IconChevronRight;
  const isActive = job.state === 'queued' || job.state === 'running';
  const canResume = job.state === 'failed' || job.state === 'cancelled';
  const share = progressShare(job);
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        <button
          type="button"
          className={classes.unfold}
          aria-expanded={unfolded}
          onClick={() => setOpenJob(unfolded ? null : job.id)}
        >
          <Chevron size={15} aria-hidden />
          <span className={classes.name}>{job.title}</span>
        </button>
        <Tag tone={tones[job.state]}>{job.state}</Tag>
      </div>
      {isActive && (
        <Progress
          size={6}
          value={share === null ? (job.state === 'running' ? 100 : 0) : share * 100}
          animated={job.state === 'running' && share === null}
          aria-label={`Progress of ${job.title}`}
          transitionDuration={150}
        />
      )}
      <div className={classes.row}>
        <span className={classes.text}>
          {progressText(job)}
          {job.failureCount > 0 && (
            <span className={classes.failed}> · {countOf(job.failureCount, 'item')} failed</span>
          )}
        </span>
        {isActive && (
          <Button
            variant="default"
            size="compact-xs"
            disabled={readOnly}
            loading={cancel.isPending}
            aria-label={`Cancel ${job.title}`}
            onClick={() => cancel.mutate({ jobId: job.id })}
          >
            Cancel
          </Button>
        )}
        {canResume && (
          <Button
            variant="default"
            size="compact-xs"
            disabled={readOnly}
            loading={resume.isPending}
            aria-label={`Resume ${job.title}`}
            onClick={() => resume.mutate({ jobId: job.id })}
          >
            Resume
          </Button>
        )}
      </div>
      {job.error && job.error.code !== 'cancelled' && <p className={classes.error}>{job.error.message}</p>}
      {unfolded && <JobDetails job={job} />}
      {!isActive && job.endedAt && <time className={classes.time}>{formatTime(job.endedAt)}</time>}
    </li>
  );
}
