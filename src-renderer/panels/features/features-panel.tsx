import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconStack2, IconUsers } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { CohortPage } from '#renderer/components/cohort-page.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { paramId } from '#renderer/state/param-id.ts';
import { useCall } from '#renderer/state/use-call.ts';
import { useCohort } from '#renderer/state/use-cohort.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import { featureSetIdSchema } from '#shared/domain/ids.ts';
import type { PanelProps } from '../panels.ts';
import { ExtractDialog } from './extract-dialog.tsx';
import { FeatureSetTable } from './feature-set-table.tsx';
import { FeatureValues } from './feature-values.tsx';

export default function FeaturesPanel({ params: [cohortParam, setParam] }: PanelProps) {
  const { cohort, cohorts, isLoading } = useCohort(cohortParam);
  const sets = useCall('features.list', cohort ? { cohortId: cohort.id } : null);
  const readOnly = useReadOnly();
  const [, navigate] = useLocation();
  const [extracting, extractDialog] = useDisclosure(false);
  const named = paramId(featureSetIdSchema, setParam);
  const selected = sets.data?.find(({ id }) => id === named) ?? sets.data?.[0] ?? null;

  if (isLoading) return <Pending />;
  const extract = (
    <Button disabled={readOnly || !cohort || cohort.lesionCount === 0} onClick={extractDialog.open}>
      Extract features
    </Button>
  );
  return (
    <CohortPage
      title="Features"
      cohorts={cohorts}
      cohortId={cohort?.id ?? null}
      onCohort={(id) => navigate(`/features/${id}`)}
      actions={sets.data && sets.data.length > 0 && extract}
    >
      {!cohort && (
        <EmptyPage
          icon={IconUsers}
          title="No cohort yet"
          description="Features belong to the lesions of a cohort. Create one and import scans first."
        >
          <Button onClick={() => navigate('/cohorts')}>Go to the cohorts</Button>
        </EmptyPage>
      )}
      {sets.error && <Failed message={describeError(sets.error).message} onRetry={() => void sets.refetch()} />}
      {cohort && sets.data?.length === 0 && (
        <EmptyPage
          icon={IconStack2}
          title={`No features of ${cohort.name} yet`}
          description={
            cohort.lesionCount === 0
              ? 'This cohort has no lesions. Import scans with seed points, then extract features from the 50 mm around each seed.'
              : 'A model turns the 50 mm around each seed into a row of numbers. Extraction can be stopped and goes on where it was.'
          }
        >
          {cohort.lesionCount === 0 ? (
            <Button onClick={() => navigate(`/cohorts/${cohort.id}`)}>Import scans</Button>
          ) : (
            extract
          )}
        </EmptyPage>
      )}
      {cohort && sets.data && sets.data.length > 0 && (
        <FeatureSetTable
          sets={sets.data}
          selectedId={selected?.id ?? null}
          onSelect={(id) => navigate(`/features/${cohort.id}/${id}`)}
        />
      )}
      {cohort && selected && <FeatureValues key={selected.id} set={selected} cohortId={cohort.id} />}
      {cohort && extracting && <ExtractDialog cohort={cohort} onClose={extractDialog.close} />}
    </CohortPage>
  );
}
