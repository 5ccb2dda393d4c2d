import { Button, Group, Modal, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { baseName, countOf } from '#renderer/components/format.ts';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { showDone } from '#renderer/state/notices.ts';
import { useSend } from '#renderer/state/use-call.ts';
import type { FeatureSet } from '#shared/domain/entities.ts';

const formats = ['csv', 'parquet', 'npy'] as const;
type Format = (typeof formats)[number];
const notes: Record<Format, string> = {
  csv: 'One row a lesion: clinical columns, then pred_0, pred_1, …',
  parquet: 'The same columns, typed and compressed.',
  npy: 'The numbers alone: float32, rows in the order of the table.',
};

export function ExportFeaturesDialog({ set, onClose }: { set: FeatureSet; onClose: () => void }) {
  const [format, setFormat] = useState<Format>('csv');
  const [path, setPath] = useState('');
  const [labels, setLabels] = useState(false);
  const write = useSend('features.export', {
    quiet: true,
    onDone: (file) => {
      showDone(`${baseName(file.path)}, ${countOf(file.rows, 'row')}`, 'Features written');
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Export features of ${set.modelName}`} size="lg">
      <Stack gap="sm">
        <div>
          <SegmentedControl<Format> aria-label="Format" data={[...formats]} value={format} onChange={setFormat} />
          <Text size="xs" c="dimmed" mt={4}>
            {notes[format]}
          </Text>
        </div>
        <PathField
          files={files}
          picks={[{ what: 'save', title: 'Where to write the features', extensions: [format] }]}
          label="File"
          placeholder={`features.${format}`}
          value={path}
          onChange={setPath}
          error={write.error?.message}
        />
        <Switch
          label="Patient labels as the source names them, instead of study codes"
          description="May identify patients. Leave off for files that leave the hospital."
          disabled={format === 'npy'}
          checked={labels && format !== 'npy'}
          onChange={(event) => setLabels(event.currentTarget.checked)}
        />
        <Group justify="flex-end" gap={6}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={path.trim() === ''}
            loading={write.isPending}
            onClick={() =>
              write.mutate({
                featureSetId: set.id,
                path: path.trim(),
                format,
                identifiers: labels && format !== 'npy' ? 'labels' : 'codes',
              })
            }
          >
            Export
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
