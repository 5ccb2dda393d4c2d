import { Group } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { confirm } from '#renderer/components/confirm.tsx';
import { formatQuantity, formatTime } from '#renderer/components/format.ts';
import { GridTable, RowLink } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Card } from '#renderer/components/page.tsx';
import { UntrainedTag } from '#renderer/components/tag.tsx';
import { useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Run } from '#shared/domain/entities.ts';
import type { RunId } from '#shared/domain/ids.ts';
import type { Prerequisites } from './use-prerequisites.ts';

const columns = [
  { id: 'name', label: 'Biomarker' },
  { id: 'endpoint', label: 'Endpoint' },
  { id: 'features', label: 'Features of' },
  { id: 'split', label: 'Split' },
  { id: 'fraction', label: 'Training data', align: 'right' as const },
  { id: 'result', label: 'Test result', tight: true },
  { id: 'created', label: 'Trained', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

interface RunTableProps {
  runs: readonly Run[];
  prerequisites: Prerequisites;
  selectedId: RunId | null;
  onSelect: (id: RunId) => void;
}

export function RunTable({ runs, prerequisites, selectedId, onSelect }: RunTableProps) {
  const { sets, endpoints, splits } = prerequisites;
  const readOnly = useReadOnly();
  const remove = useSend('runs.remove', { done: 'The biomarker was removed.' });
  const rows = runs.map((run) => {
    const set = sets.find(({ id }) => id === run.featureSetId);
    const first = run.values[0];
    return {
      id: run.id,
      selected: run.id === selectedId,
      cells: [
        <RowLink key="name" onClick={() => onSelect(run.id)}>
          {run.name}
        </RowLink>,
        endpoints.find(({ id }) => id === run.endpointId)?.name ?? 'removed',
        <Group key="features" gap={6}>
          {set?.modelName ?? 'removed'}
          <UntrainedTag trained={set?.modelTrained ?? true} />
        </Group>,
        splits.find(({ id }) => id === run.splitId)?.name ?? 'removed',
        `${Math.round(run.fraction * 100)} %`,
        first ? `${first.label} ${formatQuantity(first.quantity)}` : '',
        formatTime(run.createdAt),
        <Group key="actions" justify="flex-end">
          <IconButton
            icon={IconTrash}
            label={`Remove ${run.name}`}
            disabled={readOnly}
            onClick={() =>
              confirm({
                title: 'Remove this biomarker?',
                message: `${run.name} and its predictions go. It can be trained again from the same features, split and seed.`,
                label: 'Remove biomarker',
                onConfirm: () => remove.mutate({ runId: run.id }),
              })
            }
          />
        </Group>,
      ],
    };
  });
  return (
    <Card>
      <GridTable label="Biomarkers of this cohort" columns={columns} rows={rows} />
    </Card>
  );
}
