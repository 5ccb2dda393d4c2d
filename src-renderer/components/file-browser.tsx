import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowUp, IconFile, IconFolder } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { AppError } from '#shared/errors.ts';
import { type FileEntry, type FileListing, type Files, joinPath, type PickRequest } from './files.ts';
import { baseName, formatBytes } from './format.ts';
import { IconButton } from './icon-button.tsx';
import { Note } from './note.tsx';
import classes from './path-field.module.css';

interface FileBrowserProps {
  request: PickRequest;
  files: Files;
  /** A path already in the field. */
  start: string;
  onPick: (path: string) => void;
  onClose: () => void;
}

/** Folders of the machine that runs the main side, for shells without a native dialog. */
export function FileBrowser({ request, files, start, onPick, onClose }: FileBrowserProps) {
  const { what, title, extensions } = request;
  const [listing, setListing] = useState<FileListing | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [chosen, setChosen] = useState<FileEntry | null>(null);
  const [name, setName] = useState(what === 'save' ? baseName(start) : '');

  const open = (path: string | undefined) =>
    files.list(path, extensions).then(
      (next) => {
        setListing(next);
        setChosen(null);
        setFailure(null);
      },
      (error: unknown) => setFailure(error instanceof AppError ? error.message : 'This folder cannot be read.'),
    );
  // Where the field points, else the home folder; later moves are the user's.
  const openFirst = useEffectEvent(() => {
    const folder = start.replace(/[\\/][^\\/]*$/, '') || start;
    files.list(folder === '' ? undefined : folder, extensions).then(setListing, () => void open(undefined));
  });
  useEffect(() => openFirst(), []);

  const answer = () => {
    if (!listing) return null;
    if (what === 'save') return name.trim() === '' ? null : joinPath(listing.path, name.trim());
    if (what === 'file') return chosen?.path ?? null;
    return chosen?.path ?? listing.path;
  };
  const path = answer();
  const shown = listing?.entries.filter((entry) => entry.directory || what !== 'folder') ?? [];
  return (
    <Modal.Root opened onClose={onClose} size="lg" centered lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Stack gap="xs">
            <Group justify="space-between">
              <Modal.Title>{title}</Modal.Title>
              <Modal.CloseButton aria-label="Close the list of files" />
            </Group>
            <Group gap={6} wrap="nowrap">
              <IconButton
                icon={IconArrowUp}
                label="Up one folder"
                disabled={!listing?.parent}
                onClick={() => void open(listing?.parent ?? undefined)}
              />
              <Text size="sm" className={classes.name}>
                {listing?.path ?? 'Reading…'}
              </Text>
            </Group>
            {failure && <Note tone="bad">{failure}</Note>}
            <ul className={classes.list} aria-label="Files and folders">
              {shown.map((entry) => (
                <li key={entry.path}>
                  <button
                    type="button"
                    className={classes.entry}
                    aria-pressed={chosen?.path === entry.path}
                    onClick={() => (entry.directory && what !== 'folder' ? void open(entry.path) : setChosen(entry))}
                    onDoubleClick={() => (entry.directory ? void open(entry.path) : onPick(entry.path))}
                  >
                    {entry.directory ? (
                      <IconFolder size={16} aria-label="Folder" />
                    ) : (
                      <IconFile size={16} aria-label="File" />
                    )}
                    <span className={classes.name}>{entry.name}</span>
                    {entry.sizeBytes !== null && !entry.directory && (
                      <span className={classes.size}>{formatBytes(entry.sizeBytes)}</span>
                    )}
                  </button>
                </li>
              ))}
              {listing && shown.length === 0 && (
                <li>
                  <Text size="sm" c="dimmed" p={8}>
                    Nothing here{extensions.length > 0 ? ` that ends in ${extensions.join(', ')}` : ''}.
                  </Text>
                </li>
              )}
            </ul>
            {listing?.truncated && <Note>Only the first entries of this folder are shown. Type the path instead.</Note>}
            {what === 'save' && (
              <TextInput label="File name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
            )}
            <Group justify="space-between">
              <Text size="xs" c="dimmed">
                {what === 'folder' ? 'Click to choose, double-click to open.' : ''}
              </Text>
              <Group gap={6}>
                <Button variant="default" onClick={onClose}>
                  Cancel
                </Button>
                <Button disabled={path === null} onClick={() => path !== null && onPick(path)}>
                  {what === 'save'
                    ? 'Use this name'
                    : what === 'file'
                      ? 'Choose file'
                      : chosen
                        ? 'Choose'
                        : 'Choose this folder'}
                </Button>
              </Group>
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
