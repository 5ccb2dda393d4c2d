import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { Card } from '#renderer/components/page.tsx';
import { demoResult, demoTarget } from '#renderer/state/demo.ts';
import { useJobs } from '#renderer/state/jobs.ts';
import { showJobs } from '#renderer/state/layout.ts';
import { useSend } from '#renderer/state/use-call.ts';
import classes from './start-panel.module.css';

/** The whole main job on made-up patients; its progress is in the jobs, its end opens the result. */
export function TryDemo() {
  const [, navigate] = useLocation();
  const demo = useJobs((state) => state.jobs.find((job) => job.kind === 'demo')) ?? null;
  const start = useSend('workspaces.demo', { onDone: ({ jobId }) => showJobs(jobId) });
  const isRunning = demo?.state === 'running' || demo?.state === 'queued';
  const result = demo && demoResult(demo);
  return (
    <Card title="Try the demo">
      <Stack gap="xs" className={classes.body}>
        <Text size="xs" c="dimmed">
          Makes a cohort of artificial CT scans with nodules, then imports it, extracts features, trains a biomarker and
          draws its evidence, in about a minute. No patient is in it.
        </Text>
        <Group justify="flex-end" gap={6}>
          {isRunning && (
            <Button variant="default" onClick={() => showJobs(demo.id)}>
              Show its progress
            </Button>
          )}
          {result && (
            <Button variant="default" onClick={() => navigate(demoTarget(result))}>
              Open its result
            </Button>
          )}
          <Button
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            loading={start.isPending || isRunning}
            onClick={() => start.mutate({})}
          >
            Run the demo
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
