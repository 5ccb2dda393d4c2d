import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSend } from '#renderer/state/use-call.ts';
import type { Cohort } from '#shared/domain/entities.ts';

interface CohortDialogProps {
  /** Null: a new one. */
  cohort: Cohort | null;
  proposedName?: string;
  onClose: () => void;
  onDone?: (cohort: Cohort) => void;
}

export function CohortDialog({ cohort, proposedName = '', onClose, onDone }: CohortDialogProps) {
  const [name, setName] = useState(cohort?.name ?? proposedName);
  const [description, setDescription] = useState(cohort?.description ?? '');
  const finish = (saved: Cohort) => {
    onClose();
    onDone?.(saved);
  };
  const create = useSend('cohorts.create', { quiet: true, onDone: finish });
  const update = useSend('cohorts.update', { quiet: true, onDone: finish });
  const submit = () => {
    if (name.trim() === '') return;
    if (cohort) update.mutate({ cohortId: cohort.id, name: name.trim(), description });
    else create.mutate({ name: name.trim(), description });
  };
  return (
    <Modal opened onClose={onClose} title={cohort ? 'Rename the cohort' : 'New cohort'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            data-autofocus
            maxLength={120}
            value={name}
            error={create.error?.message ?? update.error?.message}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            placeholder="Where the patients come from, and what for"
            autosize
            minRows={2}
            maxRows={6}
            maxLength={2000}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap={6}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={create.isPending || update.isPending}>
              {cohort ? 'Save' : 'Create'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
