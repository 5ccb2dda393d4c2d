import { Pending } from '#renderer/components/pending.tsx';
import { paramId } from '#renderer/state/param-id.ts';
import { useCohort } from '#renderer/state/use-cohort.ts';
import { cohortIdSchema, lesionIdSchema } from '#shared/domain/ids.ts';
import type { PanelProps } from '../panels.ts';
import { CohortView } from './cohort-view.tsx';
import { CohortList } from './list/cohort-list.tsx';

/** `#/cohorts` lists them; `#/cohorts/3` is the lesion table of one; `#/cohorts/3/12` has a lesion open. */
export default function CohortsPanel({ params: [cohortParam, lesionParam] }: PanelProps) {
  const { cohort, cohorts, isLoading } = useCohort(cohortParam);
  if (isLoading) return <Pending />;
  const isNamed = paramId(cohortIdSchema, cohortParam) !== null;
  if (!isNamed || !cohort) return <CohortList cohorts={cohorts} />;
  return <CohortView key={cohort.id} cohort={cohort} lesionId={paramId(lesionIdSchema, lesionParam)} />;
}
