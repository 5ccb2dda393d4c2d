import { Button, Stack, Text } from '@mantine/core';
import { IconFolderDown, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '#renderer/api.ts';
import { type Dropped, DropTarget } from '#renderer/components/drop-target.tsx';
import { baseName } from '#renderer/components/format.ts';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import classes from './import-dialog.module.css';
import { ImportFooter } from './import-footer.tsx';

interface SourceStepProps {
  paths: readonly string[];
  /** Things that were dropped and whose place is not known. */
  unplaced: readonly string[];
  busy: boolean;
  error: string | null;
  onPaths: (paths: string[]) => void;
  onDropped: (dropped: Dropped) => void;
  onLook: (paths: readonly string[]) => void;
  onStopLooking: () => void;
  onCancel: () => void;
}

/** Files and folders: dropped, typed or chosen; one or several. */
export function SourceStep(props: SourceStepProps) {
  const { paths, unplaced, busy, error, onPaths, onDropped, onLook, onCancel } = props;
  const [typed, setTyped] = useState('');
  const all = [...new Set([...paths, ...(typed.trim() === '' ? [] : [typed.trim()])])];
  const look = () => all.length > 0 && !busy && onLook(all);
  return (
    <DropTarget label="Drop to add" disabled={busy} pathOf={api.pathOf} onDropped={onDropped}>
      <Stack gap="sm" mt="md">
        <div className={classes.dropZone}>
          <IconFolderDown size={30} stroke={1.4} aria-hidden />
          <div>
            <strong>Drop files or folders here</strong>
            <Text size="xs" c="dimmed">
              A DICOM folder with contours, a table (CSV, TSV, Excel), or a public data set as it is downloaded. Several
              at once are read together: a folder of scans and the table with its clinical values, for example.
            </Text>
          </div>
        </div>
        {paths.length > 0 && (
          <ul className={classes.sources} aria-label="Chosen files and folders">
            {paths.map((path) => (
              <li key={path}>
                <span className={classes.sourceName}>
                  <strong>{baseName(path)}</strong> <span className={classes.dimmed}>{path}</span>
                </span>
                <IconButton
                  icon={IconX}
                  size={24}
                  label={`Leave out ${baseName(path)}`}
                  disabled={busy}
                  onClick={() => onPaths(paths.filter((other) => other !== path))}
                />
              </li>
            ))}
          </ul>
        )}
        {unplaced.length > 0 && (
          <Note tone="warn">
            A browser does not say where {unplaced.join(', ')} {unplaced.length === 1 ? 'lies' : 'lie'}, and nothing of
            that name was found in the usual folders of the machine that runs Seedpoint. Choose it below.
          </Note>
        )}
        <PathField
          files={files}
          picks={[
            { what: 'file', button: 'Table…', title: 'Choose a table', extensions: ['csv', 'tsv', 'xlsx'] },
            { what: 'folder', button: 'Folder…', title: 'Choose a folder of scans or a data set', extensions: [] },
          ]}
          label={paths.length > 0 ? 'Another table or folder' : 'Table or folder'}
          value={typed}
          onChange={setTyped}
          onSubmit={look}
        />
        {error && <Note tone="bad">{error}</Note>}
        <ImportFooter
          note={
            busy
              ? 'Looking through the files. Large folders take a moment.'
              : 'Nothing is written yet, and the files are never changed.'
          }
        >
          {busy ? (
            <Button variant="default" onClick={props.onStopLooking}>
              Stop
            </Button>
          ) : (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button disabled={all.length === 0} loading={busy} onClick={look}>
            Look at {all.length > 1 ? 'them' : 'it'}
          </Button>
        </ImportFooter>
      </Stack>
    </DropTarget>
  );
}
