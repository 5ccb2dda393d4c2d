import { Button, Group } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { confirm } from '#renderer/components/confirm.tsx';
import { countOf, formatCount, formatTime } from '#renderer/components/format.ts';
import { GridTable, RowLink } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Card } from '#renderer/components/page.tsx';
import { UntrainedTag } from '#renderer/components/tag.tsx';
import { showJobs } from '#renderer/state/layout.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { FeatureSet } from '#shared/domain/entities.ts';
import type { FeatureSetId } from '#shared/domain/ids.ts';
import { ExportFeaturesDialog } from './export-features-dialog.tsx';

const columns = [
  { id: 'model', label: 'Model' },
  { id: 'profile', label: 'Preprocessing', tight: true },
  { id: 'engine', label: 'Engine' },
  { id: 'dimension', label: 'Features', align: 'right' as const },
  { id: 'count', label: 'Lesions', align: 'right' as const, tight: true },
  { id: 'created', label: 'Created', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

interface FeatureSetTableProps {
  sets: readonly FeatureSet[];
  selectedId: FeatureSetId | null;
  onSelect: (id: FeatureSetId) => void;
}

export function FeatureSetTable({ sets, selectedId, onSelect }: FeatureSetTableProps) {
  const readOnly = useReadOnly();
  const [exported, setExported] = useState<FeatureSet | null>(null);
  const extract = useSend('features.extract', { onDone: ({ jobId }) => showJobs(jobId) });
  const remove = useSend('features.remove', { done: 'The feature set was removed.' });
  const rows = sets.map((set) => {
    const missing = set.lesionCount - set.count;
    // What came with a table cannot be computed here.
    const profile = set.profile === 'outside' ? null : set.profile;
    return {
      id: set.id,
      selected: set.id === selectedId,
      cells: [
        <Group key="model" gap={6}>
          <RowLink onClick={() => onSelect(set.id)}>{set.modelName}</RowLink>
          <UntrainedTag trained={set.modelTrained} />
        </Group>,
        set.profile,
        set.engine,
        formatCount(set.dimension),
        `${formatCount(set.count)} of ${formatCount(set.lesionCount)}`,
        formatTime(set.createdAt),
        <Group key="actions" gap={2} wrap="nowrap" justify="flex-end">
          {missing > 0 && profile !== null && (
            <Button
              variant="default"
              size="compact-xs"
              disabled={readOnly}
              loading={extract.isPending}
              onClick={() => extract.mutate({ cohortId: set.cohortId, modelId: set.modelId, profile })}
            >
              Extract {countOf(missing, 'missing lesion')}
            </Button>
          )}
          <IconButton
            icon={IconDownload}
            label={`Export the features of ${set.modelName}`}
            onClick={() => setExported(set)}
          />
          <IconButton
            icon={IconTrash}
            label={`Remove the features of ${set.modelName}`}
            disabled={readOnly}
            onClick={() =>
              confirm({
                title: 'Remove this feature set?',
                message: `${countOf(set.count, 'row')} of features go. They can be extracted again.`,
                label: 'Remove features',
                onConfirm: () => remove.mutate({ featureSetId: set.id }),
              })
            }
          />
        </Group>,
      ],
    };
  });
  return (
    <Card>
      <GridTable label="Feature sets of this cohort" columns={columns} rows={rows} />
      {exported && <ExportFeaturesDialog set={exported} onClose={() => setExported(null)} />}
    </Card>
  );
}
