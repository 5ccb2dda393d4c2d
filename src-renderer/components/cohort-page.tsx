import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Cohort } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { Page } from './page.tsx';

interface CohortPageProps {
  title: string;
  cohorts: readonly Cohort[];
  cohortId: CohortId | null;
  onCohort: (cohortId: CohortId) => void;
  actions?: ReactNode;
  fixed?: boolean;
  children: ReactNode;
}

/** A page about one cohort, with the picker of the cohort beside its title. */
export function CohortPage({ title, cohorts, cohortId, onCohort, actions, fixed = false, children }: CohortPageProps) {
  const picker = cohortId !== null && (
    <Select<CohortId>
      aria-label="Cohort"
      w={230}
      data={cohorts.map(({ id, name }) => ({ value: id, label: name }))}
      value={cohortId}
      onChange={(value) => value !== null && onCohort(value)}
    />
  );
  return (
    <Page title={title} aside={picker} actions={actions} fixed={fixed}>
      {children}
    </Page>
  );
}
