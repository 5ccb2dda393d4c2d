import { useEffect } from 'react';
import { formatClock } from '#renderer/components/format.ts';
import { Pending } from '#renderer/components/pending.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import type { Job } from '#shared/job.ts';
import classes from './jobs-drawer.module.css';

/** Failures are stored without a limit; a drawer is no place to read thousands. */
const shownFailures = 100;

/** The failed items and the log of one job, read again as it moves on. */
export function JobDetails({ job }: { job: Job }) {
  const details = useCall('jobs.get', { jobId: job.id });
  const { refetch } = details;
  const stage = `${job.state} ${job.failureCount} ${job.progress.label}`;
  useEffect(() => {
    if (stage !== '') void refetch();
  }, [stage, refetch]);
  if (!details.data) return <Pending rows={2} label="Reading the log" />;
  const { failures, log } = details.data;
  return (
    <div className={classes.details}>
      {failures.length > 0 && (
        <section aria-label="Items that failed">
          <h3 className={classes.heading}>Items that failed</h3>
          <ul className={classes.failures}>
            {failures.slice(0, shownFailures).map(({ item, error }, index) => (
              // One item may fail twice with the same words.
              <li key={`${index} ${item}`}>
                <strong>{item}</strong> {error.message}
              </li>
            ))}
          </ul>
          {failures.length > shownFailures && (
            <p className={classes.text}>and {failures.length - shownFailures} more</p>
          )}
        </section>
      )}
      <h3 className={classes.heading}>Log</h3>
      {/* A box that scrolls must be reachable by keyboard. */}
      <pre className={classes.log} tabIndex={0} aria-label={`Log of ${job.title}`}>
        {log.length === 0 ? 'Nothing was logged.' : log.map(({ at, line }) => `${formatClock(at)}  ${line}`).join('\n')}
      </pre>
    </div>
  );
}
