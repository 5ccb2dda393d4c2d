import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { CopyText } from '#renderer/components/copy-text.tsx';
import { type FigureFormat, formatNames } from '#renderer/components/figure-formats.ts';
import { baseName } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { figureFormats, usualFormats } from '#shared/contract/evidence.ts';
import type { FigureRecord } from '#shared/domain/entities.ts';

export function ExportFigureDialog({ record, onClose }: { record: FigureRecord; onClose: () => void }) {
  const [formats, setFormats] = useState<FigureFormat[]>([...usualFormats]);
  const [dpi, setDpi] = useState<300 | 600>(600);
  const [folder, setFolder] = useState('');
  const write = useSend('figures.export', { quiet: true });
  const toggle = (format: FigureFormat, on: boolean) =>
    setFormats(figureFormats.filter((other) => (other === format ? on : formats.includes(other))));
  return (
    <Modal opened onClose={onClose} title={`Export ${record.title}`} size="lg">
      <Stack gap="sm">
        <Checkbox.Group
          label="Formats"
          description="A receipt with the hashes of data, model and code is written beside them."
          value={formats}
        >
          <Stack gap={6} mt={6}>
            {figureFormats.map((format) => (
              <Checkbox
                key={format}
                value={format}
                label={formatNames[format]}
                onChange={(event) => toggle(format, event.currentTarget.checked)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        {(formats.includes('png') || formats.includes('tiff')) && (
          <Group gap="xs">
            <Text size="xs" id="resolution">
              Resolution of PNG and TIFF
            </Text>
            <SegmentedControl
              aria-labelledby="resolution"
              value={String(dpi)}
              onChange={(value) => setDpi(value === '300' ? 300 : 600)}
              data={[
                { value: '300', label: '300 dpi' },
                { value: '600', label: '600 dpi' },
              ]}
            />
          </Group>
        )}
        <PathField
          files={files}
          picks={[{ what: 'folder', title: 'Where to write the figure', extensions: [] }]}
          label="Folder"
          placeholder="the exports of the workspace"
          value={folder}
          onChange={setFolder}
          error={write.error?.message}
        />
        {write.data && (
          <Note action={<CopyText text={write.data.folder} what="folder" />}>
            Written to {write.data.folder}: {write.data.files.map(baseName).join(', ')}
          </Note>
        )}
        <Group justify="flex-end" gap={6}>
          <Button variant="default" onClick={onClose}>
            {write.data ? 'Done' : 'Cancel'}
          </Button>
          <Button
            disabled={formats.length === 0}
            loading={write.isPending}
            onClick={() =>
              write.mutate({
                figureId: record.id,
                formats,
                dpi,
                ...(folder.trim() === '' ? {} : { folder: folder.trim() }),
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
