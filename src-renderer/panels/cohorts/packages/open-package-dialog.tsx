import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { countOf, formatTime } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { showJobs } from '#renderer/state/layout.ts';
import { useSend } from '#renderer/state/use-call.ts';
import type { PackagePreview } from '#shared/contract/packages.ts';

const columns = [
  { id: 'what', label: 'It holds', tight: true },
  { id: 'which', label: '' },
];

/** A package of another site: looked at first, then taken in as a cohort of its own. */
export function OpenPackageDialog({ onClose }: { onClose: () => void }) {
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const look = useSend('packages.preview', { quiet: true, onDone: (preview) => setName(preview.name) });
  const take = useSend('packages.import', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  const preview = look.data;
  const submit = () => path.trim() !== '' && look.mutate({ path: path.trim() });
  return (
    <Modal opened onClose={onClose} title="Open a package of another site" size="lg">
      <Stack gap="sm">
        <PathField
          files={files}
          picks={[{ what: 'file', title: 'Choose the package', extensions: ['zip'] }]}
          label="Package"
          value={path}
          onChange={(next) => {
            setPath(next);
            look.reset();
          }}
          onSubmit={submit}
          error={look.error?.message}
        />
        {preview && (
          <>
            <TextInput
              label="Name of the cohort"
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {preview.description !== '' && <Text size="sm">{preview.description}</Text>}
            <GridTable label="Contents of the package" columns={columns} rows={contentsOf(preview)} />
            {preview.warnings.map((warning) => (
              <Note key={warning} tone="warn">
                {warning}
              </Note>
            ))}
          </>
        )}
        {take.error && <Note tone="bad">{take.error.message}</Note>}
        <Group justify="flex-end" gap={6}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {preview ? (
            <Button
              disabled={name.trim() === ''}
              loading={take.isPending}
              onClick={() => take.mutate({ path: preview.path, name: name.trim() })}
            >
              Take it in
            </Button>
          ) : (
            <Button disabled={path.trim() === ''} loading={look.isPending} onClick={submit}>
              Look at it
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function contentsOf(preview: PackagePreview) {
  const { patients, lesions, columns: names, endpoints, splits, featureSets, runs, createdAt } = preview;
  const lines: [string, string][] = [
    ['Patients', `${countOf(patients, 'patient')}, ${countOf(lesions, 'lesion')}`],
    [
      'Features',
      featureSets
        .map(({ modelName, profile, dimension, rows }) => `${modelName}, ${profile}: ${rows} × ${dimension}`)
        .join('; '),
    ],
    ['Locked models', runs.map((run) => run.name).join('; ')],
    ['Endpoints', endpoints.join('; ')],
    ['Splits', splits.join('; ')],
    ['Columns', names.join(', ')],
    ['Made', formatTime(createdAt)],
  ];
  return lines.map(([what, which]) => ({ id: what, cells: [what, which === '' ? 'none' : which] }));
}
