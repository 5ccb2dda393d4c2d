import type { Quantity } from '../../domain/entities.ts';
import { AppError } from '../../errors.ts';
import { createRandom } from '../../numerics/random.ts';
import { censoringSurvival } from '../kaplan-meier/censoring.ts';
import { bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import { bootstrapInterval } from '../resampling/intervals.ts';
import type { StatisticContext } from '../statistic.ts';
import {
  aucAt,
  brierAt,
  constantBrierAt,
  type FollowUp,
  meanAuc,
  meanOverTime,
  type RiskOrder,
  survivalAtTimes,
} from './accuracy-at-time.ts';
import type { TimeDependentParams } from './params.ts';

/** What is computed, for the patients as they are and for each resample of them. */
export interface Plan {
  /** Ascending in time. */
  readonly followUp: FollowUp;
  readonly order: RiskOrder;
  /** Ascending. */
  readonly times: readonly number[];
  /** Index of the last patient up to each time. */
  readonly lasts: readonly number[];
  /** Predicted survival of each patient at each time; null where there is none. */
  readonly predicted: readonly (Float64Array | null)[];
  /** Which of the times the mean AUC is over, and which the integrated Brier score. */
  readonly grid: readonly number[];
  readonly integrated: readonly number[];
}

const kinds = ['auc', 'brier', 'reference'] as const;
export type Kind = (typeof kinds)[number];
const summaries = [...kinds, 'scaled'] as const;

interface Estimates {
  /** At a time, with its interval if wanted; null where it has no value. */
  readonly moment: (kind: Kind, time: number, hasInterval: boolean) => Quantity | null;
  /** Over time: mean AUC, integrated Brier scores, 1 - their ratio. */
  readonly summary: (kind: (typeof summaries)[number]) => Quantity | null;
}

const ranges: Record<(typeof summaries)[number], [number, number]> = {
  auc: [0, 1],
  brier: [0, Infinity],
  reference: [0, Infinity],
  scaled: [-Infinity, 1],
};

/** All numbers with percentile bootstrap intervals over patients; censoring is estimated anew in each resample. */
export function estimates(plan: Plan, params: TimeDependentParams, context: StatisticContext): Estimates {
  const size = plan.times.length;
  checkWork(size * plan.followUp.times.length, params.resamples);
  const count = kinds.length * size + summaries.length;
  const result = bootstrap({
    ...patientClusters(null, plan.followUp.events),
    statistics: evaluatorOf(plan),
    count,
    resamples: params.resamples,
    random: createRandom(params.seed),
    mayLack: Array.from({ length: count }, () => true),
    jackknife: false,
    signal: context.signal,
    report: context.report,
  });
  const quantity = (i: number, range: [number, number], hasInterval: boolean): Quantity | null => {
    const estimate = result.estimates[i] as number;
    if (!Number.isFinite(estimate)) return null;
    if (!hasInterval || params.resamples === 0) return { estimate };
    const interval = bootstrapInterval('percentile', {
      estimate,
      replicates: result.replicates[i] as Float64Array,
      jackknife: new Float64Array(),
      level: params.level,
      range,
    });
    return 'low' in interval ? { estimate, low: interval.low, high: interval.high, level: params.level } : { estimate };
  };
  return {
    moment: (kind, time, hasInterval) => quantity(kinds.indexOf(kind) * size + time, ranges[kind], hasInterval),
    summary: (kind) => quantity(kinds.length * size + summaries.indexOf(kind), ranges[kind], true),
  };
}

/** Patients x times x resamples that take a few minutes. */
const mostWork = 2e10;

function checkWork(perResample: number, resamples: number): void {
  if (perResample * resamples <= mostWork) return;
  const possible = Math.max(0, Math.floor(mostWork / perResample / 100) * 100);
  throw new AppError(
    'invalid-input',
    `${resamples} resamples of so many patients would take hours. Take ${possible} resamples or fewer; with so many patients, intervals are narrow.`,
  );
}

/** Writes, kind by kind, the value at each time, then the summaries; NaN where there is none. */
function evaluatorOf(plan: Plan): (weights: Float64Array, result: Float64Array) => void {
  const { followUp, order, times, lasts, predicted, grid } = plan;
  const size = times.length;
  const integrated = plan.integrated.filter((k) => predicted[k]);
  const integratedTimes = integrated.map((k) => times[k] as number);
  const censoring = censoringSurvival(followUp.times, followUp.events);
  return (weights, result) => {
    censoringSurvival(followUp.times, followUp.events, weights, censoring);
    const survival = survivalAtTimes(followUp, weights, lasts);
    const reference = constantBrierAt(followUp, censoring, weights, lasts, survival);
    for (let k = 0; k < size; k++) {
      const last = lasts[k] as number;
      const own = predicted[k] ?? null;
      result[k] = aucAt(followUp, order, censoring, weights, last);
      result[size + k] = own ? brierAt(followUp, censoring, weights, last, own) : Number.NaN;
      result[2 * size + k] = own ? (reference[k] as number) : Number.NaN;
    }
    const mean = (from: number): number =>
      integrated.length < 2
        ? Number.NaN
        : meanOverTime(
            integratedTimes,
            integrated.map((k) => result[from + k] as number),
          );
    const end = kinds.length * size;
    result[end] = meanAuc(
      grid.map((k) => result[k] as number),
      grid.map((k) => survival[k] as number),
    );
    result[end + 1] = mean(size);
    result[end + 2] = mean(2 * size);
    result[end + 3] = 1 - (result[end + 1] as number) / (result[end + 2] as number);
  };
}
