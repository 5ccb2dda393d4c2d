import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { confirm } from '#renderer/components/confirm.tsx';
import { formatCount, formatTime } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { ExpressionImport } from './expression-import.tsx';

const columns = [
  { id: 'name', label: 'Table' },
  { id: 'unit', label: 'Unit' },
  { id: 'genes', label: 'Genes', align: 'right' as const },
  { id: 'patients', label: 'Patients', align: 'right' as const },
  { id: 'created', label: 'Imported', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

/** The tables of expression of one cohort, and the import of another. */
export function ExpressionTables({ cohortId }: { cohortId: CohortId }) {
  const tables = useCall('expression.list', { cohortId });
  const readOnly = useReadOnly();
  const [adding, form] = useDisclosure(false);
  const remove = useSend('expression.remove', { done: 'The table of expression was removed.' });
  const rows = (tables.data ?? []).map(({ id, name, unit, report, createdAt }) => ({
    id,
    cells: [
      <strong key="name">{name}</strong>,
      unit,
      formatCount(report.genes),
      `${formatCount(report.matched)} of ${formatCount(report.matched + report.patientsWithout)}`,
      formatTime(createdAt),
      <Group key="actions" justify="flex-end">
        <IconButton
          icon={IconTrash}
          label={`Remove ${name}`}
          disabled={readOnly}
          onClick={() =>
            confirm({
              title: 'Remove this table of expression?',
              message: `${name} leaves this workspace. The file it was imported from stays, and kept figures too.`,
              label: 'Remove table',
              onConfirm: () => remove.mutate({ expressionId: id }),
            })
          }
        />
      </Group>,
    ],
  }));
  const isOpen = adding || tables.data?.length === 0;
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        Gene expression of the patients (RNA-seq, arrays) tells which biology a biomarker sees: which genes follow its
        predictions, and which gene sets they belong to. Statistics take the newest table unless you choose another.
      </Text>
      {tables.isPending && <Pending />}
      {tables.error && <Failed message={describeError(tables.error).message} onRetry={() => void tables.refetch()} />}
      {rows.length > 0 && <GridTable label="Tables of expression of this cohort" columns={columns} rows={rows} />}
      {isOpen ? (
        <>
          {rows.length > 0 && <Divider />}
          <ExpressionImport cohortId={cohortId} disabled={readOnly} onDone={form.close} />
        </>
      ) : (
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            disabled={readOnly || !tables.data}
            onClick={form.open}
          >
            Import a table
          </Button>
        </Group>
      )}
    </Stack>
  );
}
