import { Button, Checkbox, Group, Modal, MultiSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { countOf } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { showJobs } from '#renderer/state/layout.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import type { Cohort } from '#shared/domain/entities.ts';

/** A cohort without pixels, as one file for another site. */
export function ExportPackageDialog({ cohort, onClose }: { cohort: Cohort; onClose: () => void }) {
  const cohortId = cohort.id;
  const featureSets = useCall('features.list', { cohortId }).data ?? [];
  const runs = useCall('runs.list', { cohortId }).data ?? [];
  const columns = useCall('cohorts.columns', { cohortId }).data ?? [];
  const [path, setPath] = useState('');
  const [chosenSets, setSets] = useState<readonly string[] | null>(null);
  const [chosenRuns, setRuns] = useState<readonly string[] | null>(null);
  const [chosenColumns, setColumns] = useState<readonly string[]>([]);
  const send = useSend('packages.export', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  const sets = chosenSets ?? featureSets.map(({ id }) => String(id));
  const models = chosenRuns ?? [];
  const submit = () =>
    send.mutate({
      cohortId,
      path: path.trim(),
      featureSetIds: featureSets.filter(({ id }) => sets.includes(String(id))).map(({ id }) => id),
      runIds: runs.filter(({ id }) => models.includes(String(id))).map(({ id }) => id),
      columns: [...chosenColumns],
    });
  return (
    <Modal opened onClose={onClose} title="Export for another site" size="lg">
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          One file with features, endpoints, splits and locked models by study code: no pixels, no identifiers of
          patients and no paths. The other site opens it under Cohorts and can apply the models to patients of its own.
        </Text>
        <PathField
          files={files}
          picks={[{ what: 'save', title: 'Where the file is to be', extensions: ['zip'] }]}
          label="File"
          placeholder="cohort-for-site-b.zip"
          value={path}
          onChange={setPath}
        />
        <MultiSelect
          label="Feature sets"
          placeholder={sets.length === 0 ? 'none' : ''}
          data={featureSets.map(({ id, modelName, profile, count }) => ({
            value: String(id),
            label: `${modelName}, ${profile} (${countOf(count, 'lesion')})`,
          }))}
          value={[...sets]}
          onChange={setSets}
        />
        <MultiSelect
          label="Locked models"
          description="Coefficients, scaler and threshold, as they were trained."
          placeholder={models.length === 0 ? 'none' : ''}
          data={runs.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={[...models]}
          onChange={setRuns}
        />
        <Checkbox.Group
          label="Clinical columns that go along"
          description="None unless chosen. Look at each: free text and dates can name a patient."
          value={[...chosenColumns]}
          onChange={setColumns}
        >
          <Group gap="xs" mt={6}>
            {columns.map(({ id, name }) => (
              <Checkbox key={id} value={name} label={name} />
            ))}
            {columns.length === 0 && (
              <Text size="xs" c="dimmed">
                This cohort has none.
              </Text>
            )}
          </Group>
        </Checkbox.Group>
        {send.error && <Note tone="bad">{send.error.message}</Note>}
        <Group justify="flex-end" gap={6}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={path.trim() === ''} loading={send.isPending} onClick={submit}>
            Export
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
