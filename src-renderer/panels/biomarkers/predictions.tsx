import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { GridTable, RowLink } from '#renderer/components/grid-table.tsx';
import { Card } from '#renderer/components/page.tsx';
import { Pager } from '#renderer/components/pager.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import type { Run, SplitPart } from '#shared/domain/entities.ts';
import classes from './run-detail.module.css';

const step = 25;
const parts: { value: SplitPart; label: string }[] = [
  { value: 'test', label: 'Test' },
  { value: 'tune', label: 'Tune' },
  { value: 'train', label: 'Train' },
];

/** The prediction of each lesion, surest first; a click opens the lesion. */
export function Predictions({ run }: { run: Run }) {
  const predictions = useCall('runs.predictions', { runId: run.id });
  const [part, setPart] = useState<SplitPart>('test');
  const [offset, setOffset] = useState(0);
  const [, navigate] = useLocation();
  const ordered = (predictions.data ?? [])
    .filter((prediction) => prediction.part === part)
    .toSorted((a, b) => (b.probabilities.at(-1) ?? 0) - (a.probabilities.at(-1) ?? 0));
  const columns = [
    { id: 'lesion', label: 'Lesion of patient' },
    { id: 'target', label: 'Known class' },
    ...run.classes.map((name) => ({ id: `class ${name}`, label: `Probability of ${name}`, align: 'right' as const })),
  ];
  const rows = ordered.slice(offset, offset + step).map(({ lesionId, patientCode, target, probabilities }) => ({
    id: lesionId,
    cells: [
      <RowLink key="lesion" onClick={() => navigate(`/cohorts/${run.cohortId}/${lesionId}`)}>
        {patientCode}
      </RowLink>,
      target === null ? 'unknown' : (run.classes[target] ?? ''),
      ...probabilities.map((probability) => probability.toFixed(3)),
    ],
  }));
  return (
    <Card
      title="Predictions"
      actions={
        <>
          <Pager what="lesions" offset={offset} step={step} total={ordered.length} onOffset={setOffset} />
          <SegmentedControl<SplitPart>
            aria-label="Part of the split"
            data={parts}
            value={part}
            onChange={(next) => {
              setPart(next);
              setOffset(0);
            }}
          />
        </>
      }
    >
      {predictions.isPending ? (
        <Pending />
      ) : rows.length > 0 ? (
        <GridTable label={`Predictions for the ${part} part`} columns={columns} rows={rows} />
      ) : (
        <div className={classes.facts}>No lesion of this part was predicted.</div>
      )}
    </Card>
  );
}
