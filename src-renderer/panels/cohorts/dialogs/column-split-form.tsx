import { Button, Group, MultiSelect, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CallInput } from '#renderer/api.ts';
import { Note } from '#renderer/components/note.tsx';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { splitParts } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { guessParts, type PartValues } from './guess-parts.ts';
import { SplitError } from './split-error.tsx';
import { useColumnValues } from './use-column-values.ts';

type Resolve = NonNullable<CallInput<'splits.fromColumn'>['resolve']>;

interface ColumnSplitFormProps {
  cohortId: CohortId;
  disabled: boolean;
  onDone: () => void;
}

const titles = { train: 'Training', tune: 'Tuning', test: 'Test' };
const resolutions: { value: Resolve; label: string }[] = [
  { value: 'refuse', label: 'Refuse, and list them' },
  { value: 'leave-out', label: 'Leave them out of the split' },
  { value: 'train', label: 'Put them all in training' },
  { value: 'tune', label: 'Put them all in tuning' },
  { value: 'test', label: 'Put them all in test' },
];

/** A split that a column prescribes, e.g. the official one of a data set. */
export function ColumnSplitForm({ cohortId, disabled, onDone }: ColumnSplitFormProps) {
  const columns = useCall('cohorts.columns', { cohortId }).data ?? [];
  const valuesOf = useColumnValues(cohortId);
  const [name, setName] = useState('');
  const [column, setColumn] = useState<string | null>(null);
  const [parts, setParts] = useState<PartValues>({ train: [], tune: [], test: [] });
  const [resolve, setResolve] = useState<Resolve>('refuse');
  const create = useSend('splits.fromColumn', { quiet: true, done: 'The split was added.', onDone });
  const values = valuesOf(column);
  const used = splitParts.flatMap((part) => parts[part]);
  const unused = values.filter((value) => !used.includes(value));
  const isComplete = column !== null && name.trim() !== '' && parts.train.length > 0 && parts.test.length > 0;
  return (
    <Stack gap="xs">
      <Group grow align="flex-start" gap="sm">
        <TextInput
          label="Name"
          placeholder="e.g. official split"
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Column"
          searchable
          data={columns.map((one) => ({
            value: one.name,
            label: one.level === 'lesion' ? `${one.name} (of the lesion)` : one.name,
          }))}
          value={column}
          onChange={(next) => {
            setColumn(next);
            setParts(guessParts(valuesOf(next)));
          }}
        />
      </Group>
      {column !== null && (
        <>
          <Group grow align="flex-start" gap="sm">
            {splitParts.map((part) => (
              <MultiSelect
                key={part}
                label={titles[part]}
                placeholder={parts[part].length === 0 ? 'values' : ''}
                data={[...new Set([...parts[part], ...unused])]}
                value={parts[part]}
                onChange={(chosen) => setParts({ ...parts, [part]: chosen })}
              />
            ))}
          </Group>
          {unused.length > 0 && used.length > 0 && (
            <Note>Patients with another value ({unused.slice(0, 8).join(', ')}) are in no part.</Note>
          )}
        </>
      )}
      <Select<Resolve>
        label="Patients whose lesions would lie in two parts"
        description="The same patient in training and test is a leak: results on the test part would look better than they are."
        data={resolutions}
        value={resolve}
        onChange={(value) => value && setResolve(value)}
      />
      {create.error && <SplitError error={create.error} />}
      <Group justify="flex-end">
        <Button
          disabled={disabled || !isComplete}
          loading={create.isPending}
          onClick={() => column !== null && create.mutate({ cohortId, name: name.trim(), column, parts, resolve })}
        >
          Add the split
        </Button>
      </Group>
    </Stack>
  );
}
