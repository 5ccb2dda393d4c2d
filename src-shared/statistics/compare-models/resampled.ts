import type { Quantity } from '../../domain/entities.ts';
import { createRandom } from '../../numerics/random.ts';
import type { PairedPredictions, SetKey } from '../comparison/long-table.ts';
import { type Metric, weightedMetric } from '../comparison/metrics.ts';
import { type BootstrapResult, bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import { type BootstrapMethod, bootstrapInterval } from '../resampling/intervals.ts';
import type { StatisticContext } from '../statistic.ts';

/** Positions of two models among the sets; differences are first minus second. */
export interface Pair {
  readonly first: number;
  readonly second: number;
}

/** Bootstrap replicates of the metric of each model and then of each pair, from the same resamples. */
export interface Resampled {
  readonly result: BootstrapResult;
  readonly resamples: number;
  /** Mean of the replicates of each statistic. */
  readonly means: readonly number[];
}

/** What is drawn: patients with all of their lesions, or lesions as if they were independent. */
export type ResampledUnit = 'patients' | 'lesions';

export function resampleModels(
  data: PairedPredictions<SetKey>,
  metric: Metric,
  pairs: readonly Pair[],
  options: { unit: ResampledUnit; resamples: number; seed: number; method: BootstrapMethod },
  context: StatisticContext,
): Resampled {
  const { clusters, strata } = options.unit === 'patients' ? data : patientClusters(null, data.truth.classes);
  const measures = data.sets.map((set) => weightedMetric(metric, data.truth, set));
  const result = bootstrap({
    clusters,
    strata,
    statistics: (weights, values) => {
      measures.forEach((measure, i) => {
        values[i] = measure(weights);
      });
      pairs.forEach(({ first, second }, i) => {
        values[measures.length + i] = (values[first] as number) - (values[second] as number);
      });
    },
    count: measures.length + pairs.length,
    resamples: options.resamples,
    random: createRandom(options.seed),
    jackknife: options.method === 'bca',
    signal: context.signal,
    report: context.report,
  });
  const means = result.replicates.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  return { result, resamples: options.resamples, means };
}

/** The estimate of a statistic with its interval; without one, and the reason, where there is none. */
export function intervalOf(
  { result }: Resampled,
  index: number,
  options: { method: BootstrapMethod; level: number; range: readonly [number, number] },
): { quantity: Quantity; reason: string | null } {
  const estimate = result.estimates[index] as number;
  const interval = bootstrapInterval(options.method, {
    estimate,
    replicates: result.replicates[index] as Float64Array,
    jackknife: result.jackknife[index] as Float64Array,
    level: options.level,
    range: options.range,
  });
  if ('unavailable' in interval) return { quantity: { estimate }, reason: interval.unavailable };
  return { quantity: { estimate, ...interval, level: options.level }, reason: null };
}
