import { Button, Group, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Note } from '#renderer/components/note.tsx';
import { useSend } from '#renderer/state/use-call.ts';
import type { Endpoint } from '#shared/domain/entities.ts';
import type { CohortId, EndpointId } from '#shared/domain/ids.ts';
import { SplitError } from './split-error.tsx';

interface SplitFormProps {
  cohortId: CohortId;
  endpoints: readonly Endpoint[];
  disabled: boolean;
  onDone: () => void;
}

const parts = ['train', 'tune', 'test'] as const;
const titles = { train: 'Train, %', tune: 'Tune, %', test: 'Test, %' };

export function SplitForm({ cohortId, endpoints, disabled, onDone }: SplitFormProps) {
  const [name, setName] = useState('');
  const [percents, setPercents] = useState({ train: 60, tune: 20, test: 20 });
  const [stratifyBy, setStratifyBy] = useState<EndpointId | null>(endpoints[0]?.id ?? null);
  const [seed, setSeed] = useState(42);
  const [keepTogether, setKeepTogether] = useState(true);
  const create = useSend('splits.create', { quiet: true, done: 'The split was added.', onDone });
  const sum = percents.train + percents.tune + percents.test;
  const isWhole = Math.abs(sum - 100) < 1e-9;
  const submit = () =>
    create.mutate({
      cohortId,
      name: name.trim(),
      seed,
      fractions: { train: percents.train / 100, tune: percents.tune / 100, test: percents.test / 100 },
      stratifyBy,
      keepTogether,
    });
  return (
    <Stack gap="xs">
      <Group grow align="flex-start" gap="sm">
        <TextInput
          label="Name"
          placeholder="e.g. 60/20/20"
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select<EndpointId>
          label="Stratify by"
          placeholder="nothing"
          clearable
          data={endpoints.map((endpoint) => ({ value: endpoint.id, label: endpoint.name }))}
          value={stratifyBy}
          onChange={setStratifyBy}
        />
        <NumberInput
          label="Seed"
          min={0}
          allowDecimal={false}
          value={seed}
          onChange={(value) => typeof value === 'number' && setSeed(value)}
        />
      </Group>
      <Group grow align="flex-start" gap="sm">
        {parts.map((part) => (
          <NumberInput
            key={part}
            label={titles[part]}
            min={1}
            max={98}
            value={percents[part]}
            onChange={(value) => typeof value === 'number' && setPercents({ ...percents, [part]: value })}
          />
        ))}
      </Group>
      {!isWhole && <Note tone="warn">The three parts make {sum} %; they must make 100 %.</Note>}
      <Switch
        label="Keep patients together that share a study, a scan or nearly the same patch"
        description="Otherwise a split that would part them is refused, with the list."
        checked={keepTogether}
        onChange={(event) => setKeepTogether(event.currentTarget.checked)}
      />
      {create.error && <SplitError error={create.error} />}
      <Group justify="flex-end">
        <Button disabled={disabled || name.trim() === '' || !isWhole} loading={create.isPending} onClick={submit}>
          Add the split
        </Button>
      </Group>
    </Stack>
  );
}
