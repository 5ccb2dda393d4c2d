import { Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { countOf, formatDuration, formatNumber } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { useJobs } from '#renderer/state/jobs.ts';
import { showJobs } from '#renderer/state/layout.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { type EngineId, engineIds, type Run } from '#shared/domain/entities.ts';
import { seedRate } from './seed-rate.ts';

type Part = 'test' | 'all';

/** Starts the job that predicts the lesions of a run at displaced seeds. */
export function PerturbDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const predictions = useCall('runs.predictions', { runId: run.id }).data ?? [];
  const engines = useCall('app.engines', {}).data?.filter(({ use }) => use === 'features') ?? [];
  const jobs = useJobs((state) => state.jobs);
  const [draws, setDraws] = useState(50);
  const [varianceMm2, setVariance] = useState(16);
  const [seed, setSeed] = useState(42);
  const [part, setPart] = useState<Part>('test');
  const [engine, setEngine] = useState<EngineId>('auto');
  const start = useSend('perturbations.start', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  const lesions = predictions.filter((prediction) => part === 'all' || prediction.part === part).length;
  const seeds = lesions * (draws + 1);
  const rate = seedRate(jobs, run);
  const engineOptions = engineIds.map((id) => {
    const report = engines.find((entry) => entry.id === id);
    return {
      value: id,
      label: id === 'auto' ? 'Best available' : (report?.label ?? id),
      disabled: id !== 'auto' && !report?.available,
    };
  });
  return (
    <Modal opened onClose={onClose} title={`Displace the seeds of ${run.name}`} size="lg">
      <Stack gap="sm">
        <Text size="sm">
          Each seed is placed elsewhere at random, as another reader might, and the lesion is predicted again. The study
          used 50 draws of variance 16 mm².
        </Text>
        <Group grow align="flex-start">
          <NumberInput
            label="Draws"
            description="Displaced seeds per lesion"
            min={2}
            max={1000}
            allowDecimal={false}
            clampBehavior="blur"
            value={draws}
            onChange={(value) => typeof value === 'number' && setDraws(value)}
          />
          <NumberInput
            label="Variance per axis, mm²"
            description={`Standard deviation ${formatNumber(Math.sqrt(varianceMm2))} mm`}
            min={0.01}
            max={2500}
            clampBehavior="blur"
            value={varianceMm2}
            onChange={(value) => typeof value === 'number' && value > 0 && setVariance(value)}
          />
          <NumberInput
            label="Seed of the draws"
            description="Same number, same places"
            min={0}
            max={1_000_000}
            allowDecimal={false}
            clampBehavior="blur"
            value={seed}
            onChange={(value) => typeof value === 'number' && setSeed(value)}
          />
        </Group>
        <Group grow align="flex-start">
          <Select<Part>
            label="Lesions"
            data={[
              { value: 'test', label: 'Test part' },
              { value: 'all', label: 'All of the run' },
            ]}
            value={part}
            onChange={(value) => value && setPart(value)}
          />
          <Select<EngineId>
            label="Engine"
            data={engineOptions}
            value={engine}
            onChange={(value) => value && setEngine(value)}
          />
        </Group>
        <Note>
          {countOf(lesions, 'lesion')}, {countOf(seeds, 'patch', 'patches')} to encode
          {rate === null
            ? '; how long it takes shows when the job runs.'
            : `: about ${formatDuration(seeds / rate)} at ${formatNumber(rate)} a second, as fast as last time.`}
        </Note>
        {start.error && <Note tone="bad">{start.error.message}</Note>}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            Lesions that are done are not done again.
          </Text>
          <Group gap={6}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              disabled={lesions === 0}
              loading={start.isPending}
              onClick={() => start.mutate({ runId: run.id, draws, varianceMm2, seed, part, engine })}
            >
              Displace seeds
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
