import { Button, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { formatCount } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Pager } from '#renderer/components/pager.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import { describeError, showDone, showError } from '#renderer/state/notices.ts';
import { ask, useCall } from '#renderer/state/use-call.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { Job } from '#shared/job.ts';
import classes from './import-dialog.module.css';
import { type Outcome, outcomes, type ReportRow, reportCsv, saveText } from './report-csv.ts';

const step = 50;
const columns = [
  { id: 'item', label: 'Row or file' },
  { id: 'outcome', label: 'Became', tight: true },
  { id: 'message', label: 'Why, and what of it' },
];
const tones = { taken: 'good', corrected: 'info', refused: 'bad' } as const satisfies Record<Outcome, string>;
/** Browsers write files; the desktop's window may not, and copies. */
const saves = window.seedpoint === undefined;

/** Row by row what imports took, corrected and refused. */
export function ImportReport({ jobs }: { jobs: readonly Job[] }) {
  const [chosen, setChosen] = useState<JobId | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [offset, setOffset] = useState(0);
  const [busy, setBusy] = useState(false);
  const job = jobs.find(({ id }) => id === chosen) ?? jobs[0];
  const answer = useCall('imports.report', job ? { jobId: job.id, outcome, offset, limit: step } : null, {
    keepPrevious: true,
  });
  const page = answer.data;
  const all = async () => {
    if (!job) return;
    setBusy(true);
    try {
      const text = reportCsv(await allRows(job.id, outcome));
      if (saves) saveText(text, `import-report-${job.id}.csv`);
      else {
        await navigator.clipboard.writeText(text);
        showDone('The report is on the clipboard, as CSV.');
      }
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  const label = (of: Outcome) => `${of[0]?.toUpperCase()}${of.slice(1)} ${formatCount(page?.counts[of] ?? 0)}`;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        {jobs.length > 1 && (
          <Select<JobId>
            aria-label="Import shown"
            w={240}
            data={jobs.map(({ id, title }) => ({ value: id, label: title }))}
            value={job?.id ?? null}
            onChange={(id) => {
              setChosen(id);
              setOffset(0);
            }}
          />
        )}
        <SegmentedControl
          aria-label="Outcome shown"
          value={outcome ?? 'all'}
          onChange={(value) => {
            setOutcome(outcomes.find((one) => one === value) ?? null);
            setOffset(0);
          }}
          data={[{ value: 'all', label: 'All' }, ...outcomes.map((value) => ({ value, label: label(value) }))]}
        />
        <Button
          variant="default"
          ml="auto"
          leftSection={saves ? <IconDownload size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          disabled={!page || page.total === 0}
          loading={busy}
          onClick={() => void all()}
        >
          {saves ? 'Save as CSV' : 'Copy as CSV'}
        </Button>
      </Group>
      {answer.error && <Failed message={describeError(answer.error).message} onRetry={() => void answer.refetch()} />}
      {answer.isPending && <Pending label="Reading the report" />}
      {page?.total === 0 && (
        <Text size="sm" c="dimmed">
          {outcome ? `Nothing was ${outcome}.` : 'This import kept no report of its rows.'}
        </Text>
      )}
      {page && page.total > 0 && (
        <>
          <div className={classes.scroll}>
            <GridTable
              label="Rows of the import"
              columns={columns}
              rows={page.rows.map((row, index) => ({
                id: offset + index,
                cells: [
                  row.item,
                  <Tag key="outcome" tone={tones[row.outcome]}>
                    {row.outcome}
                  </Tag>,
                  row.message,
                ],
              }))}
            />
          </div>
          {page.total > step && (
            <Pager what="rows" offset={offset} step={step} total={page.total} onOffset={setOffset} />
          )}
        </>
      )}
    </Stack>
  );
}

async function allRows(jobId: JobId, outcome: Outcome | null): Promise<ReportRow[]> {
  const rows: ReportRow[] = [];
  for (;;) {
    const page = await ask('imports.report', { jobId, outcome, offset: rows.length, limit: 500 });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}
