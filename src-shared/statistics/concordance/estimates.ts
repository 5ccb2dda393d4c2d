import type { Quantity } from '../../domain/entities.ts';
import { normalQuantile, normalTwoSided } from '../../numerics/distributions.ts';
import { createRandom } from '../../numerics/random.ts';
import { bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import { bootstrapInterval } from '../resampling/intervals.ts';
import type { StatisticContext } from '../statistic.ts';
import { type Concordance, harrell } from './harrell.ts';
import type { ConcordanceParams } from './params.ts';
import { rankFollowUp, weightedConcordance } from './ranked-follow-up.ts';
import { censoringWeights, uno } from './uno.ts';

export interface ScoredFollowUp {
  readonly times: Float64Array;
  readonly events: Uint8Array;
  /** Per score, the risk of each patient: higher means earlier. */
  readonly risks: readonly Float64Array[];
}

export interface Difference {
  /** Indices of the scores: first minus second. */
  readonly first: number;
  readonly second: number;
  readonly quantity: Quantity;
  /** Paired z test with the jackknife variance of the difference, two-sided. */
  readonly p: Quantity;
}

export interface Estimates {
  readonly concordances: readonly Concordance[];
  readonly quantities: readonly Quantity[];
  readonly differences: readonly Difference[];
  readonly warnings: readonly string[];
}

const noPairs: Quantity = { unavailable: 'no two patients can be compared' };

/** C of each score and of each pair of scores the difference, with the interval chosen. */
export function estimateConcordance(
  data: ScoredFollowUp,
  params: ConcordanceParams,
  context: StatisticContext,
): Estimates {
  const { times, events, risks } = data;
  const tau = params.truncation ?? Infinity;
  const limited = Float64Array.from(times, (time) => (time > tau ? 0 : 1));
  const concordances = risks.map((risk) =>
    params.pairs === 'uno'
      ? uno(times, events, risk, { tau })
      : harrell(times, events, risk, { eventWeights: limited }),
  );
  const pairs = risks.flatMap((_, first) => risks.slice(first + 1).map((__, i) => ({ first, second: first + 1 + i })));
  const z = normalQuantile(1 - (1 - params.level) / 2);
  const differences = pairs.map((pair) => ({ ...pair, ...differenceOf(concordances, pair, z, params.level) }));
  const quantities = concordances.map(({ estimate, variance }) =>
    Number.isNaN(estimate) ? noPairs : withLimits(estimate, z * Math.sqrt(variance), params.level, [0, 1]),
  );
  if (params.interval === 'jackknife' || concordances.some(({ estimate }) => Number.isNaN(estimate)))
    return { concordances, quantities, differences, warnings: [] };

  const resampled = resample(data, pairs, params, context);
  return {
    concordances,
    quantities: quantities.map((_, i) => resampled.quantities[i] as Quantity),
    differences: differences.map((difference, i) => ({
      ...difference,
      quantity: resampled.quantities[risks.length + i] as Quantity,
    })),
    warnings: resampled.warnings,
  };
}

function differenceOf(
  concordances: readonly Concordance[],
  { first, second }: { first: number; second: number },
  z: number,
  level: number,
): { quantity: Quantity; p: Quantity } {
  const [a, b] = [concordances[first] as Concordance, concordances[second] as Concordance];
  const estimate = a.estimate - b.estimate;
  if (Number.isNaN(estimate)) return { quantity: noPairs, p: noPairs };
  const variance = a.influence.reduce((sum, value, i) => sum + (value - (b.influence[i] as number)) ** 2, 0);
  const error = Math.sqrt(variance);
  return {
    quantity: withLimits(estimate, z * error, level, [-1, 1]),
    // Scores that rank alike differ by rounding at most.
    p:
      error > 1e-12
        ? { estimate: normalTwoSided(estimate / error) }
        : { unavailable: 'the scores rank the patients alike' },
  };
}

const withLimits = (estimate: number, reach: number, level: number, [least, most]: [number, number]): Quantity =>
  reach > 1e-12
    ? { estimate, low: Math.max(least, estimate - reach), high: Math.min(most, estimate + reach), level }
    : { estimate };

/** Bootstrap over patients; Uno's weights are estimated anew in each resample. */
function resample(
  { times, events, risks }: ScoredFollowUp,
  pairs: readonly { first: number; second: number }[],
  params: ConcordanceParams,
  context: StatisticContext,
): { quantities: Quantity[]; warnings: string[] } {
  const { clusters, strata } = patientClusters(null, events);
  const ranked = risks.map((risk) => rankFollowUp(times, events, risk));
  const tau = params.truncation ?? Infinity;
  const isLimited = Float64Array.from(times, (time) => (time > tau ? 0 : 1));
  const count = risks.length + pairs.length;
  const { estimates, replicates, jackknife, redrawn } = bootstrap({
    clusters,
    strata,
    statistics: (weights, values) => {
      const eventWeights =
        params.pairs === 'uno'
          ? censoringWeights(times, events, weights).map((weight, i) => weight * (isLimited[i] as number))
          : isLimited;
      ranked.forEach((follow, i) => {
        values[i] = weightedConcordance(follow, weights, eventWeights);
      });
      pairs.forEach(({ first, second }, i) => {
        values[risks.length + i] = (values[first] as number) - (values[second] as number);
      });
    },
    count,
    resamples: params.resamples,
    random: createRandom(params.seed),
    stratified: params.vanished === 'stratify',
    jackknife: params.interval === 'bca',
    signal: context.signal,
    report: context.report,
  });
  const warnings = new Set<string>();
  const quantities = Array.from({ length: count }, (_, i): Quantity => {
    const estimate = estimates[i] as number;
    const interval = bootstrapInterval(params.interval === 'jackknife' ? 'bca' : params.interval, {
      estimate,
      replicates: replicates[i] as Float64Array,
      jackknife: jackknife[i] as Float64Array,
      level: params.level,
      range: i < risks.length ? [0, 1] : [-1, 1],
    });
    if ('low' in interval) return { estimate, low: interval.low, high: interval.high, level: params.level };
    warnings.add(`There is no interval: ${interval.unavailable}.`);
    return { estimate };
  });
  if (redrawn > 0)
    warnings.add(`No pair could be compared in ${redrawn} of ${params.resamples} resamples; these were drawn again.`);
  return { quantities, warnings: [...warnings] };
}
