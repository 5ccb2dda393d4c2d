import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Note } from '#renderer/components/note.tsx';
import { showJobs } from '#renderer/state/layout.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import type { CohortId, RunId } from '#shared/domain/ids.ts';

/** A locked model of another cohort, applied to the lesions of this one: external validation. */
export function ApplyDialog({ cohort, onClose }: { cohort: Cohort; onClose: () => void }) {
  const others = (useCall('cohorts.list', {}).data ?? []).filter(({ id }) => id !== cohort.id);
  const [from, setFrom] = useState<CohortId | null>(null);
  const runs = useCall('runs.list', from === null ? null : { cohortId: from }).data ?? [];
  const [runId, setRun] = useState<RunId | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const chosen = runs.find(({ id }) => id === runId);
  const name = typed ?? (chosen ? `${chosen.name} in ${cohort.name}`.slice(0, 120) : '');
  const apply = useSend('packages.apply', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Apply a locked model" size="md">
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          A biomarker that was trained in another cohort is applied as it is to the lesions of {cohort.name} that have
          features of the same encoder and profile. Nothing is fitted again.
        </Text>
        <Select<CohortId>
          label="Trained in"
          placeholder={others.length === 0 ? 'there is no other cohort' : 'choose a cohort'}
          data={others.map((one) => ({ value: one.id, label: one.name }))}
          value={from}
          onChange={(id) => {
            setFrom(id);
            setRun(null);
          }}
        />
        <Select<RunId>
          label="Biomarker"
          placeholder={from !== null && runs.length === 0 ? 'this cohort has none' : ''}
          disabled={from === null}
          data={runs.map((run) => ({ value: run.id, label: run.name }))}
          value={runId}
          onChange={setRun}
        />
        <TextInput
          label="Name of the result"
          maxLength={120}
          value={name}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {apply.error && <Note tone="bad">{apply.error.message}</Note>}
        <Group justify="flex-end" gap={6}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={runId === null || name.trim() === ''}
            loading={apply.isPending}
            onClick={() => runId !== null && apply.mutate({ runId, cohortId: cohort.id, name: name.trim() })}
          >
            Apply
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
