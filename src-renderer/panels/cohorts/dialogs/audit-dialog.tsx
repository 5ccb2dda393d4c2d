import { Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { formatTime } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Pager } from '#renderer/components/pager.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import { actionText, changeText } from './audit-text.ts';

const step = 50;
const columns = [
  { id: 'at', label: 'When', tight: true },
  { id: 'who', label: 'Who' },
  { id: 'action', label: 'What' },
  { id: 'subject', label: 'Of' },
  { id: 'before', label: 'Before' },
  { id: 'after', label: 'After' },
];

/** Who changed what, and what it was before: of the whole workspace, newest first. */
export function AuditDialog({ onClose }: { onClose: () => void }) {
  const [offset, setOffset] = useState(0);
  const page = useCall('audit.list', { offset, limit: step }, { keepPrevious: true }).data;
  const rows = (page?.entries ?? []).map((entry) => ({
    id: entry.id,
    dimmed: entry.undone,
    cells: [
      formatTime(entry.at),
      entry.who,
      entry.undone ? `${actionText(entry.action)} (undone)` : actionText(entry.action),
      entry.subject,
      changeText(entry.before),
      changeText(entry.after),
    ],
  }));
  return (
    <Modal opened onClose={onClose} title="History of edits in this workspace" size={980}>
      {!page && <Pending />}
      {page?.total === 0 && <Text size="sm">Nothing was edited yet.</Text>}
      {page && page.total > 0 && (
        <Stack gap="xs">
          <GridTable label="Edits" columns={columns} rows={rows} />
          <Pager what="edits" offset={offset} step={step} total={page.total} onOffset={setOffset} />
        </Stack>
      )}
    </Modal>
  );
}
