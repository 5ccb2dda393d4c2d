import { Button, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { useJobs } from '#renderer/state/jobs.ts';
import { closeJobs, useLayout } from '#renderer/state/layout.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import { isFinished } from '#shared/job.ts';
import { JobItem } from './job-item.tsx';
import classes from './jobs-drawer.module.css';

/** The queue, beside the page and never over the whole of it: work goes on while it is open. */
export function JobsDrawer() {
  const opened = useLayout((state) => state.jobsOpen);
  return opened ? <OpenJobsDrawer /> : null;
}

function OpenJobsDrawer() {
  const jobs = useJobs((state) => state.jobs);
  const readOnly = useReadOnly();
  const clear = useSend('jobs.clearFinished');
  const drawer = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    drawer.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      id="jobs"
      ref={drawer}
      className={classes.drawer}
      aria-label="Jobs"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') closeJobs();
      }}
    >
      <header className={classes.header}>
        <h2 className={classes.title}>Jobs</h2>
        <Button
          variant="subtle"
          color="gray"
          disabled={readOnly || !jobs.some((job) => isFinished(job.state))}
          onClick={() => clear.mutate({})}
        >
          Clear finished
        </Button>
        <IconButton icon={IconX} label="Close the jobs" onClick={closeJobs} />
      </header>
      {jobs.length === 0 ? (
        <Text size="sm" c="dimmed" p={14}>
          Nothing has run yet. Imports, feature extraction and training show their progress here.
        </Text>
      ) : (
        <ul className={classes.list}>
          {jobs.map((job) => (
            <JobItem key={job.id} job={job} />
          ))}
        </ul>
      )}
    </aside>
  );
}
