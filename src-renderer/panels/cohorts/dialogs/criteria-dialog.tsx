import { Button, Divider, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Note } from '#renderer/components/note.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { FigureView } from '#renderer/figures/figure-view.tsx';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Criterion } from '#shared/domain/criteria.ts';
import type { AggregationRule, Cohort } from '#shared/domain/entities.ts';
import classes from './criteria-dialog.module.css';
import { criteriaFlow } from './criteria-flow.ts';
import { CriterionRow } from './criterion-row.tsx';
import { criterionFields, criterionProblem } from './criterion-text.ts';
import { useColumnValues } from './use-column-values.ts';

const rules: { value: AggregationRule; label: string; description: string }[] = [
  {
    value: 'each',
    label: 'Each lesion is a row',
    description:
      'All lesions of a patient stay in one part of the split; intervals draw whole patients where they can.',
  },
  {
    value: 'largest',
    label: 'The largest lesion alone',
    description: 'By volume; the first where volumes are unknown.',
  },
  { value: 'mean', label: 'The mean of their features', description: 'One row for each patient.' },
];

/** Who takes part in the analyses of a cohort: criteria with live counts, and the rule for several lesions. */
export function CriteriaDialog({ cohort, onClose }: { cohort: Cohort; onClose: () => void }) {
  const cohortId = cohort.id;
  const saved = useCall('criteria.get', { cohortId });
  const [draft, setDraft] = useState<Criterion[] | null>(null);
  const readOnly = useReadOnly();
  const columns = useCall('cohorts.columns', { cohortId }).data ?? [];
  const valuesOf = useColumnValues(cohortId);
  const fields = criterionFields(columns, valuesOf);
  const criteria = draft ?? saved.data?.criteria ?? [];
  const typeOf = (field: string) => fields.find(({ id }) => id === field)?.type ?? 'text';
  const isSound = (criterion: Criterion) => criterionProblem(criterion, typeOf(criterion.field)) === null;
  const sound = criteria.every(isSound);
  const [settled] = useDebouncedValue(sound ? draft : null, 250);
  const preview = useCall('criteria.preview', settled ? { cohortId, criteria: settled } : null, {
    keepPrevious: true,
  });
  const flow = draft ? preview.data : saved.data;
  const isCurrent = flow !== undefined && JSON.stringify(flow.criteria) === JSON.stringify(criteria);
  const figure = useMemo(() => (flow ? criteriaFlow(flow) : null), [flow]);
  const save = useSend('criteria.set', { quiet: true, done: 'The criteria were set.', onDone: () => setDraft(null) });
  const setAggregation = useSend('cohorts.setAggregation');
  const replace = (index: number, criterion: Criterion) =>
    setDraft(criteria.map((old, other) => (other === index ? criterion : old)));
  const swap = (index: number, other: number) => {
    const next = [...criteria];
    [next[index], next[other]] = [next[other]!, next[index]!];
    setDraft(next);
  };
  const add = () =>
    setDraft([
      ...criteria,
      { label: '', field: '', operator: 'at-least', values: [], effect: 'include', missing: 'leave-out' },
    ]);
  return (
    <Modal opened onClose={onClose} title="Who takes part" size={1180} closeOnClickOutside={draft === null}>
      <div className={classes.columns}>
        <Stack gap="sm">
          <Text size="xs" c="dimmed">
            Criteria are asked in order, and a lesion is counted at the first that it does not meet. Lesions that are
            left out stay in the table; they take no part in features, training and statistics. The flow chart of the
            manuscript shows each criterion with its numbers.
          </Text>
          {saved.isPending && <Pending />}
          {saved.error && <Note tone="bad">{saved.error.message}</Note>}
          <ol className={classes.rules} aria-label="Criteria">
            {criteria.map((criterion, index) => (
              <CriterionRow
                key={index}
                index={index}
                criterion={criterion}
                fields={fields}
                count={isCurrent ? (flow.counts[index] ?? null) : null}
                disabled={readOnly}
                onChange={(next) => replace(index, next)}
                onRemove={() => setDraft(criteria.filter((_, other) => other !== index))}
                onUp={index > 0 ? () => swap(index, index - 1) : null}
                onDown={index < criteria.length - 1 ? () => swap(index, index + 1) : null}
              />
            ))}
          </ol>
          <Group gap={6}>
            <Button
              variant="default"
              leftSection={<IconPlus size={15} aria-hidden />}
              disabled={readOnly || saved.isPending || criteria.length >= 50}
              onClick={add}
            >
              Add a criterion
            </Button>
            <Button variant="default" ml="auto" disabled={draft === null} onClick={() => setDraft(null)}>
              As they were
            </Button>
            <Button
              disabled={readOnly || draft === null || !sound}
              loading={save.isPending}
              onClick={() => save.mutate({ cohortId, criteria })}
            >
              Set the criteria
            </Button>
          </Group>
          {(save.error ?? preview.error) && <Note tone="bad">{(save.error ?? preview.error)?.message}</Note>}
          <Divider />
          <Radio.Group
            label="Patients with several lesions"
            value={cohort.aggregation}
            onChange={(value) => {
              const aggregation = rules.find((rule) => rule.value === value)?.value;
              if (aggregation) setAggregation.mutate({ cohortId, aggregation });
            }}
          >
            <Stack gap={6} mt={4}>
              {rules.map(({ value, label, description }) => (
                <Radio
                  key={value}
                  size="xs"
                  value={value}
                  label={label}
                  description={description}
                  disabled={readOnly || setAggregation.isPending}
                />
              ))}
            </Stack>
          </Radio.Group>
        </Stack>
        <div className={classes.flow} aria-live="polite" aria-busy={!isCurrent}>
          {figure ? <FigureView figure={figure} mode="screen" /> : <Pending rows={6} label="Counting" />}
        </div>
      </div>
    </Modal>
  );
}
