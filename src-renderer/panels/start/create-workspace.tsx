import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Card } from '#renderer/components/page.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { folderFor } from './folder-for.ts';
import classes from './start-panel.module.css';

export function CreateWorkspace({ suggestedFolder }: { suggestedFolder: string }) {
  const [name, setName] = useState('');
  const [chosenPath, setPath] = useState<string | null>(null);
  const path = chosenPath ?? folderFor(name, suggestedFolder);
  const [, navigate] = useLocation();
  const create = useSend('workspaces.create', { quiet: true, onDone: () => navigate('/cohorts') });
  const isComplete = name.trim() !== '' && path.trim() !== '';
  const submit = () => isComplete && create.mutate({ name: name.trim(), path: path.trim() });
  return (
    <Card title="Create a workspace">
      <Stack gap="xs" className={classes.body}>
        <TextInput
          label="Name"
          placeholder="e.g. Lung screening 2026"
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PathField
          files={files}
          picks={[{ what: 'folder', title: 'Choose a folder for the workspace', extensions: [] }]}
          label="Folder"
          description="Made if it does not exist. Images are read where they are and never copied or changed."
          value={path}
          onChange={setPath}
          onSubmit={submit}
          error={create.error?.message}
        />
        <Group justify="flex-end">
          <Button variant="default" disabled={!isComplete} loading={create.isPending} onClick={submit}>
            Create
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
