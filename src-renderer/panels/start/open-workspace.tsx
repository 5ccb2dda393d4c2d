import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Card } from '#renderer/components/page.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { useSend } from '#renderer/state/use-call.ts';
import classes from './start-panel.module.css';

export function OpenWorkspace() {
  const [path, setPath] = useState('');
  const [, navigate] = useLocation();
  const open = useSend('workspaces.open', { quiet: true, onDone: () => navigate('/cohorts') });
  const submit = () => path.trim() !== '' && open.mutate({ path: path.trim() });
  return (
    <Card title="Open a workspace">
      <Stack gap="xs" className={classes.body}>
        <PathField
          files={files}
          picks={[{ what: 'folder', title: 'Choose the folder of the workspace', extensions: [] }]}
          label="Workspace folder"
          value={path}
          onChange={setPath}
          onSubmit={submit}
          error={open.error?.message}
        />
        <Group justify="flex-end">
          <Button variant="default" disabled={path.trim() === ''} loading={open.isPending} onClick={submit}>
            Open
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
