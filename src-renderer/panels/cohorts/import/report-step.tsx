import { Button, Progress, Stack } from '@mantine/core';
import { useLocation } from 'wouter';
import { Note } from '#renderer/components/note.tsx';
import { progressShare, progressText } from '#renderer/components/progress-text.ts';
import { Tag } from '#renderer/components/tag.tsx';
import { useJobs } from '#renderer/state/jobs.ts';
import { useSend } from '#renderer/state/use-call.ts';
import type { CohortId, JobId } from '#shared/domain/ids.ts';
import { isFinished, type Job } from '#shared/job.ts';
import classes from './import-dialog.module.css';
import { ImportFooter } from './import-footer.tsx';
import { ImportReport } from './import-report.tsx';

interface ReportStepProps {
  cohortId: CohortId;
  jobIds: readonly JobId[];
  onClose: () => void;
}

/** The imports that were started: how far they are, and row by row what became of each. */
export function ReportStep({ cohortId, jobIds, onClose }: ReportStepProps) {
  const [, navigate] = useLocation();
  const all = useJobs((state) => state.jobs);
  const jobs = jobIds.flatMap((id) => all.find((job) => job.id === id) ?? []);
  const finished = jobs.length === jobIds.length && jobs.every(({ state }) => isFinished(state));
  const lesions = jobs.reduce((sum, job) => sum + countIn(job, 'lesions'), 0);
  return (
    <Stack gap="sm">
      {jobs.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
      {finished && <ImportReport jobs={jobs} />}
      <ImportFooter note={finished ? '' : 'This window may be closed: the import goes on, and the jobs show it.'}>
        {finished && lesions > 0 && (
          <Button variant="default" onClick={() => navigate(`/seeds/${cohortId}`)}>
            Check the seeds
          </Button>
        )}
        <Button variant={finished ? 'filled' : 'default'} onClick={onClose}>
          {finished ? 'Open the cohort' : 'Close'}
        </Button>
      </ImportFooter>
    </Stack>
  );
}

const countIn = ({ result }: Job, what: string): number => {
  const count = result?.[what];
  return typeof count === 'number' ? count : 0;
};

function JobLine({ job }: { job: Job }) {
  const cancel = useSend('jobs.cancel');
  const resume = useSend('jobs.resume');
  const share = progressShare(job);
  const isActive = !isFinished(job.state);
  return (
    <Stack gap={4} aria-live="polite">
      <div className={classes.job}>
        <span className={classes.jobName}>
          <strong>{job.title}</strong> <span className={classes.dimmed}>{progressText(job)}</span>
        </span>
        <Tag tone={job.state === 'succeeded' ? 'good' : job.state === 'failed' ? 'bad' : 'info'}>{job.state}</Tag>
        {isActive && (
          <Button
            variant="default"
            size="compact-xs"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ jobId: job.id })}
          >
            Cancel
          </Button>
        )}
        {(job.state === 'failed' || job.state === 'cancelled') && (
          <Button
            variant="default"
            size="compact-xs"
            loading={resume.isPending}
            onClick={() => resume.mutate({ jobId: job.id })}
          >
            Go on
          </Button>
        )}
      </div>
      {isActive && (
        <Progress
          size={6}
          value={share === null ? 100 : share * 100}
          animated={share === null}
          aria-label={`Progress of ${job.title}`}
          transitionDuration={150}
        />
      )}
      {job.error && job.error.code !== 'cancelled' && <Note tone="bad">{job.error.message}</Note>}
    </Stack>
  );
}
