import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { CopyText } from '#renderer/components/copy-text.tsx';
import { baseName } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { figureFormats } from '#shared/contract/evidence.ts';
import type { FigureRecord } from '#shared/domain/entities.ts';

type Format = (typeof figureFormats)[number];
const formatNames: Record<Format, string> = {
  svg: 'SVG: vector, text stays text',
  pdf: 'PDF: vector, fonts embedded',
  png: 'PNG: 600 dpi',
  csv: 'CSV: the source data',
};

export function ExportFigureDialog({ record, onClose }: { record: FigureRecord; onClose: () => void }) {
  const [formats, setFormats] = useState<Format[]>([...figureFormats]);
  const [folder, setFolder] = useState('');
  const write = useSend('figures.export', { quiet: true });
  const toggle = (format: Format, on: boolean) =>
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
              write.mutate({ figureId: record.id, formats, ...(folder.trim() === '' ? {} : { folder: folder.trim() }) })
            }
          >
            Export
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
