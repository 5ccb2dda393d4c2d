import { useEffect } from 'react';
import { cohortIdSchema } from '#shared/domain/ids.ts';
import { selectCohort, useSelection } from './selection.ts';
import { useCall } from './use-call.ts';

/** The cohort of a page: the one its address names, else the last one looked at, else the first. */
export function useCohort(param: string | undefined) {
  const cohorts = useCall('cohorts.list', {});
  const remembered = useSelection((state) => state.cohortId);
  const named = cohortIdSchema.safeParse(Number(param)).data ?? remembered;
  const cohort = cohorts.data?.find(({ id }) => id === named) ?? cohorts.data?.[0] ?? null;
  const cohortId = cohort?.id ?? null;
  useEffect(() => {
    if (cohortId !== null) selectCohort(cohortId);
  }, [cohortId]);
  return { cohort, cohorts: cohorts.data ?? [], isLoading: cohorts.isPending, error: cohorts.error };
}
