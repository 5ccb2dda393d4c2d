import { Button } from '@mantine/core';
import { type Icon, IconDna2, IconFocus2, IconStack2, IconTargetArrow } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import type { StatisticNeed } from '#shared/statistics/statistic.ts';
import type { StatisticSource } from './statistic-workbench.tsx';

interface Way {
  readonly icon: Icon;
  readonly title: string;
  readonly button: string;
  /** Where it is got. */
  readonly to: (source: StatisticSource) => string;
}

const cohort = ({ cohortId }: StatisticSource): string => `/cohorts/${cohortId}`;
const biomarker = ({ cohortId, runId }: StatisticSource): string =>
  runId === null ? `/biomarkers/${cohortId}` : `/biomarkers/${cohortId}/${runId}`;

const training: Way = {
  icon: IconTargetArrow,
  title: 'This needs the predictions of a biomarker',
  button: 'Go to Biomarkers',
  to: biomarker,
};
const displacing: Way = {
  icon: IconFocus2,
  title: 'The seeds of this biomarker were not displaced yet',
  button: 'Displace its seeds',
  to: biomarker,
};
const ways: Partial<Record<StatisticNeed, Way>> = {
  run: training,
  runs: training,
  perturbations: displacing,
  'feature-stability': displacing,
  saliency: {
    icon: IconFocus2,
    title: 'This biomarker has no saliency maps yet',
    button: 'Compute its saliency',
    to: biomarker,
  },
  features: {
    icon: IconStack2,
    title: 'This cohort has no features yet',
    button: 'Go to Features',
    to: ({ cohortId }) => `/features/${cohortId}`,
  },
  expression: {
    icon: IconDna2,
    title: 'This cohort has no gene expression yet',
    button: 'Open the cohort',
    to: cohort,
  },
  'gene-sets': { icon: IconDna2, title: 'There are no gene sets yet', button: 'Open the cohort', to: cohort },
};

interface MissingNeedProps {
  need: StatisticNeed;
  source: StatisticSource;
  /** What to do, in words. */
  message: string;
}

/** What a statistic shows that lacks something, with the way there. */
export function MissingNeed({ need, source, message }: MissingNeedProps) {
  const [, navigate] = useLocation();
  const way = ways[need];
  return (
    <EmptyPage
      icon={way?.icon ?? IconStack2}
      title={way?.title ?? 'Something is missing'}
      description={isBiology(need) ? `${message} It is imported in the cohort, under Expression.` : message}
    >
      {way && <Button onClick={() => navigate(way.to(source))}>{way.button}</Button>}
    </EmptyPage>
  );
}

const isBiology = (need: StatisticNeed): boolean => need === 'expression' || need === 'gene-sets';
