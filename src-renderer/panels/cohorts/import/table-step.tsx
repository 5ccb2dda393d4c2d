import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { countOf } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import type { ImportPreview, TableMapping } from '#shared/contract/imports.ts';
import { ClinicalMapping } from './clinical-mapping.tsx';
import { ImageMapping } from './image-mapping.tsx';
import { ImportWarnings } from './import-warnings.tsx';

export type TablePreview = Extract<ImportPreview, { kind: 'table' }>;

interface TableStepProps {
  preview: TablePreview;
  starting: boolean;
  error: string | null;
  onBack: () => void;
  onStart: (mapping: TableMapping) => void;
}

/** How the columns of a table become patients, images, seeds and clinical values; proposed, then the user's. */
export function TableStep({ preview, starting, error, onBack, onStart }: TableStepProps) {
  const [mapping, setMapping] = useState<TableMapping>(preview.suggested);
  const change = (part: Partial<TableMapping>) => setMapping({ ...mapping, ...part });
  const isComplete = mapping.patient !== '' && mapping.clinical.every(({ name }) => name.trim() !== '');
  return (
    <Stack gap="sm" mt="sm">
      <Text size="sm">
        {countOf(preview.rowCount, 'row')}, {countOf(preview.columns.length, 'column')}.
      </Text>
      <ImageMapping preview={preview} mapping={mapping} onChange={change} />
      <ClinicalMapping preview={preview} mapping={mapping} onChange={(clinical) => change({ clinical })} />
      <ImportWarnings warnings={preview.warnings} />
      {error && <Note tone="bad">{error}</Note>}
      <Group justify="flex-end" gap={6}>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button disabled={!isComplete} loading={starting} onClick={() => onStart(mapping)}>
          Import {countOf(preview.rowCount, 'row')}
        </Button>
      </Group>
    </Stack>
  );
}
