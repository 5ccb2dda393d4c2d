import { Button, Divider, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { confirm } from '#renderer/components/confirm.tsx';
import { baseName, formatCount, formatTime } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { files } from '#renderer/state/files.ts';
import { describeError } from '#renderer/state/notices.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';

const columns = [
  { id: 'name', label: 'Collection' },
  { id: 'sets', label: 'Sets', align: 'right' as const },
  { id: 'created', label: 'Imported', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

/** The gene set collections of the workspace, for all of its cohorts. */
export function GeneSetCollections() {
  const collections = useCall('geneSets.list', {});
  const readOnly = useReadOnly();
  const remove = useSend('geneSets.remove', { done: 'The gene sets were removed.' });
  const rows = (collections.data ?? []).map(({ id, name, setCount, createdAt }) => ({
    id,
    cells: [
      <strong key="name">{name}</strong>,
      formatCount(setCount),
      formatTime(createdAt),
      <Group key="actions" justify="flex-end">
        <IconButton
          icon={IconTrash}
          label={`Remove ${name}`}
          disabled={readOnly}
          onClick={() =>
            confirm({
              title: 'Remove these gene sets?',
              message: `${name} leaves this workspace. The file it was imported from stays, and kept figures too.`,
              label: 'Remove gene sets',
              onConfirm: () => remove.mutate({ geneSetsId: id }),
            })
          }
        />
      </Group>,
    ],
  }));
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        A gene set names the genes of a pathway or process. Collections such as Reactome or the Hallmark sets of MSigDB
        are published as GMT files; all cohorts of the workspace share them.
      </Text>
      {collections.isPending && <Pending />}
      {collections.error && (
        <Failed message={describeError(collections.error).message} onRetry={() => void collections.refetch()} />
      )}
      {rows.length > 0 && <GridTable label="Gene sets of this workspace" columns={columns} rows={rows} />}
      {rows.length > 0 && <Divider />}
      <GeneSetsImport disabled={readOnly} />
    </Stack>
  );
}

function GeneSetsImport({ disabled }: { disabled: boolean }) {
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const start = useSend('geneSets.import', {
    quiet: true,
    done: 'The gene sets were imported.',
    onDone: () => {
      setPath('');
      setName('');
    },
  });
  const proposed = baseName(path).replace(/(\.gmt)?(\.gz)?$/i, '');
  const chosenName = name.trim() || proposed;
  const submit = () => path.trim() !== '' && start.mutate({ path: path.trim(), name: chosenName });
  return (
    <>
      <PathField
        files={files}
        picks={[{ what: 'file', title: 'Choose a GMT file', extensions: ['gmt', 'gz', 'txt'] }]}
        label="Gene sets"
        description="GMT: a line per set with its name, a description and its genes, separated by tabs."
        value={path}
        onChange={setPath}
        onSubmit={submit}
        error={start.error?.message}
      />
      <TextInput
        label="Name"
        placeholder={proposed || 'e.g. Reactome, 2024'}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {start.data && start.data.warnings.length > 0 && (
        <Note tone="warn">
          <ul>
            {start.data.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Note>
      )}
      <Group justify="flex-end">
        <Button
          disabled={disabled || path.trim() === '' || chosenName === ''}
          loading={start.isPending}
          onClick={submit}
        >
          Import gene sets
        </Button>
      </Group>
    </>
  );
}
