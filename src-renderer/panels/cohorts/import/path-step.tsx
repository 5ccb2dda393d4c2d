import { Button, Group, Stack, Text } from '@mantine/core';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { useSend } from '#renderer/state/use-call.ts';
import type { ImportPreview } from '#shared/contract/imports.ts';

interface PathStepProps {
  path: string;
  onPath: (path: string) => void;
  onPreview: (preview: ImportPreview) => void;
  onCancel: () => void;
}

export function PathStep({ path, onPath, onPreview, onCancel }: PathStepProps) {
  const preview = useSend('imports.preview', { quiet: true, onDone: onPreview });
  const submit = () => path.trim() !== '' && preview.mutate({ path: path.trim() });
  return (
    <Stack gap="sm" mt="md">
      <PathField
        files={files}
        picks={[
          { what: 'file', button: 'Table…', title: 'Choose a table', extensions: ['csv', 'tsv', 'xlsx'] },
          { what: 'folder', button: 'Folder…', title: 'Choose a DICOM folder', extensions: [] },
        ]}
        label="Table or DICOM folder"
        description="A table (CSV, TSV, Excel) has one row a lesion or a patient: image paths and seed points, or clinical values alone. A DICOM folder holds CT series with contours (RTSTRUCT) or segmentations (SEG), in any order."
        value={path}
        onChange={onPath}
        onSubmit={submit}
        error={preview.error?.message}
      />
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          Nothing is written yet. Large DICOM folders take a moment to look through.
        </Text>
        <Group gap={6} wrap="nowrap">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button disabled={path.trim() === ''} loading={preview.isPending} onClick={submit}>
            Look at it
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
