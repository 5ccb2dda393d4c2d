import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ExportOptions, type ExportSettings } from '#renderer/components/export-options.tsx';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import { followManuscript } from '#renderer/state/manuscript.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { manuscriptOptionsSchema } from '#shared/contract/manuscript.ts';
import type { Cohort, Run } from '#shared/domain/entities.ts';
import { RunChoice } from './run-choice.tsx';

/** What to write, and where; starts the job. */
export function ManuscriptChoice({
  cohort,
  runs,
  onClose,
}: {
  cohort: Cohort;
  runs: readonly Run[];
  onClose: () => void;
}) {
  const endpoints = useCall('endpoints.list', { cohortId: cohort.id }).data ?? [];
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState(runs.map(({ id }) => id));
  const [settings, setSettings] = useState<ExportSettings>(() => ({
    ...manuscriptOptionsSchema.parse({ cohortId: cohort.id }),
    columns: 2,
  }));
  const [folder, setFolder] = useState('');
  const start = useSend('manuscript.write', {
    quiet: true,
    onDone: ({ jobId }) => followManuscript(cohort.id, jobId),
  });
  const write = () =>
    start.mutate({
      cohortId: cohort.id,
      ...settings,
      formats: [...settings.formats],
      ...(chosen.length === runs.length ? {} : { runIds: chosen }),
      ...(folder.trim() === '' ? {} : { folder: folder.trim() }),
    });
  return (
    <Stack gap="sm">
      <Text size="sm">
        Every figure and table that these data give, numbered, with captions, methods and receipts. What they do not
        give is listed with its reason.
      </Text>
      {runs.length > 0 ? (
        <RunChoice runs={runs} endpoints={endpoints} chosen={chosen} onChange={setChosen} />
      ) : (
        <Note
          action={
            <Button variant="default" onClick={() => navigate(`/biomarkers/${cohort.id}`)}>
              Go to Biomarkers
            </Button>
          }
        >
          There is no biomarker yet. Without one the set holds what describes the cohort: its characteristics, the flow
          of patients, the overview of the study and the sizes of the lesions. Performance, survival, saliency and
          biology need a biomarker.
        </Note>
      )}
      <ExportOptions settings={settings} onChange={setSettings} />
      <PathField
        files={files}
        picks={[{ what: 'folder', title: 'Where to write the manuscript set', extensions: [] }]}
        label="Folder"
        placeholder="the exports of the workspace"
        value={folder}
        onChange={setFolder}
        error={start.error?.message}
      />
      <Group justify="flex-end" gap={6}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={settings.formats.length === 0 || (runs.length > 0 && chosen.length === 0)}
          loading={start.isPending}
          onClick={write}
        >
          Write the set
        </Button>
      </Group>
    </Stack>
  );
}
