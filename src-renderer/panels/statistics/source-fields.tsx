import { MultiSelect, Select, Text, Tooltip } from '@mantine/core';
import type { Run } from '#shared/domain/entities.ts';
import type { RunId } from '#shared/domain/ids.ts';
import { type StatisticGroup, statisticGroups } from '#shared/statistics/statistic.ts';
import { comparable, needsRun } from './needs.ts';
import type { StatisticInfo } from './statistic-workbench.tsx';
import classes from './statistics.module.css';

const noRun = 0;

interface SourceFieldsProps {
  run: Run | null;
  runs: readonly Run[];
  compareWith: readonly RunId[];
  statistic: StatisticInfo;
  statistics: readonly StatisticInfo[];
  onRun: (runId: RunId | null) => void;
  onCompareWith: (runIds: RunId[]) => void;
  onStatistic: (id: string) => void;
}

/** What is computed, and from what. */
export function SourceFields(props: SourceFieldsProps) {
  const { run, runs, compareWith, statistic, statistics, onRun, onCompareWith, onStatistic } = props;
  const definitions = new Map(statistics.map(({ id, definition }) => [id, definition]));
  const offered = (group: StatisticGroup) =>
    statistics
      .filter((one) => one.group === group)
      .map(({ id, title, needs }) => ({
        value: id,
        label: needsRun(needs) && !run ? `${title} (needs predictions)` : title,
      }));
  return (
    <>
      <Select<number>
        label="Data"
        title={run?.name ?? ''}
        data={[
          { group: 'Predictions of', items: runs.map(({ id, name }) => ({ value: id as number, label: name })) },
          { group: 'Without predictions', items: [{ value: noRun, label: 'Clinical values alone' }] },
        ]}
        value={run?.id ?? noRun}
        onChange={(value) => onRun(runs.find(({ id }) => id === value)?.id ?? null)}
      />
      <Select
        label="Statistic"
        searchable
        nothingFoundMessage="No such statistic"
        data={statisticGroups
          .map((group) => ({ group: group as string, items: offered(group) }))
          .filter(({ items }) => items.length > 0)}
        value={statistic.id}
        allowDeselect={false}
        maxDropdownHeight={420}
        renderOption={({ option }) => (
          <Tooltip label={definitions.get(option.value)} multiline w={320} position="right" openDelay={200} offset={16}>
            <span className={classes.option}>{option.label}</span>
          </Tooltip>
        )}
        onChange={(value) => value && onStatistic(value)}
      />
      <Text size="xs" c="dimmed">
        {statistic.definition}
      </Text>
      {run && statistic.needs.includes('runs') && (
        <MultiSelect
          label="Compared with"
          description="Runs of the same endpoint and split are compared on the same patients."
          data={comparable(run, runs).map(({ id, name }) => ({ value: String(id), label: name }))}
          value={compareWith.map(String)}
          clearable
          placeholder={compareWith.length === 0 ? 'no other run' : ''}
          onChange={(chosen) => onCompareWith(runs.filter(({ id }) => chosen.includes(String(id))).map(({ id }) => id))}
        />
      )}
    </>
  );
}
