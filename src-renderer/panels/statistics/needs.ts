import type { Run } from '#shared/domain/entities.ts';
import type { StatisticNeed } from '#shared/statistics/statistic.ts';

const ofRun: readonly StatisticNeed[] = ['run', 'runs', 'perturbations', 'saliency', 'feature-stability'];

/** True for a statistic that only the predictions of a run can feed. */
export const needsRun = (needs: readonly StatisticNeed[]): boolean => needs.some((need) => ofRun.includes(need));

/** The runs a comparison starts with: those of the same endpoint and split. */
export const comparable = (run: Run, runs: readonly Run[]): Run[] =>
  runs.filter(
    ({ id, endpointId, splitId }) => id !== run.id && endpointId === run.endpointId && splitId === run.splitId,
  );
