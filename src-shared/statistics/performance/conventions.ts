import type { Quantity } from '../../domain/entities.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { createRandom } from '../../numerics/random.ts';
import { deLong } from '../measures/delong.ts';
import type { Predictions } from '../predictions/predictions.ts';
import { type BootstrapResult, bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import type { BootstrapMethod } from '../resampling/intervals.ts';
import { quantitiesOf } from '../resampling/quantities.ts';
import type { StatisticContext } from '../statistic.ts';
import { counted } from '../wording.ts';
import type { MeasureSet } from './measures.ts';
import type { PerformanceParams } from './params.ts';

/** How an estimate and its interval are made from resamples. */
export interface Convention {
  readonly id: PerformanceParams['convention'];
  readonly label: string;
  readonly method: BootstrapMethod;
  readonly resamples: number;
  readonly draws: 'patients' | 'lesions';
  /** What stands as the estimate: the sample's own value, or the mean of the resamples. */
  readonly centre: 'sample' | 'mean';
}

export interface Evaluated {
  readonly convention: Convention;
  /** In the order of the measures. */
  readonly quantities: readonly Quantity[];
  readonly redrawn: number;
  readonly warnings: readonly string[];
}

export const conventionsOf = ({ interval, resamples }: PerformanceParams): readonly Convention[] => [
  { id: 'sample', label: 'Sample statistic', method: interval, resamples, draws: 'patients', centre: 'sample' },
  { id: 'paper-text', label: 'Paper text', method: 'basic', resamples: 9999, draws: 'lesions', centre: 'sample' },
  {
    id: 'reference-code',
    label: 'Reference code',
    method: 'percentile',
    resamples: 1000,
    draws: 'lesions',
    centre: 'mean',
  },
];

/**
 * The measures under the chosen convention and, when asked for, under the others. Resamples that two conventions share
 * are drawn once; all are drawn with the same seed.
 */
export function evaluate(
  data: Predictions,
  { measures, compute }: MeasureSet,
  params: PerformanceParams,
  context: StatisticContext,
): { chosen: Evaluated; all: Evaluated[] } {
  const conventions = conventionsOf(params);
  const wanted = conventions.filter(({ id }) => id === params.convention || params.showConventions);
  const severalLesions = data.patientCount < data.truth.length;
  const keyOf = ({ resamples, draws }: Convention): string => `${resamples} ${severalLesions ? draws : 'patients'}`;
  const keys = [...new Set(wanted.map(keyOf))];
  const results = new Map<string, BootstrapResult>();
  for (const convention of wanted) {
    const key = keyOf(convention);
    if (results.has(key)) continue;
    const done = results.size;
    const patients = convention.draws === 'patients' ? data.patients : null;
    const result = bootstrap({
      ...patientClusters(patients, data.truth),
      statistics: compute,
      count: measures.length,
      resamples: convention.resamples,
      stratified: params.vanished === 'stratify',
      mayLack: measures.map(({ mayLack }) => mayLack),
      jackknife: wanted.some((one) => keyOf(one) === key && one.method === 'bca'),
      random: createRandom(params.seed),
      signal: context.signal,
      report: (share) => context.report?.((done + share) / keys.length),
    });
    results.set(key, result);
  }
  const all = wanted.map((convention): Evaluated => {
    const result = results.get(keyOf(convention)) as BootstrapResult;
    const { method, resamples, centre } = convention;
    const found = quantitiesOf(result, measures, { method, resamples, centre, level: params.level });
    return { convention, ...found, redrawn: result.redrawn };
  });
  const chosen = all.find(({ convention }) => convention.id === params.convention) as Evaluated;
  return { chosen, all };
}

/** The sample AUC with DeLong's interval, or why it does not apply. */
export function deLongAuc(data: Predictions, level: number): Quantity {
  if (data.patientCount < data.truth.length)
    return { unavailable: 'patients have several lesions, which are not independent' };
  const { aucs, covariance } = deLong([data.scores[1] as Float64Array], Uint8Array.from(data.truth));
  const estimate = aucs[0] as number;
  const reach = normalQuantile(1 - (1 - level) / 2) * Math.sqrt(covariance[0] as number);
  if (!(reach > 0)) return { unavailable: 'its standard error is 0 or unknown' };
  return { estimate, low: Math.max(0, estimate - reach), high: Math.min(1, estimate + reach), level };
}

/** `1000 resamples of 114 lesions, percentile interval, mean of the resamples`. */
export function conventionText(convention: Convention, data: Predictions): string {
  const drawn =
    convention.draws === 'patients' ? counted(data.patientCount, 'patient') : counted(data.truth.length, 'lesion');
  const method = convention.method === 'bca' ? 'BCa' : convention.method;
  const centre = convention.centre === 'mean' ? 'mean of the resamples' : 'sample statistic';
  return `${centre}, ${method} interval, ${convention.resamples} resamples of ${drawn}`;
}
