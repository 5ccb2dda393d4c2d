import { Button } from '@mantine/core';
import { IconChartHistogram, IconUsers } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { CohortPage } from '#renderer/components/cohort-page.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { paramId } from '#renderer/state/param-id.ts';
import { selectRun, selectStatistic, useSelection } from '#renderer/state/selection.ts';
import { useCall } from '#renderer/state/use-call.ts';
import { useCohort } from '#renderer/state/use-cohort.ts';
import { runIdSchema } from '#shared/domain/ids.ts';
import type { StatisticNeed } from '#shared/statistics/statistic.ts';
import type { PanelProps } from '../panels.ts';
import { needsRun } from './needs.ts';
import { StatisticWorkbench } from './statistic-workbench.tsx';

/** `#/statistics/3/7/roc`: cohort, run (or `clinical`), statistic; what is left out is chosen. */
export default function StatisticsPanel({ params: [cohortParam, sourceParam, statisticParam] }: PanelProps) {
  const { cohort, cohorts, isLoading } = useCohort(cohortParam);
  const statistics = useCall('statistics.list', {}).data;
  const runs = useCall('runs.list', cohort ? { cohortId: cohort.id } : null).data;
  const remembered = useSelection();
  const [, navigate] = useLocation();

  const wantedRun = sourceParam === 'clinical' ? null : (paramId(runIdSchema, sourceParam) ?? remembered.runId);
  const run = sourceParam === 'clinical' ? null : (runs?.find(({ id }) => id === wantedRun) ?? runs?.[0] ?? null);
  const wanted = statisticParam ?? remembered.statisticId;
  const isPossible = ({ needs }: { needs: readonly StatisticNeed[] }) => run !== null || !needsRun(needs);
  const statistic = statistics?.find(({ id }) => id === wanted) ?? statistics?.find(isPossible) ?? null;
  const runId = run?.id ?? null;
  const statisticId = statistic?.id ?? null;
  useEffect(() => {
    selectRun(runId);
    if (statisticId !== null) selectStatistic(statisticId);
  }, [runId, statisticId]);

  if (isLoading || !statistics || (cohort && !runs)) return <Pending />;
  return (
    <CohortPage
      fixed
      title="Statistics"
      cohorts={cohorts}
      cohortId={cohort?.id ?? null}
      onCohort={(id) => navigate(`/statistics/${id}`)}
    >
      {!cohort && (
        <EmptyPage
          icon={IconUsers}
          title="No cohort yet"
          description="Statistics read the clinical values and predictions of a cohort."
        >
          <Button onClick={() => navigate('/cohorts')}>Go to the cohorts</Button>
        </EmptyPage>
      )}
      {cohort && cohort.patientCount === 0 && (
        <EmptyPage
          icon={IconChartHistogram}
          title="Nothing to compute from yet"
          description="Import patients with clinical values first."
        >
          <Button onClick={() => navigate(`/cohorts/${cohort.id}`)}>Open the cohort</Button>
        </EmptyPage>
      )}
      {cohort && cohort.patientCount > 0 && statistic && (
        <StatisticWorkbench
          key={`${cohort.id} ${runId} ${statistic.id}`}
          cohortId={cohort.id}
          run={run}
          runs={runs ?? []}
          statistic={statistic}
          statistics={statistics}
          onSource={(id) => navigate(`/statistics/${cohort.id}/${id ?? 'clinical'}/${statistic.id}`)}
          onStatistic={(id) => navigate(`/statistics/${cohort.id}/${runId ?? 'clinical'}/${id}`)}
        />
      )}
    </CohortPage>
  );
}
