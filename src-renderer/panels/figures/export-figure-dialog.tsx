import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { CopyText } from '#renderer/components/copy-text.tsx';
import { ExportOptions, type ExportSettings } from '#renderer/components/export-options.tsx';
import { baseName } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { usualFormats } from '#shared/contract/evidence.ts';
import type { FigureRecord } from '#shared/domain/entities.ts';
import type { Figure } from '#shared/figure.ts';
import { figurePresets, presetSize } from '#shared/figure-presets.ts';

interface ExportFigureDialogProps {
  record: FigureRecord;
  figure: Figure;
  onClose: () => void;
}

export function ExportFigureDialog({ record, figure, onClose }: ExportFigureDialogProps) {
  const [settings, setSettings] = useState<ExportSettings>({
    formats: usualFormats,
    dpi: 600,
    preset: 'nature',
    columns: null,
  });
  const [folder, setFolder] = useState('');
  const write = useSend('figures.export', { quiet: true });
  const widthMm = presetSize(figure, figurePresets[settings.preset]).width;
  return (
    <Modal opened onClose={onClose} title={`Export ${record.title}`} size="lg">
      <Stack gap="sm">
        <ExportOptions settings={settings} onChange={setSettings} asWritten={`As it is, ${widthMm} mm`} />
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
            disabled={settings.formats.length === 0}
            loading={write.isPending}
            onClick={() =>
              write.mutate({
                figureId: record.id,
                ...settings,
                formats: [...settings.formats],
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
