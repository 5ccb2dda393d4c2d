import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { baseName } from '#renderer/components/format.ts';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { showJobs } from '#renderer/state/layout.ts';
import { useSend } from '#renderer/state/use-call.ts';

export function ImportModelDialog({ onClose }: { onClose: () => void }) {
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const start = useSend('models.import', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  const proposed = baseName(path).replace(/\.[^.]+$/, '');
  const chosenName = name.trim() || proposed;
  return (
    <Modal opened onClose={onClose} title="Import a model" size="lg">
      <Stack gap="sm">
        <PathField
          files={files}
          picks={[
            {
              what: 'file',
              button: 'File…',
              title: 'Choose a weights file',
              extensions: ['torch', 'pt', 'pth', 'ckpt', 'safetensors'],
            },
            { what: 'folder', button: 'Folder…', title: 'Choose a model folder', extensions: [] },
          ]}
          label="File or folder"
          description=".torch, .pt, .pth, .ckpt, .safetensors, or a model folder. Layers are checked one by one; code inside a file is never run."
          value={path}
          onChange={setPath}
          error={start.error?.message}
        />
        <TextInput
          label="Name"
          placeholder={proposed || 'e.g. Foundation model, 2024 release'}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Text size="xs" c="dimmed">
          The checksum of the weights is shown with the model, to compare with the one its authors publish.
        </Text>
        <Group justify="flex-end" gap={6}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={path.trim() === '' || chosenName === ''}
            loading={start.isPending}
            onClick={() => start.mutate({ path: path.trim(), name: chosenName })}
          >
            Import
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
