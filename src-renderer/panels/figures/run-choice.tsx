import { Button, Checkbox, Fieldset, Group, ScrollArea, Stack } from '@mantine/core';
import { countOf } from '#renderer/components/format.ts';
import type { Endpoint, Run } from '#shared/domain/entities.ts';
import type { RunId } from '#shared/domain/ids.ts';

interface RunChoiceProps {
  runs: readonly Run[];
  endpoints: readonly Endpoint[];
  chosen: readonly RunId[];
  onChange: (chosen: RunId[]) => void;
}

/** The biomarkers that a manuscript is about, by endpoint. */
export function RunChoice({ runs, endpoints, chosen, onChange }: RunChoiceProps) {
  const set = (ids: readonly RunId[], on: boolean) =>
    onChange(runs.map(({ id }) => id).filter((id) => (ids.includes(id) ? on : chosen.includes(id))));
  const all = runs.map(({ id }) => id);
  return (
    <Fieldset legend={`Biomarkers: ${chosen.length === runs.length ? 'all' : chosen.length} of ${runs.length}`} p="xs">
      <Group gap={6} mb={6}>
        <Button
          variant="default"
          size="compact-xs"
          disabled={chosen.length === runs.length}
          onClick={() => set(all, true)}
        >
          All
        </Button>
        <Button variant="default" size="compact-xs" disabled={chosen.length === 0} onClick={() => set(all, false)}>
          None
        </Button>
      </Group>
      <ScrollArea.Autosize mah={180} type="auto" viewportProps={{ tabIndex: 0 }}>
        <Stack gap={10}>
          {endpoints.map(({ id: endpointId, name }) => {
            const own = runs.filter((run) => run.endpointId === endpointId);
            const ids = own.map(({ id }) => id);
            const count = ids.filter((id) => chosen.includes(id)).length;
            if (own.length === 0) return null;
            return (
              <Stack key={endpointId} gap={6}>
                <Checkbox
                  label={`${name}: ${countOf(own.length, 'biomarker')}`}
                  checked={count === own.length}
                  indeterminate={count > 0 && count < own.length}
                  onChange={(event) => set(ids, event.currentTarget.checked)}
                />
                {own.map((run) => (
                  <Checkbox
                    key={run.id}
                    ml={22}
                    label={run.name}
                    checked={chosen.includes(run.id)}
                    onChange={(event) => set([run.id], event.currentTarget.checked)}
                  />
                ))}
              </Stack>
            );
          })}
        </Stack>
      </ScrollArea.Autosize>
    </Fieldset>
  );
}
