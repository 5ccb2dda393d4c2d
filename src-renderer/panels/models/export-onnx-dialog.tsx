import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { baseName, formatBytes } from '#renderer/components/format.ts';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { showDone } from '#renderer/state/notices.ts';
import { useSend } from '#renderer/state/use-call.ts';
import type { Model } from '#shared/domain/entities.ts';

export function ExportOnnxDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const [path, setPath] = useState('');
  const write = useSend('models.exportOnnx', {
    quiet: true,
    onDone: (file) => {
      showDone(`${baseName(file.path)}, ${formatBytes(file.sizeBytes)}`, 'ONNX file written');
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Export ${model.name} as ONNX`} size="lg">
      <Stack gap="sm">
        <PathField
          files={files}
          picks={[{ what: 'save', title: 'Where to write the ONNX file', extensions: ['onnx'] }]}
          label="File"
          description="Input [n, 1, 50, 50, 50] of (HU + 1024) / 3072 in Z, Y, X order; output the features."
          placeholder={`${model.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.onnx`}
          value={path}
          onChange={setPath}
          error={write.error?.message}
        />
        <Group justify="flex-end" gap={6}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={path.trim() === ''}
            loading={write.isPending}
            onClick={() => write.mutate({ modelId: model.id, path: path.trim() })}
          >
            Export
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
