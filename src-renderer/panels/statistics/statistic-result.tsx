import { Button, Loader } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { cohortIdSchema } from '#shared/domain/ids.ts';
import type { Figure } from '#shared/figure.ts';
import { missingNeedOf } from '#shared/statistics/missing-need.ts';
import { KeepFigure } from './keep-figure.tsx';
import { LinkedFigure } from './linked-figure.tsx';
import { MissingNeed } from './missing-need.tsx';
import { needsRun } from './needs.ts';
import type { StatisticInfo, StatisticSource } from './statistic-workbench.tsx';
import classes from './statistics.module.css';

interface StatisticResultProps {
  source: StatisticSource;
  statistic: StatisticInfo;
  params: Record<string, unknown>;
  figure: Figure | null;
  error: Error | null;
  /** The figure belongs to other options than those in the form. */
  isStale: boolean;
  /** Of the computation, once it tells; null before. */
  share: number | null;
  isCancelled: boolean;
  onCancel: () => void;
  onComputeAgain: () => void;
  /** Options that must still be chosen. */
  missing: readonly string[];
}

export function StatisticResult(props: StatisticResultProps) {
  const { source, statistic, params, figure, error, isStale, missing, share, isCancelled } = props;
  const need = source.runId === null && needsRun(statistic.needs) ? 'run' : missingNeedOf(error);
  return (
    <div className={classes.result} aria-busy={isStale}>
      <div className={classes.bar}>
        <h2>{figure?.title ?? statistic.title}</h2>
        {figure && isStale && (
          <span className={classes.busy} role="status">
            <Loader size={14} aria-hidden /> Computing with the new options{percent(share)}
          </span>
        )}
        {!need && (isStale || (!figure && !error && missing.length === 0)) && !isCancelled && (
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
        )}
        {isCancelled && (
          <Button variant="default" onClick={props.onComputeAgain}>
            Compute
          </Button>
        )}
        <KeepFigure
          source={source}
          statisticId={statistic.id}
          params={params}
          title={figure?.title ?? statistic.title}
          hasDrawing={figure !== null && figure.panels.length > 0}
          disabled={figure === null || isStale || error !== null || missing.length > 0}
        />
      </div>
      {need && <MissingNeed need={need} source={source} message={error ? describeError(error).message : whyRun} />}
      {error && !need && <Failed message={describeError(error).message} />}
      {!figure && !error && !need && missing.length === 0 && !isCancelled && (
        <Pending rows={10} label={`Computing${percent(share)}`} />
      )}
      {missing.length > 0 && (
        <EmptyPage
          icon={IconAdjustments}
          title={`Choose ${missing.join(' and ')}`}
          description="This cannot be proposed from the names of the columns. The result appears as soon as it is chosen at the left."
        />
      )}
      {figure && missing.length === 0 && !need && (
        <div className={classes.stale} data-stale={isStale || error !== null}>
          <LinkedFigure figure={figure} cohortId={cohortIdSchema.parse(source.cohortId)} />
        </div>
      )}
    </div>
  );
}

const whyRun = 'Train a biomarker, or choose one under Data where there is one.';
const percent = (share: number | null): string => (share === null ? '' : `, ${Math.round(100 * share)} %`);
