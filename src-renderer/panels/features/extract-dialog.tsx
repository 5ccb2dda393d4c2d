import { Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { countOf } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { UntrainedTag } from '#renderer/components/tag.tsx';
import { showJobs } from '#renderer/state/layout.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { type Cohort, type EngineId, engineIds } from '#shared/domain/entities.ts';
import type { ModelId } from '#shared/domain/ids.ts';
import { type ProfileId, profileIds } from '#shared/imaging/profiles.ts';

const profileNotes: Record<ProfileId, string> = {
  'exact-v1':
    'Exact geometry: resamples only the patch, at voxel centres, and keeps the lesion in the middle. The default.',
  'fmcib-pip-1': 'Reproduces the transforms of the reference package as published, for comparison with its results.',
  'fmcib-loader-1': 'Reproduces the reference package’s data loader, for comparison with its results.',
};

export function ExtractDialog({ cohort, onClose }: { cohort: Cohort; onClose: () => void }) {
  const models = useCall('models.list', {});
  const engines = useCall('app.engines', {}).data?.filter(({ use }) => use === 'features') ?? [];
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<ModelId | null>(null);
  const [profile, setProfile] = useState<ProfileId>('exact-v1');
  const [engine, setEngine] = useState<EngineId>('auto');
  const [batchSize, setBatchSize] = useState(8);
  const start = useSend('features.extract', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  const model =
    models.data?.find(({ id }) => id === chosen) ?? models.data?.find(({ trained }) => trained) ?? models.data?.[0];
  const engineOptions = engineIds.map((id) => {
    const report = engines.find((entry) => entry.id === id);
    return {
      value: id,
      label: id === 'auto' ? 'Best available' : (report?.label ?? id),
      disabled: id !== 'auto' && !report?.available,
    };
  });
  return (
    <Modal opened onClose={onClose} title={`Extract features of ${cohort.name}`} size="lg">
      {models.isPending && <Pending />}
      {models.data?.length === 0 && (
        <Stack>
          <Note>There is no model in this workspace yet.</Note>
          <Group justify="flex-end">
            <Button onClick={() => navigate('/models')}>Go to the models</Button>
          </Group>
        </Stack>
      )}
      {model && (
        <Stack gap="sm">
          <Select<ModelId>
            label="Model"
            data={(models.data ?? []).map(({ id, name, trained }) => ({
              value: id,
              label: trained ? name : `${name} (untrained)`,
            }))}
            value={model.id}
            onChange={setChosen}
          />
          {!model.trained && (
            <Group gap={6}>
              <UntrainedTag trained={false} />
              <Text size="xs" c="dimmed">
                Random weights: the features describe the image, but nothing was learned. For trying the app only.
              </Text>
            </Group>
          )}
          <Select<ProfileId>
            label="Preprocessing profile"
            description={profileNotes[profile]}
            data={[...profileIds]}
            value={profile}
            onChange={(value) => value && setProfile(value)}
          />
          <Group grow align="flex-start">
            <Select<EngineId>
              label="Engine"
              data={engineOptions}
              value={engine}
              onChange={(value) => value && setEngine(value)}
            />
            <NumberInput
              label="Patches at a time"
              min={1}
              max={64}
              clampBehavior="strict"
              allowDecimal={false}
              value={batchSize}
              onChange={(value) => typeof value === 'number' && setBatchSize(value)}
            />
          </Group>
          {start.error && <Note tone="bad">{start.error.message}</Note>}
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              Lesions that have features for this model and profile are not done twice.
            </Text>
            <Group gap={6}>
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button
                loading={start.isPending}
                onClick={() => start.mutate({ cohortId: cohort.id, modelId: model.id, profile, engine, batchSize })}
              >
                Extract from {countOf(cohort.lesionCount, 'lesion')}
              </Button>
            </Group>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
