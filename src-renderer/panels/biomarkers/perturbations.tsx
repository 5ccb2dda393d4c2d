import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { confirm } from '#renderer/components/confirm.tsx';
import { formatNumber, formatTime } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Card } from '#renderer/components/page.tsx';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Run } from '#shared/domain/entities.ts';
import { PerturbDialog } from './perturb-dialog.tsx';
import classes from './run-detail.module.css';

const columns = [
  { id: 'draws', label: 'Draws', align: 'right' as const },
  { id: 'variance', label: 'Variance, mm²', align: 'right' as const },
  { id: 'seed', label: 'Seed', align: 'right' as const },
  { id: 'lesions', label: 'Lesions done', align: 'right' as const },
  { id: 'engine', label: 'Engine' },
  { id: 'completed', label: 'Completed', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

/** Predictions of the run at displaced seeds: what is there, and more of them. */
export function Perturbations({ run }: { run: Run }) {
  const perturbations = useCall('perturbations.list', { runId: run.id }).data ?? [];
  const readOnly = useReadOnly();
  const [starting, dialog] = useDisclosure(false);
  const remove = useSend('perturbations.remove', { done: 'The displaced seeds were removed.' });
  const rows = perturbations.map(({ id, draws, varianceMm2, seed, lesionCount, engine, completedAt }) => ({
    id,
    cells: [
      draws,
      formatNumber(varianceMm2),
      seed,
      lesionCount,
      engine,
      completedAt === null ? 'not yet' : formatTime(completedAt),
      <Group key="actions" justify="flex-end">
        <IconButton
          icon={IconTrash}
          label={`Remove the ${draws} draws of variance ${formatNumber(varianceMm2)}`}
          disabled={readOnly}
          onClick={() =>
            confirm({
              title: 'Remove these displaced seeds?',
              message: 'Their predictions go. They can be computed again with the same settings. Kept figures stay.',
              label: 'Remove',
              onConfirm: () => remove.mutate({ perturbationId: id }),
            })
          }
        />
      </Group>,
    ],
  }));
  return (
    <Card
      title="Displaced seeds"
      actions={
        <Button variant="light" disabled={readOnly} onClick={dialog.open}>
          Displace seeds
        </Button>
      }
    >
      {rows.length > 0 ? (
        <GridTable label={`Displaced seeds of ${run.name}`} columns={columns} rows={rows} />
      ) : (
        <Text size="xs" c="dimmed" className={classes.facts}>
          How much do the predictions depend on where the seed was placed? Predict each lesion at displaced seeds, then
          open Seed perturbation and Stability of the features in Statistics. They read the draws completed last.
        </Text>
      )}
      {starting && <PerturbDialog run={run} onClose={dialog.close} />}
    </Card>
  );
}
