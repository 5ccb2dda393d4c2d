import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { baseName, countOf } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { describeError } from '#renderer/state/notices.ts';
import { ask } from '#renderer/state/use-call.ts';
import classes from './import-dialog.module.css';
import type { FolderTask } from './import-tasks.ts';
import { ImportWarnings } from './import-warnings.tsx';
import { ValueColumns } from './value-columns.tsx';

/** A table with the clinical values of the patients of DICOM folders, joined by patient. */
export function ClinicalJoin({ task, onChange }: { task: FolderTask; onChange: (task: FolderTask) => void }) {
  const { clinical, previews } = task;
  const found = previews.flatMap(({ tables }) => tables);
  const [path, setPath] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const read = async (chosen: string) => {
    setBusy(true);
    setFailure(null);
    try {
      const preview = await ask('imports.preview', { path: chosen });
      if (preview.kind === 'table') onChange({ ...task, clinical: { preview, mapping: preview.suggested } });
      else setFailure(`${baseName(chosen)} is no table.`);
    } catch (error) {
      setFailure(describeError(error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>Clinical values</legend>
      {clinical ? (
        <Stack gap="xs">
          <Group gap="sm" align="flex-end">
            <Text size="sm" flex={1}>
              <strong>{baseName(clinical.preview.path)}</strong>, {countOf(clinical.preview.rowCount, 'row')}, joined
              where its patient is that of the scans.
            </Text>
            <Select
              label="Patient column"
              searchable
              data={clinical.preview.columns.map(({ name }) => name)}
              value={clinical.mapping.patient}
              onChange={(patient) =>
                patient && onChange({ ...task, clinical: { ...clinical, mapping: { ...clinical.mapping, patient } } })
              }
            />
            <Button variant="default" onClick={() => onChange({ ...task, clinical: null })}>
              Without this table
            </Button>
          </Group>
          <ImportWarnings warnings={clinical.preview.warnings} />
          <ValueColumns
            preview={clinical.preview}
            mapping={clinical.mapping}
            onChange={(columns) =>
              onChange({ ...task, clinical: { ...clinical, mapping: { ...clinical.mapping, clinical: columns } } })
            }
          />
        </Stack>
      ) : (
        <Stack gap="xs">
          {found.length > 0 && (
            <Group gap={6}>
              <Text size="sm">Tables in the folder:</Text>
              {found.map((table) => (
                <Button key={table} variant="default" loading={busy} onClick={() => void read(table)}>
                  Join {baseName(table)}
                </Button>
              ))}
            </Group>
          )}
          <Group gap={6} align="flex-end" wrap="nowrap">
            <div style={{ flex: 1 }}>
              <PathField
                files={files}
                picks={[{ what: 'file', title: 'Choose a table', extensions: ['csv', 'tsv', 'xlsx'] }]}
                label={found.length > 0 ? 'Another table' : 'A table with a row for each patient, if there is one'}
                value={path}
                onChange={setPath}
                onSubmit={() => path.trim() !== '' && void read(path.trim())}
              />
            </div>
            <Button
              variant="default"
              disabled={path.trim() === ''}
              loading={busy}
              onClick={() => void read(path.trim())}
            >
              Join it
            </Button>
          </Group>
          {failure && <Note tone="bad">{failure}</Note>}
        </Stack>
      )}
    </fieldset>
  );
}
