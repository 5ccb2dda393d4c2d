import { Button, Group, Text } from '@mantine/core';
import { useLocation } from 'wouter';
import { countOf, formatNumber } from '#renderer/components/format.ts';
import { Card } from '#renderer/components/page.tsx';
import { ValueTable } from '#renderer/components/value-table.tsx';
import { FigureView } from '#renderer/figures/figure-view.tsx';
import type { Run } from '#shared/domain/entities.ts';
import { Perturbations } from './perturbations.tsx';
import { Predictions } from './predictions.tsx';
import classes from './run-detail.module.css';
import { SaliencyMaps } from './saliency-maps.tsx';
import { searchFigure } from './search-figure.ts';

/** What a run found: its numbers, the search for the penalty, and the prediction of every lesion. */
export function RunDetail({ run }: { run: Run }) {
  const [, navigate] = useLocation();
  const { train, tune, test } = run.lesionCounts;
  const facts = [
    `${countOf(train, 'lesion')} to train, ${tune} to tune, ${test} to test`,
    `classes ${run.classes.join(', ')}`,
    `C = ${formatNumber(run.chosenC)}`,
    ...(run.threshold === null ? [] : [`threshold ${formatNumber(run.threshold)} (median of the tuning predictions)`]),
    `seed ${run.seed}`,
  ];
  return (
    <>
      <div className={classes.columns}>
        <Card
          title={run.name}
          actions={
            <Button variant="light" onClick={() => navigate(`/statistics/${run.cohortId}/${run.id}`)}>
              Open in Statistics
            </Button>
          }
        >
          <Text size="xs" c="dimmed" className={classes.facts}>
            {facts.join(' · ')}
          </Text>
          <ValueTable values={run.values} label={`Results of ${run.name}`} />
        </Card>
        <Card title="Search for the penalty">
          <div className={classes.figure}>
            <FigureView figure={searchFigure(run)} mode="screen" />
          </div>
          <Group className={classes.facts}>
            <Text size="xs" c="dimmed">
              {run.searchScore.toUpperCase()} on the tuning patients for each of {run.search.length} values of C. Higher
              C penalises less.
            </Text>
          </Group>
        </Card>
      </div>
      <Perturbations run={run} />
      <SaliencyMaps run={run} />
      <Predictions run={run} />
    </>
  );
}
