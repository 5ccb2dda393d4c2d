import { Button, Loader } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useActiveJobCount } from '#renderer/state/jobs.ts';
import { toggleJobs, useLayout } from '#renderer/state/layout.ts';

export function JobsButton() {
  const active = useActiveJobCount();
  const opened = useLayout((state) => state.jobsOpen);
  return (
    <Button
      variant="subtle"
      color="gray"
      leftSection={active > 0 ? <Loader size={14} /> : <IconListCheck size={16} />}
      aria-expanded={opened}
      aria-controls="jobs"
      onClick={toggleJobs}
    >
      {active > 0 ? `Jobs (${active})` : 'Jobs'}
    </Button>
  );
}
