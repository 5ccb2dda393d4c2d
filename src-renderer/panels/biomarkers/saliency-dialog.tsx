import { Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { countOf, formatDuration, formatNumber } from '#renderer/components/format.ts';
import { Note } from '#renderer/components/note.tsx';
import { useJobs } from '#renderer/state/jobs.ts';
import { showJobs } from '#renderer/state/layout.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { type EngineId, engineIds, type Run } from '#shared/domain/entities.ts';
import type { OcclusionFill } from '#shared/domain/saliency.ts';
import { occlusionPlan } from '#shared/imaging/occlusion.ts';
import { lesionChoices } from './saliency-lesions.ts';
import { seedRate } from './seed-rate.ts';

type Which = 'drawn' | 'chosen';

/** Starts the job that maps which parts of the patch the predictions of a run hang on. */
export function SaliencyDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const predictions = useCall('runs.predictions', { runId: run.id }).data ?? [];
  const engines = useCall('app.engines', {}).data?.filter(({ use }) => use === 'features') ?? [];
  const jobs = useJobs((state) => state.jobs);
  const [which, setWhich] = useState<Which>('drawn');
  const [count, setCount] = useState(2);
  const [seed, setSeed] = useState(42);
  const [chosen, setChosen] = useState<string[]>([]);
  const [explained, setExplained] = useState('predicted');
  const [blockMm, setBlock] = useState(10);
  const [strideMm, setStride] = useState(5);
  const [fill, setFill] = useState<OcclusionFill>('mean');
  const [engine, setEngine] = useState<EngineId>('auto');
  const start = useSend('saliency.start', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  const choices = lesionChoices(predictions);
  const lesionIds = which === 'chosen' ? choices.filter(({ value }) => chosen.includes(value)).map(({ id }) => id) : [];
  const test = predictions.filter(({ part }) => part === 'test').length;
  const lesions = which === 'chosen' ? lesionIds.length : Math.min(count, test);
  const patches = lesions * (occlusionPlan(blockMm, Math.min(strideMm, blockMm)).count + 1);
  const rate = seedRate(jobs, run, 'map-saliency');
  const engineOptions = engineIds.map((id) => {
    const report = engines.find((entry) => entry.id === id);
    return {
      value: id,
      label: id === 'auto' ? 'Best available' : (report?.label ?? id),
      disabled: id !== 'auto' && !report?.available,
    };
  });
  const submit = () =>
    start.mutate({
      runId: run.id,
      lesionIds,
      count,
      seed,
      classIndex: explained === 'predicted' ? null : run.classes.indexOf(explained.slice('class '.length)),
      blockMm,
      strideMm,
      fill,
      engine,
    });
  return (
    <Modal opened onClose={onClose} title={`Map the saliency of ${run.name}`} size="lg">
      <Stack gap="sm">
        <Text size="sm">
          A cube is moved through the patch and hides what lies in it; where the log-odds of the class fall, the
          prediction hangs on what was hidden.
        </Text>
        <Group grow align="flex-start">
          <Select<Which>
            label="Lesions"
            description="By chance, or by name"
            data={[
              { value: 'drawn', label: 'Drawn from the test part' },
              { value: 'chosen', label: 'Chosen' },
            ]}
            value={which}
            onChange={(value) => value && setWhich(value)}
          />
          {which === 'drawn' ? (
            <>
              <NumberInput
                label="Number of lesions"
                description="The study drew 2"
                min={1}
                max={1000}
                allowDecimal={false}
                clampBehavior="blur"
                value={count}
                onChange={(value) => typeof value === 'number' && setCount(value)}
              />
              <NumberInput
                label="Seed of the draw"
                description="Same number, same lesions"
                min={0}
                allowDecimal={false}
                clampBehavior="blur"
                value={seed}
                onChange={(value) => typeof value === 'number' && setSeed(value)}
              />
            </>
          ) : (
            <MultiSelect
              label="Which"
              description="As many as wanted"
              data={choices.map(({ value, label }) => ({ value, label }))}
              value={chosen}
              onChange={setChosen}
              searchable
              limit={50}
              placeholder="Study code"
            />
          )}
        </Group>
        <Group grow align="flex-start">
          <NumberInput
            label="Edge of the cube, mm"
            description="Smaller shows finer detail"
            min={2}
            max={25}
            allowDecimal={false}
            clampBehavior="blur"
            value={blockMm}
            onChange={(value) => typeof value === 'number' && setBlock(value)}
          />
          <NumberInput
            label="Step, mm"
            description="Half as far: eight times the work"
            min={1}
            max={25}
            allowDecimal={false}
            clampBehavior="blur"
            value={strideMm}
            onChange={(value) => typeof value === 'number' && value > 0 && setStride(value)}
          />
          <Select<OcclusionFill>
            label="Hidden voxels become"
            description="What the encoder sees there"
            data={[
              { value: 'mean', label: 'The mean of the patch' },
              { value: 'air', label: 'Air, −1024 HU' },
            ]}
            value={fill}
            onChange={(value) => value && setFill(value)}
          />
        </Group>
        <Group grow align="flex-start">
          <Select
            label="Class explained"
            data={[
              { value: 'predicted', label: 'The one predicted' },
              ...run.classes.map((name) => ({ value: `class ${name}`, label: name })),
            ]}
            value={explained}
            onChange={(value) => value && setExplained(value)}
          />
          <Select<EngineId>
            label="Engine"
            data={engineOptions}
            value={engine}
            onChange={(value) => value && setEngine(value)}
          />
        </Group>
        <Note>
          {countOf(lesions, 'lesion')}, {countOf(patches, 'patch', 'patches')} to encode
          {rate === null
            ? '; how long it takes shows when the job runs.'
            : `: about ${formatDuration(patches / rate)} at ${formatNumber(rate)} a second, as fast as last time.`}
        </Note>
        {strideMm > blockMm && <Note tone="warn">Cubes must touch: give a step of at most their edge.</Note>}
        {start.error && <Note tone="bad">{start.error.message}</Note>}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            Lesions that have such a map are not done twice.
          </Text>
          <Group gap={6}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button disabled={lesions === 0 || strideMm > blockMm} loading={start.isPending} onClick={submit}>
              Map saliency
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
