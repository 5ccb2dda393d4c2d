import { IconCircle, IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import { countOf } from '#renderer/components/format.ts';
import { Card } from '#renderer/components/page.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import { useCohort } from '#renderer/state/use-cohort.ts';
import classes from './start-panel.module.css';

/** The way from scans to a figure, with what is done of it for the cohort in hand. */
export function NextSteps() {
  const { cohort } = useCohort(undefined);
  const ofCohort = cohort ? { cohortId: cohort.id } : null;
  const models = useCall('models.list', {}).data?.length ?? 0;
  const features = useCall('features.list', ofCohort).data?.length ?? 0;
  const endpoints = useCall('endpoints.list', ofCohort).data?.length ?? 0;
  const splits = useCall('splits.list', ofCohort).data?.length ?? 0;
  const runs = useCall('runs.list', ofCohort).data?.length ?? 0;
  const figures = useCall('figures.list', ofCohort).data?.length ?? 0;
  const id = cohort?.id ?? '';
  const steps = [
    { title: 'Import scans and seed points', to: `/cohorts/${id}`, done: cohort?.lesionCount ?? 0, noun: 'lesion' },
    { title: 'Choose a model', to: '/models', done: models, noun: 'model' },
    { title: 'Extract features', to: `/features/${id}`, done: features, noun: 'feature set' },
    { title: 'Define an endpoint', to: `/cohorts/${id}`, done: endpoints, noun: 'endpoint' },
    { title: 'Split the patients', to: `/cohorts/${id}`, done: splits, noun: 'split' },
    { title: 'Train a biomarker', to: `/biomarkers/${id}`, done: runs, noun: 'run' },
    { title: 'Look at the evidence and keep figures', to: `/statistics/${id}`, done: figures, noun: 'kept figure' },
  ];
  return (
    <Card title={cohort ? `From scans to a figure: ${cohort.name}` : 'From scans to a figure'}>
      <ol className={classes.list}>
        {steps.map(({ title, to, done, noun }) => (
          <li key={title}>
            <Link className={classes.step} href={to} data-done={done > 0 || undefined}>
              {done > 0 ? (
                <IconCircleCheck size={18} aria-label="Done" />
              ) : (
                <IconCircle size={18} aria-label="Not yet" />
              )}
              <span className={classes.stepText}>{title}</span>
              {done > 0 && <small>{countOf(done, noun)}</small>}
            </Link>
          </li>
        ))}
      </ol>
    </Card>
  );
}
