import { useState } from 'react';
import { Pending } from '#renderer/components/pending.tsx';
import { paramId } from '#renderer/state/param-id.ts';
import { useCohort } from '#renderer/state/use-cohort.ts';
import { type CohortId, cohortIdSchema, lesionIdSchema } from '#shared/domain/ids.ts';
import type { PanelProps } from '../panels.ts';
import { CohortView } from './cohort-view.tsx';
import type { DroppedFiles } from './import/use-import-wizard.ts';
import { CohortList } from './list/cohort-list.tsx';

/** `#/cohorts` lists them; `#/cohorts/3` is the lesion table of one; `#/cohorts/3/12` has a lesion open. */
export default function CohortsPanel({ params: [cohortParam, lesionParam] }: PanelProps) {
  const { cohort, cohorts, isLoading } = useCohort(cohortParam);
  const [started, setStarted] = useState<{ cohortId: CohortId; dropped: DroppedFiles } | null>(null);
  if (isLoading) return <Pending />;
  const isNamed = paramId(cohortIdSchema, cohortParam) !== null;
  if (!isNamed || !cohort) return <CohortList cohorts={cohorts} onNew={setStarted} />;
  return (
    <CohortView
      key={cohort.id}
      cohort={cohort}
      lesionId={paramId(lesionIdSchema, lesionParam)}
      dropped={started?.cohortId === cohort.id ? started.dropped : null}
      onDroppedTaken={() => setStarted(null)}
    />
  );
}
