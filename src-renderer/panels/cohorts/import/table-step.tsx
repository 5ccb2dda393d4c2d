import { Stack, Text } from '@mantine/core';
import { countOf } from '#renderer/components/format.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import { ImageRoles } from './image-roles.tsx';
import type { TableTask } from './import-tasks.ts';
import { ImportWarnings } from './import-warnings.tsx';
import { PatientRoles } from './patient-roles.tsx';
import { RowPreview } from './row-preview.tsx';
import { ValueColumns } from './value-columns.tsx';

interface TableStepProps {
  task: TableTask;
  onChange: (task: TableTask) => void;
}

/** How the columns of a table become patients, images, seeds and values; proposed, then the user's. */
export function TableStep({ task, onChange }: TableStepProps) {
  const { preview, mapping } = task;
  const change = (part: Partial<TableMapping>) => onChange({ ...task, mapping: { ...mapping, ...part } });
  return (
    <Stack gap="sm">
      <Text size="sm">
        {countOf(preview.rowCount, 'row')}, {countOf(preview.columns.length, 'column')}. What each column is for was
        guessed from its name and its values: change what is wrong.
      </Text>
      <ImportWarnings warnings={preview.warnings} />
      <PatientRoles preview={preview} mapping={mapping} onChange={change} />
      <ImageRoles preview={preview} mapping={mapping} onChange={change} />
      <ValueColumns preview={preview} mapping={mapping} onChange={(clinical) => change({ clinical })} />
      <RowPreview path={preview.path} mapping={mapping} />
    </Stack>
  );
}
