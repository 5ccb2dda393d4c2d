import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { CopyText } from '#renderer/components/copy-text.tsx';
import { countOf } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Note } from '#renderer/components/note.tsx';
import { Card } from '#renderer/components/page.tsx';
import { progressShare, progressText } from '#renderer/components/progress-text.ts';
import { showJobs } from '#renderer/state/layout.ts';
import { type ManuscriptResult, manuscriptResult } from '#renderer/state/manuscript.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { isFinished, type Job } from '#shared/job.ts';

interface ManuscriptOutcomeProps {
  job: Job;
  onClose: () => void;
  /** Back to the choice of what to write. */
  onAgain: () => void;
}

/** How far the set is, and at the end what it holds and what it lacks. */
export function ManuscriptOutcome({ job, onClose, onAgain }: ManuscriptOutcomeProps) {
  const cancel = useSend('jobs.cancel');
  const result = manuscriptResult(job);
  const finished = isFinished(job.state);
  const share = progressShare(job);
  return (
    <Stack gap="sm">
      {!finished && (
        <>
          <Text size="sm" role="status">
            {progressText(job)}
          </Text>
          <Progress
            size={6}
            value={share === null ? 100 : share * 100}
            animated={share === null}
            aria-label={`Progress of ${job.title}`}
          />
          <Text size="xs" c="dimmed">
            This window may be closed: the set is written on, and Jobs shows how far it is.
          </Text>
        </>
      )}
      {job.state === 'failed' && <Note tone="bad">{job.error?.message ?? 'The set was not written.'}</Note>}
      {job.state === 'cancelled' && <Note>Cancelled. Files written before stay where they are.</Note>}
      {job.failureCount > 0 && (
        <Note
          tone="warn"
          action={
            <Button variant="default" onClick={() => showJobs(job.id)}>
              Show why
            </Button>
          }
        >
          {countOf(job.failureCount, 'item')} could not be drawn or written.
        </Note>
      )}
      {result && <Written result={result} />}
      <Group justify="flex-end" gap={6}>
        {finished ? (
          <Button variant="default" onClick={onAgain}>
            Write again
          </Button>
        ) : (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ jobId: job.id })}>
            Cancel the job
          </Button>
        )}
        <Button onClick={onClose}>{finished ? 'Done' : 'Close'}</Button>
      </Group>
    </Stack>
  );
}

function Written({ result: { folder, made, leftOut } }: { result: ManuscriptResult }) {
  const statistics = useCall('statistics.list', {}).data;
  const titleOf = (id: string) => statistics?.find((statistic) => statistic.id === id)?.title ?? id;
  return (
    <>
      <Note action={<CopyText text={folder} what="folder" />}>Written to {folder}</Note>
      <Card title={`Made: ${countOf(made.length, 'item')}`}>
        <GridTable
          label="Made"
          columns={[
            { id: 'number', label: 'Number', tight: true },
            { id: 'title', label: 'Title' },
          ]}
          rows={made.map(({ id, number, title }) => ({ id, cells: [number, title] }))}
        />
      </Card>
      {leftOut.length > 0 && (
        <Card title={`Left out: ${countOf(leftOut.length, 'part')}`}>
          <GridTable
            label="Left out"
            columns={[
              { id: 'item', label: 'Of' },
              { id: 'statistic', label: 'Part' },
              { id: 'reason', label: 'Reason' },
            ]}
            rows={leftOut.map(({ item, statisticId, message }, index) => ({
              id: index,
              cells: [item, titleOf(statisticId), message],
            }))}
          />
        </Card>
      )}
    </>
  );
}
