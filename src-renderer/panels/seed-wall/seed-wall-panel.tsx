import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { CohortPage } from '#renderer/components/cohort-page.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { useCohort } from '#renderer/state/use-cohort.ts';
import type { PanelProps } from '../panels.ts';
import { SeedWall } from './seed-wall.tsx';

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
      fixed
    >
      {cohort ? (
        <SeedWall key={cohort.id} cohort={cohort} />
      ) : (
        <EmptyPage
          icon={IconUsers}
          title="No cohort yet"
          description="Seeds belong to the lesions of a cohort. Create one and import scans first."
        >
          <Button onClick={() => navigate('/cohorts')}>Go to the cohorts</Button>
        </EmptyPage>
      )}
    </CohortPage>
  );
}
