import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTargetArrow, IconUsers } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { CohortPage } from '#renderer/components/cohort-page.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { paramId } from '#renderer/state/param-id.ts';
import { useCall } from '#renderer/state/use-call.ts';
import { useCohort } from '#renderer/state/use-cohort.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import { runIdSchema } from '#shared/domain/ids.ts';
import type { PanelProps } from '../panels.ts';
import { RunDetail } from './run-detail.tsx';
import { RunTable } from './run-table.tsx';
import { TrainDialog } from './train-dialog.tsx';
import { usePrerequisites } from './use-prerequisites.ts';

export default function BiomarkersPanel({ params: [cohortParam, runParam] }: PanelProps) {
  const { cohort, cohorts, isLoading } = useCohort(cohortParam);
  const runs = useCall('runs.list', cohort ? { cohortId: cohort.id } : null);
  const readOnly = useReadOnly();
  const [, navigate] = useLocation();
  const [training, trainDialog] = useDisclosure(false);
  const prerequisites = usePrerequisites(cohort);
  const named = paramId(runIdSchema, runParam);
  const selected = runs.data?.find(({ id }) => id === named) ?? runs.data?.[0] ?? null;

  if (isLoading) return <Pending />;
  const train = (
    <Button disabled={readOnly || prerequisites.missing !== null} onClick={trainDialog.open}>
      Train a biomarker
    </Button>
  );
  const { missing } = prerequisites;
  return (
    <CohortPage
      title="Biomarkers"
      cohorts={cohorts}
      cohortId={cohort?.id ?? null}
      onCohort={(id) => navigate(`/biomarkers/${id}`)}
      actions={runs.data && runs.data.length > 0 && train}
    >
      {!cohort && (
        <EmptyPage
          icon={IconUsers}
          title="No cohort yet"
          description="A biomarker is trained on the features of a cohort. Create one and import scans first."
        >
          <Button onClick={() => navigate('/cohorts')}>Go to the cohorts</Button>
        </EmptyPage>
      )}
      {runs.error && <Failed message={describeError(runs.error).message} onRetry={() => void runs.refetch()} />}
      {cohort && runs.data?.length === 0 && (
        <EmptyPage
          icon={IconTargetArrow}
          title="No biomarker yet"
          description={
            missing?.reason ??
            'A linear biomarker weighs the features so that they predict an endpoint. Its penalty is chosen on the tuning patients; the test patients are used once.'
          }
        >
          {missing ? <Button onClick={() => navigate(missing.to)}>{missing.label}</Button> : train}
        </EmptyPage>
      )}
      {cohort && runs.data && runs.data.length > 0 && (
        <RunTable
          runs={runs.data}
          prerequisites={prerequisites}
          selectedId={selected?.id ?? null}
          onSelect={(id) => navigate(`/biomarkers/${cohort.id}/${id}`)}
        />
      )}
      {selected && <RunDetail key={selected.id} run={selected} />}
      {cohort && training && <TrainDialog cohort={cohort} prerequisites={prerequisites} onClose={trainDialog.close} />}
    </CohortPage>
  );
}
