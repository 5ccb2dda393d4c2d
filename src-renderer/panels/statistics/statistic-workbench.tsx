import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRotate } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { CallInput, CallOutput } from '#renderer/api.ts';
import { Pending } from '#renderer/components/pending.tsx';
import { missingFields } from '#renderer/components/schema-form/schema-fields.ts';
import { SchemaForm } from '#renderer/components/schema-form/schema-form.tsx';
import { draftKey, setDraft, useDrafts } from '#renderer/state/drafts.ts';
import { useCall } from '#renderer/state/use-call.ts';
import { useFigure } from '#renderer/state/use-figure.ts';
import type { Run } from '#shared/domain/entities.ts';
import type { CohortId, RunId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { comparable, needsRun } from './needs.ts';
import { SourceFields } from './source-fields.tsx';
import { StatisticResult } from './statistic-result.tsx';
import classes from './statistics.module.css';

export type StatisticInfo = CallOutput<'statistics.list'>[number];
export type StatisticSource = CallInput<'statistics.compute'>['source'];

interface StatisticWorkbenchProps {
  cohortId: CohortId;
  run: Run | null;
  runs: readonly Run[];
  statistic: StatisticInfo;
  statistics: readonly StatisticInfo[];
  onSource: (runId: RunId | null) => void;
  onStatistic: (id: string) => void;
}

/** Options at the left, the result at the right; every change computes again. */
export function StatisticWorkbench(props: StatisticWorkbenchProps) {
  const { cohortId, run, runs, statistic, statistics, onSource, onStatistic } = props;
  const [compareWith, setCompareWith] = useState<readonly RunId[]>(
    run && statistic.needs.includes('runs') ? comparable(run, runs).map(({ id }) => id) : [],
  );
  const source: StatisticSource = useMemo(
    () => ({ cohortId, runId: run?.id ?? null, compareWith: [...compareWith] }),
    [cohortId, run, compareWith],
  );
  const lacksRun = run === null && needsRun(statistic.needs);
  const suggestion = useCall('statistics.suggest', lacksRun ? null : { source, statisticId: statistic.id });
  const key = draftKey(source, statistic.id);
  const edited = useDrafts(({ drafts }) => drafts[key] ?? null);
  const proposed = suggestion.data?.params;
  const params = useMemo(
    () => edited ?? (proposed ? withDefaults(statistic.params, proposed) : null),
    [edited, proposed, statistic.params],
  );
  const missing = params ? missingFields(statistic.params, params) : [];
  const [settled] = useDebouncedValue(params, 300);
  const request = settled ?? params;
  const result = useFigure(
    request && missing.length === 0 ? { source, statisticId: statistic.id, params: request } : null,
  );
  const isStale = result.isFetching || result.isPlaceholderData || settled !== params;
  return (
    <div className={classes.split}>
      <aside className={classes.options} aria-label="Options">
        <SourceFields
          run={run}
          runs={runs}
          compareWith={compareWith}
          statistic={statistic}
          statistics={statistics}
          onRun={onSource}
          onCompareWith={setCompareWith}
          onStatistic={onStatistic}
        />
        <hr className={classes.rule} />
        {params && suggestion.data ? (
          <SchemaForm
            schema={statistic.params}
            columns={suggestion.data.columns}
            values={params}
            onChange={(next) => setDraft(key, next)}
            errors={result.isError ? fieldErrors(result.error) : {}}
          />
        ) : (
          !suggestion.error && !lacksRun && <Pending />
        )}
        <Button
          variant="default"
          leftSection={<IconRotate size={14} aria-hidden />}
          disabled={edited === null}
          onClick={() => setDraft(key, null)}
        >
          Back to the proposed options
        </Button>
      </aside>
      <StatisticResult
        source={source}
        statistic={statistic}
        params={request ?? {}}
        figure={result.data ?? null}
        error={suggestion.error ?? (result.isPlaceholderData ? null : result.error)}
        isStale={isStale && !result.isCancelled}
        share={result.share}
        isCancelled={result.isCancelled}
        onCancel={result.cancel}
        onComputeAgain={result.computeAgain}
        missing={missing}
      />
    </div>
  );
}

/** The proposal need not be complete: what it leaves out has a default in the schema. */
function withDefaults(schema: StatisticInfo['params'], proposed: Record<string, unknown>): Record<string, unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, { default?: unknown }>);
  const defaults = properties.flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(defaults), ...proposed };
}

function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof AppError)) return {};
  return Object.fromEntries((error.issues ?? []).map(({ path, message }) => [path.replace(/^params\./, ''), message]));
}
