import { Button, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { countOf } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { showJobs } from '#renderer/state/layout.ts';
import { useSend } from '#renderer/state/use-call.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import type { EndpointId, FeatureSetId, SplitId } from '#shared/domain/ids.ts';
import type { Prerequisites } from './use-prerequisites.ts';

type Fraction = 1 | 0.5 | 0.2 | 0.1;
const fractions: { value: Fraction; label: string }[] = [
  { value: 1, label: 'all' },
  { value: 0.5, label: '50 %' },
  { value: 0.2, label: '20 %' },
  { value: 0.1, label: '10 %' },
];

interface TrainDialogProps {
  cohort: Cohort;
  prerequisites: Prerequisites;
  onClose: () => void;
}

export function TrainDialog({ cohort, prerequisites: { sets, endpoints, splits }, onClose }: TrainDialogProps) {
  const [featureSetId, setFeatureSetId] = useState<FeatureSetId | null>(sets[0]?.id ?? null);
  const [endpointId, setEndpointId] = useState<EndpointId | null>(endpoints[0]?.id ?? null);
  const [splitId, setSplitId] = useState<SplitId | null>(splits[0]?.id ?? null);
  const [fraction, setFraction] = useState<Fraction>(1);
  const [seed, setSeed] = useState(42);
  const [searchSize, setSearchSize] = useState(100);
  const [typedName, setTypedName] = useState('');
  const start = useSend('probes.train', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  const set = sets.find(({ id }) => id === featureSetId);
  const endpoint = endpoints.find(({ id }) => id === endpointId);
  const name = typedName.trim() || `${endpoint?.name ?? 'Biomarker'}, ${set?.modelName ?? ''}`.slice(0, 120);
  const submit = () => {
    if (featureSetId === null || endpointId === null || splitId === null) return;
    start.mutate({ featureSetId, splitId, endpointId, name, seed, fraction, searchSize });
  };
  return (
    <Modal opened onClose={onClose} title={`Train a biomarker on ${cohort.name}`} size="lg">
      <Stack gap="sm">
        <Select<EndpointId>
          label="Endpoint"
          data={endpoints.map((entry) => ({ value: entry.id, label: entry.name }))}
          value={endpointId}
          onChange={setEndpointId}
        />
        <Select<FeatureSetId>
          label="Features"
          data={sets.map((entry) => ({
            value: entry.id,
            label: `${entry.modelName}${entry.modelTrained ? '' : ' (untrained)'}, ${entry.profile}, ${countOf(entry.count, 'lesion')}`,
          }))}
          value={featureSetId}
          onChange={setFeatureSetId}
        />
        <Select<SplitId>
          label="Split"
          data={splits.map((entry) => ({
            value: entry.id,
            label: `${entry.name} (${entry.patientCounts.train}/${entry.patientCounts.tune}/${entry.patientCounts.test} patients)`,
          }))}
          value={splitId}
          onChange={setSplitId}
        />
        <Group grow align="flex-start">
          <Select<Fraction>
            label="Training and tuning data"
            description="Smaller ones are nested"
            data={fractions}
            value={fraction}
            onChange={(value) => value && setFraction(value)}
          />
          <NumberInput
            label="Values of C tried"
            description="Log-uniform, 1e-6 to 1e3"
            min={1}
            max={1000}
            allowDecimal={false}
            clampBehavior="blur"
            value={searchSize}
            onChange={(value) => typeof value === 'number' && setSearchSize(value)}
          />
          <NumberInput
            label="Seed"
            description="Same seed, same result"
            min={0}
            allowDecimal={false}
            value={seed}
            onChange={(value) => typeof value === 'number' && setSeed(value)}
          />
        </Group>
        <TextInput
          label="Name"
          placeholder={name}
          maxLength={120}
          value={typedName}
          onChange={(event) => setTypedName(event.currentTarget.value)}
        />
        {set && !set.modelTrained && (
          <Note tone="warn">
            These features come from untrained weights: the biomarker shows how the app works, not what the images tell.
          </Note>
        )}
        {start.error && <Note tone="bad">{start.error.message}</Note>}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            Standardised features, L2-penalised logistic regression.
          </Text>
          <Group gap={6}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              disabled={featureSetId === null || endpointId === null || splitId === null}
              loading={start.isPending}
              onClick={submit}
            >
              Train
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
