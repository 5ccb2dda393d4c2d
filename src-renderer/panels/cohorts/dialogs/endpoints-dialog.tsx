import { Button, Divider, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { confirm } from '#renderer/components/confirm.tsx';
import { countOf } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { EndpointForm } from './endpoint-form.tsx';
import { definitionText } from './endpoint-text.ts';

const columns = [
  { id: 'name', label: 'Endpoint' },
  { id: 'definition', label: 'Definition' },
  { id: 'counts', label: 'Patients' },
  { id: 'actions', label: 'Actions', hidden: true },
];

/** What biomarkers of this cohort predict. */
export function EndpointsDialog({ cohortId, onClose }: { cohortId: CohortId; onClose: () => void }) {
  const endpoints = useCall('endpoints.list', { cohortId });
  const readOnly = useReadOnly();
  const [adding, form] = useDisclosure(false);
  const remove = useSend('endpoints.remove', { done: 'The endpoint was removed.' });
  const rows = (endpoints.data ?? []).map((endpoint) => ({
    id: endpoint.id,
    cells: [
      <strong key="name">{endpoint.name}</strong>,
      definitionText(endpoint.definition),
      <span key="counts">
        {Object.entries(endpoint.counts)
          .map(([label, count]) => `${label}: ${count}`)
          .join(', ')}
        {endpoint.undefinedCount > 0 && `, without a value: ${endpoint.undefinedCount}`}
      </span>,
      <Group key="actions" justify="flex-end">
        <IconButton
          icon={IconTrash}
          label={`Remove ${endpoint.name}`}
          disabled={readOnly}
          onClick={() =>
            confirm({
              title: 'Remove this endpoint?',
              message: `${endpoint.name} is taken off the list. The clinical values stay.`,
              label: 'Remove endpoint',
              onConfirm: () => remove.mutate({ endpointId: endpoint.id }),
            })
          }
        />
      </Group>,
    ],
  }));
  const isOpen = adding || endpoints.data?.length === 0;
  return (
    <Modal opened onClose={onClose} title="Endpoints" size="xl">
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          An endpoint says which clinical values a biomarker is to predict. Patients without a value take no part in
          training or testing.
        </Text>
        {endpoints.isPending && <Pending />}
        {rows.length > 0 && <GridTable label={countOf(rows.length, 'endpoint')} columns={columns} rows={rows} />}
        {isOpen ? (
          <>
            {rows.length > 0 && <Divider />}
            <EndpointForm cohortId={cohortId} disabled={readOnly} onDone={form.close} />
          </>
        ) : (
          <Group>
            <Button
              variant="default"
              leftSection={<IconPlus size={15} aria-hidden />}
              disabled={readOnly}
              onClick={form.open}
            >
              Add an endpoint
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}
