import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { countOf } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { commonFolder } from './common-folder.ts';

/** Files that were moved: says where they are now. */
export function RelinkDialog({ cohortId, onClose }: { cohortId: CohortId; onClose: () => void }) {
  const scans = useCall('scans.list', { cohortId }).data ?? [];
  const [typed, setTyped] = useState<string | null>(null);
  const [to, setTo] = useState('');
  const relink = useSend('scans.relink', { quiet: true });
  const from = typed ?? commonFolder(scans.map(({ source }) => source));
  const isComplete = from.trim() !== '' && to.trim() !== '';
  const outcome = relink.data;
  return (
    <Modal opened onClose={onClose} title="Files that were moved" size="lg">
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          Scans are read where they lie. When a folder was moved or a drive has another name, say where it is now: each
          file is looked for at the same place below the new folder, and is taken only if it is the same scan.
        </Text>
        <PathField
          files={files}
          picks={[]}
          label="They were below"
          value={from}
          onChange={setTyped}
          description="What the scans of this cohort have in common; shorten it where only part was moved."
        />
        <PathField
          files={files}
          picks={[{ what: 'folder', title: 'Choose where the files are now', extensions: [] }]}
          label="They are now below"
          value={to}
          onChange={setTo}
        />
        {relink.error && <Note tone="bad">{relink.error.message}</Note>}
        {outcome && (
          <Note tone={outcome.missing > 0 ? 'warn' : 'info'}>
            {countOf(outcome.relinked, 'scan')} found again.
            {outcome.missing > 0 && ` ${countOf(outcome.missing, 'scan')} not found there, or not the same.`}
          </Note>
        )}
        <Group justify="flex-end" gap={6}>
          <Button variant="default" onClick={onClose}>
            {outcome ? 'Done' : 'Cancel'}
          </Button>
          <Button
            disabled={!isComplete}
            loading={relink.isPending}
            onClick={() => relink.mutate({ cohortId, from: from.trim(), to: to.trim() })}
          >
            Look there
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
