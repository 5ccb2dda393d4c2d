import { useLocation } from 'wouter';
import { CohortPage } from '#renderer/components/cohort-page.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { useCohort } from '#renderer/state/use-cohort.ts';
import type { PanelProps } from '../panels.ts';

/** `#/seeds/3`: the seeds of a cohort, to be looked at. */
export default function SeedWallPanel({ params: [cohortParam] }: PanelProps) {
  const { cohort, cohorts, isLoading } = useCohort(cohortParam);
  const [, navigate] = useLocation();
  if (isLoading) return <Pending />;
  return (
    <CohortPage
      title="Seeds"
      cohorts={cohorts}
      cohortId={cohort?.id ?? null}
      onCohort={(id) => navigate(`/seeds/${id}`)}
    >
      {null}
    </CohortPage>
  );
}
