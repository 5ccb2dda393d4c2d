import { Button, Divider, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { confirm } from '#renderer/components/confirm.tsx';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { ColumnSplitForm } from './column-split-form.tsx';
import { SplitForm } from './split-form.tsx';

const columns = [
  { id: 'name', label: 'Split' },
  { id: 'train', label: 'Train', align: 'right' as const },
  { id: 'tune', label: 'Tune', align: 'right' as const },
  { id: 'test', label: 'Test', align: 'right' as const },
  { id: 'strata', label: 'Stratified by' },
  { id: 'seed', label: 'Seed', align: 'right' as const },
  { id: 'actions', label: 'Actions', hidden: true },
];

interface SplitsDialogProps {
  cohortId: CohortId;
  onLeakage: () => void;
  onClose: () => void;
}

/** How the patients are parted for training, tuning and testing. */
export function SplitsDialog({ cohortId, onLeakage, onClose }: SplitsDialogProps) {
  const splits = useCall('splits.list', { cohortId });
  const endpoints = useCall('endpoints.list', { cohortId }).data ?? [];
  const readOnly = useReadOnly();
  const [adding, form] = useDisclosure(false);
  const [way, setWay] = useState<'random' | 'column'>('random');
  const remove = useSend('splits.remove', { done: 'The split was removed.' });
  const rows = (splits.data ?? []).map((split) => ({
    id: split.id,
    cells: [
      <strong key="name">{split.name}</strong>,
      `${split.patientCounts.train} (${percent(split.fractions.train)})`,
      `${split.patientCounts.tune} (${percent(split.fractions.tune)})`,
      `${split.patientCounts.test} (${percent(split.fractions.test)})`,
      endpoints.find(({ id }) => id === split.stratifiedBy)?.name ?? 'nothing',
      split.seed,
      <Group key="actions" justify="flex-end">
        <IconButton
          icon={IconTrash}
          label={`Remove ${split.name}`}
          disabled={readOnly}
          onClick={() =>
            confirm({
              title: 'Remove this split?',
              message: `${split.name} is taken off the list. The same seed gives the same split again.`,
              label: 'Remove split',
              onConfirm: () => remove.mutate({ splitId: split.id }),
            })
          }
        />
      </Group>,
    ],
  }));
  const isOpen = adding || splits.data?.length === 0;
  return (
    <Modal opened onClose={onClose} title="Splits" size="xl">
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          All lesions of a patient go to the same part, so that nothing of a test patient is seen in training.
        </Text>
        {splits.isPending && <Pending />}
        {rows.length > 0 && (
          <GridTable label="Splits of this cohort, patients in each part" columns={columns} rows={rows} />
        )}
        {isOpen ? (
          <>
            {rows.length > 0 && <Divider />}
            <SegmentedControl<'random' | 'column'>
              aria-label="How patients are parted"
              data={[
                { value: 'random', label: 'At random' },
                { value: 'column', label: 'From a column' },
              ]}
              value={way}
              onChange={setWay}
            />
            {way === 'random' ? (
              <SplitForm cohortId={cohortId} endpoints={endpoints} disabled={readOnly} onDone={form.close} />
            ) : (
              <ColumnSplitForm cohortId={cohortId} disabled={readOnly} onDone={form.close} />
            )}
          </>
        ) : (
          <Group>
            <Button
              variant="default"
              leftSection={<IconPlus size={15} aria-hidden />}
              disabled={readOnly}
              onClick={form.open}
            >
              Add a split
            </Button>
            <Button variant="default" onClick={onLeakage}>
              Check for leakage
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
