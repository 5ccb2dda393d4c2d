import type { Quantity } from '../../domain/entities.ts';
import { normalQuantile, normalTwoSided } from '../../numerics/distributions.ts';
import { createRandom } from '../../numerics/random.ts';
import { weightedAuc } from '../measures/auc.ts';
import { deLong } from '../measures/delong.ts';
import { rankRows } from '../measures/ranking.ts';
import { bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import { type BootstrapMethod, bootstrapInterval } from '../resampling/intervals.ts';
import { redrawnWarning } from '../resampling/wording.ts';
import type { StatisticContext } from '../statistic.ts';
import type { RocData } from './lesions.ts';
import type { RocParams } from './params.ts';

export interface Areas {
  /** One AUC per curve, in the order of the curves. */
  readonly curves: Quantity[];
  /** Mean over the classes; only for one versus rest. */
  readonly mean: Quantity | null;
  /** Score minus comparison, and DeLong's p of no difference; only with a comparison. */
  readonly difference: { readonly quantity: Quantity; readonly p: Quantity } | null;
  /** DeLong's standard error of each curve. */
  readonly standardErrors: Quantity[];
  /** The intervals are DeLong's; else bootstrap intervals. */
  readonly byDeLong: boolean;
  readonly patients: number;
  readonly redrawn: number;
  readonly warnings: string[];
}

const severalLesions = 'patients have several lesions, which are not independent';

/** AUCs with the chosen interval. The estimate is always that of the sample, never a mean over resamples. */
export function areasOf(data: RocData, params: RocParams, context: StatisticContext): Areas {
  const { clusters, strata } = patientClusters(data.patients, data.classes);
  const independent = strata.length === clusters.length;
  const analytic = independent ? deLongAreas(data, params) : null;
  const count = data.rankings.length;
  const compares = params.positive !== '' && count === 2;
  const averages = params.positive === '';
  const standardErrors = data.rankings.map(
    (_, i): Quantity => (analytic ? (analytic.standardErrors[i] as Quantity) : { unavailable: severalLesions }),
  );
  const p: Quantity = analytic ? analytic.p : { unavailable: severalLesions };

  if (params.interval === 'delong' && analytic) {
    return {
      curves: analytic.curves,
      mean: averages ? meanOf(analytic.curves) : null,
      difference: compares ? { quantity: analytic.difference, p } : null,
      standardErrors,
      byDeLong: true,
      patients: strata.length,
      redrawn: 0,
      warnings: analytic.warnings,
    };
  }

  const method: BootstrapMethod = params.interval === 'delong' ? 'bca' : params.interval;
  const rankings = data.rankings.map(({ scores, isPositive }) => rankRows(scores, isPositive));
  const extra = compares || averages ? 1 : 0;
  const result = bootstrap({
    clusters,
    strata,
    statistics: (weights, values) => {
      let sum = 0;
      rankings.forEach((ranking, i) => {
        const area = weightedAuc(ranking, weights);
        values[i] = area;
        sum += area;
      });
      if (compares) values[count] = (values[0] as number) - (values[1] as number);
      else if (averages) values[count] = sum / count;
    },
    count: count + extra,
    resamples: params.resamples,
    stratified: params.vanished === 'stratify',
    jackknife: method === 'bca',
    random: createRandom(params.seed),
    signal: context.signal,
    report: context.report,
  });
  const warnings: string[] = [];
  const quantity = (i: number, range: [number, number], name: string): Quantity => {
    const estimate = result.estimates[i] as number;
    const interval = bootstrapInterval(method, {
      estimate,
      replicates: result.replicates[i] as Float64Array,
      jackknife: result.jackknife[i] as Float64Array,
      level: params.level,
      range,
    });
    if ('low' in interval) return { estimate, low: interval.low, high: interval.high, level: params.level };
    warnings.push(`There is no interval for ${name}: ${interval.unavailable}.`);
    return { estimate };
  };
  const curves = data.rankings.map(({ label }, i) => quantity(i, [0, 1], `the AUC of ${label}`));
  const mean = averages ? quantity(count, [0, 1], 'the mean AUC') : null;
  const difference = compares ? { quantity: quantity(count, [-1, 1], 'the difference'), p } : null;
  if (params.interval === 'delong')
    warnings.unshift(`DeLong's interval does not apply (${severalLesions}): BCa bootstrap over patients instead.`);
  warnings.push(...redrawnWarning(result.redrawn, params.resamples));
  return {
    curves,
    mean,
    difference,
    standardErrors,
    byDeLong: false,
    patients: strata.length,
    redrawn: result.redrawn,
    warnings,
  };
}

function deLongAreas(
  data: RocData,
  params: RocParams,
): { curves: Quantity[]; standardErrors: Quantity[]; difference: Quantity; p: Quantity; warnings: string[] } {
  const z = normalQuantile(1 - (1 - params.level) / 2);
  const few: Quantity = { unavailable: 'a class has fewer than two rows' };
  const singles = data.rankings.map(({ scores, isPositive }) => {
    const { aucs, covariance } = deLong([scores], isPositive);
    return { estimate: aucs[0] as number, error: Math.sqrt(covariance[0] as number) };
  });
  const [first, second] = data.rankings;
  let difference: Quantity = few;
  let p: Quantity = few;
  if (first && second && params.positive !== '') {
    const { aucs, covariance } = deLong([first.scores, second.scores], first.isPositive);
    const estimate = (aucs[0] as number) - (aucs[1] as number);
    const error = Math.sqrt((covariance[0] as number) + (covariance[3] as number) - 2 * (covariance[1] as number));
    difference = withLimits(estimate, z * error, params.level, [-1, 1]);
    p =
      error > 0
        ? { estimate: normalTwoSided(estimate / error) }
        : { unavailable: 'the two scores rank the rows alike' };
  }
  return {
    curves: singles.map(({ estimate, error }) => withLimits(estimate, z * error, params.level, [0, 1])),
    standardErrors: singles.map(({ error }) => (Number.isNaN(error) ? few : { estimate: error })),
    difference,
    p,
    warnings: singles.flatMap(({ error }, i) => {
      if (error > 0) return [];
      const reason = Number.isNaN(error)
        ? 'a class has fewer than two rows'
        : "DeLong's standard error is 0, as for a score that separates the classes fully or not at all";
      return [`There is no interval for the AUC of ${data.rankings[i]?.label}: ${reason}.`];
    }),
  };
}

/** Without limits where the standard error is 0 or unknown: an interval of no width would claim certainty. */
function withLimits(estimate: number, reach: number, level: number, [least, most]: [number, number]): Quantity {
  if (!(reach > 0)) return { estimate };
  return { estimate, low: Math.max(least, estimate - reach), high: Math.min(most, estimate + reach), level };
}

/** DeLong gives no interval for a mean over classes. */
function meanOf(curves: readonly Quantity[]): Quantity {
  const sum = curves.reduce((total, curve) => total + ('estimate' in curve ? curve.estimate : 0), 0);
  return { estimate: sum / curves.length };
}
