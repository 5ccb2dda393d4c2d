import { Button, Group, NumberInput, SegmentedControl, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Note } from '#renderer/components/note.tsx';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import type { EndpointDefinition } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { draftDefinition, emptyDraft, timeUnitOf } from './endpoint-draft.ts';
import { EndpointPreview } from './endpoint-preview.tsx';
import { useColumnValues } from './use-column-values.ts';

const kinds: { value: EndpointDefinition['kind']; label: string }[] = [
  { value: 'binary', label: 'Yes or no' },
  { value: 'categorical', label: 'Several classes' },
  { value: 'alive-at', label: 'Alive at a time' },
];

const censoringRules = {
  exclude:
    'They are neither alive nor dead, and take no part. Simple, but those who stay are followed longer than most.',
  ipcw: 'They take no part either, and patients like them who were followed longer count for more, by the inverse probability of not being censored.',
};

interface EndpointFormProps {
  cohortId: CohortId;
  disabled: boolean;
  onDone: () => void;
}

export function EndpointForm({ cohortId, disabled, onDone }: EndpointFormProps) {
  const clinical = useCall('cohorts.columns', { cohortId }).data ?? [];
  const valuesOf = useColumnValues(cohortId);
  const [name, setName] = useState('');
  const [draft, setDraft] = useState(emptyDraft);
  const create = useSend('endpoints.create', { quiet: true, done: 'The endpoint was added.', onDone });
  const definition = draftDefinition(draft);
  const change = (next: Partial<typeof draft>) => setDraft({ ...draft, ...next });
  const all = clinical.map((column) => column.name);
  const numbers = clinical.filter(({ type }) => type === 'number').map((column) => column.name);
  const submit = () => definition && name.trim() !== '' && create.mutate({ cohortId, name: name.trim(), definition });
  if (clinical.length === 0) return <Note>This cohort has no clinical columns yet. Import a table that has some.</Note>;
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Name"
          placeholder="e.g. 2-year survival"
          maxLength={120}
          flex={1}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Kind of endpoint"
          data={kinds}
          value={draft.kind}
          onChange={(kind) => change({ kind })}
        />
      </Group>
      {draft.kind === 'alive-at' ? (
        <Group grow align="flex-start" gap="sm">
          <Select
            label="Follow-up time"
            data={numbers}
            searchable
            value={draft.timeColumn}
            onChange={(timeColumn) =>
              change({ timeColumn, timeUnit: timeUnitOf(clinical, timeColumn) ?? draft.timeUnit })
            }
          />
          <Select
            label="Its unit"
            data={['days', 'months', 'years']}
            value={draft.timeUnit}
            onChange={(timeUnit) => timeUnit && change({ timeUnit })}
          />
          <Select
            label="Event"
            data={all}
            searchable
            value={draft.eventColumn}
            onChange={(eventColumn) => change({ eventColumn, eventValue: '' })}
          />
          <TextInput
            label="Value of an event"
            placeholder={valuesOf(draft.eventColumn).slice(0, 3).join(', ')}
            value={draft.eventValue}
            onChange={(event) => change({ eventValue: event.currentTarget.value })}
          />
          <NumberInput
            label="Alive after, days"
            min={1}
            value={draft.horizonDays}
            onChange={(value) => typeof value === 'number' && change({ horizonDays: value })}
          />
        </Group>
      ) : (
        <Group grow align="flex-start" gap="sm">
          <Select
            label="Column"
            data={all}
            searchable
            value={draft.column}
            onChange={(column) => change({ column, values: [] })}
          />
          <TagsInput
            label={draft.kind === 'binary' ? 'Values that count as yes' : 'Classes, in order'}
            placeholder={draft.values.length === 0 ? 'choose or type, then Enter' : ''}
            data={valuesOf(draft.column)}
            // Above the field: below, the list would lie over the button that comes next.
            comboboxProps={{ position: 'top-start' }}
            value={draft.values}
            onChange={(values) => change({ values })}
          />
        </Group>
      )}
      {draft.kind === 'alive-at' && (
        <Select
          label="Censored before then"
          description={censoringRules[draft.censoring]}
          data={[
            { value: 'exclude', label: 'Leave out' },
            { value: 'ipcw', label: 'Weight the others (IPCW)' },
          ]}
          allowDeselect={false}
          value={draft.censoring}
          onChange={(censoring) => censoring && change({ censoring })}
        />
      )}
      {definition && <EndpointPreview cohortId={cohortId} definition={definition} />}
      {create.error && <Note tone="bad">{create.error.message}</Note>}
      <Group justify="flex-end">
        <Button disabled={disabled || !definition || name.trim() === ''} loading={create.isPending} onClick={submit}>
          Add the endpoint
        </Button>
      </Group>
    </Stack>
  );
}
