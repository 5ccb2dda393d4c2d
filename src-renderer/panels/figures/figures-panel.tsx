import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBooks, IconLibraryPhoto, IconUsers } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { CohortPage } from '#renderer/components/cohort-page.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { paramId } from '#renderer/state/param-id.ts';
import { useCall } from '#renderer/state/use-call.ts';
import { useCohort } from '#renderer/state/use-cohort.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import { figureIdSchema } from '#shared/domain/ids.ts';
import type { PanelProps } from '../panels.ts';
import { FigureCard } from './figure-card.tsx';
import { FigurePage } from './figure-page.tsx';
import classes from './figures.module.css';
import { ManuscriptDialog } from './manuscript-dialog.tsx';

/** `#/figures/3` is the gallery of a cohort; `#/figures/3/8` one kept figure. */
export default function FiguresPanel({ params: [cohortParam, figureParam] }: PanelProps) {
  const { cohort, cohorts, isLoading } = useCohort(cohortParam);
  const figures = useCall('figures.list', cohort ? { cohortId: cohort.id } : null);
  const [, navigate] = useLocation();
  const readOnly = useReadOnly();
  const [writing, manuscript] = useDisclosure(false);
  const figureId = paramId(figureIdSchema, figureParam);
  if (isLoading) return <Pending />;
  if (cohort && figureId !== null) return <FigurePage key={figureId} figureId={figureId} cohortId={cohort.id} />;
  return (
    <CohortPage
      title="Figures"
      cohorts={cohorts}
      cohortId={cohort?.id ?? null}
      onCohort={(id) => navigate(`/figures/${id}`)}
      actions={
        cohort && (
          <Button
            leftSection={<IconBooks size={14} aria-hidden />}
            disabled={readOnly || cohort.patientCount === 0}
            onClick={manuscript.open}
          >
            Manuscript set
          </Button>
        )
      }
    >
      {!cohort && (
        <EmptyPage
          icon={IconUsers}
          title="No cohort yet"
          description="Figures are kept with the cohort they were computed from."
        >
          <Button onClick={() => navigate('/cohorts')}>Go to the cohorts</Button>
        </EmptyPage>
      )}
      {figures.error && (
        <Failed message={describeError(figures.error).message} onRetry={() => void figures.refetch()} />
      )}
      {cohort && figures.data?.length === 0 && (
        <EmptyPage
          icon={IconLibraryPhoto}
          title="No figure kept yet"
          description="Compute a statistic, then keep its figure: it stays here with its options, its numbers and the texts for the manuscript."
        >
          <Button onClick={() => navigate(`/statistics/${cohort.id}`)}>Go to Statistics</Button>
        </EmptyPage>
      )}
      {figures.data && figures.data.length > 0 && (
        <ul className={classes.gallery} aria-label="Kept figures">
          {figures.data.map((record) => (
            <FigureCard key={record.id} record={record} />
          ))}
        </ul>
      )}
      {cohort && writing && <ManuscriptDialog cohort={cohort} onClose={manuscript.close} />}
    </CohortPage>
  );
}
