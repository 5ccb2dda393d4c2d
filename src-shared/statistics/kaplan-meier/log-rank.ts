import { quadraticForm } from '../../numerics/cholesky.ts';
import { chiSquareUpper } from '../../numerics/distributions.ts';

export const logRankVariants = ['log-rank', 'gehan-breslow', 'tarone-ware', 'peto-peto'] as const;
export type LogRankVariant = (typeof logRankVariants)[number];

export const logRankNames: Record<LogRankVariant, string> = {
  'log-rank': 'log-rank test',
  'gehan-breslow': 'Gehan–Breslow test',
  'tarone-ware': 'Tarone–Ware test',
  'peto-peto': 'Peto–Peto test',
};

/** What each event time counts: equal, the number at risk, its root, or the pooled survival just before it. */
export const logRankWeights: Record<LogRankVariant, string> = {
  'log-rank': 'all event times count equally',
  'gehan-breslow': 'event times are weighted by the number at risk',
  'tarone-ware': 'event times are weighted by the square root of the number at risk',
  'peto-peto': 'event times are weighted by the pooled survival just before them (rho = 1)',
};

interface TestResult {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

export interface LogRank {
  /** Weighted observed and expected events of each group. */
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** Null when no event time has patients of two groups at risk. */
  readonly test: TestResult | null;
  /** Against an ordered alternative, with scores 1, 2, ... in group order; null below three groups. */
  readonly trend: TestResult | null;
}

/**
 * The weighted log-rank test of k groups, with the hypergeometric variance (n - d) / (n - 1) at ties
 * (Klein & Moeschberger 2003, 7.3; 7.4 for trend). Equal to R's `survdiff` for rho 0 and 1.
 * @param groups group number of each patient, 0 .. groupCount - 1
 */
export function logRank(
  times: Float64Array,
  events: Uint8Array,
  groups: Int32Array,
  groupCount: number,
  variant: LogRankVariant,
): LogRank {
  const order = Int32Array.from(times, (_, i) => i).sort((a, b) => (times[a] as number) - (times[b] as number));
  const atRisk = new Float64Array(groupCount);
  for (const group of groups) atRisk[group] = (atRisk[group] as number) + 1;
  const observed = new Float64Array(groupCount);
  const expected = new Float64Array(groupCount);
  const covariance = new Float64Array(groupCount * groupCount);
  let pooledSurvival = 1;

  for (let start = 0; start < order.length; ) {
    const time = times[order[start] as number] as number;
    const total = order.length - start;
    const died = new Float64Array(groupCount);
    const left = new Float64Array(groupCount);
    let deaths = 0;
    let end = start;
    for (; end < order.length && times[order[end] as number] === time; end++) {
      const patient = order[end] as number;
      const group = groups[patient] as number;
      left[group] = (left[group] as number) + 1;
      if (events[patient] === 1) {
        died[group] = (died[group] as number) + 1;
        deaths++;
      }
    }
    if (deaths > 0) {
      const weight = {
        'log-rank': 1,
        'gehan-breslow': total,
        'tarone-ware': Math.sqrt(total),
        'peto-peto': pooledSurvival,
      }[variant];
      const spread = total > 1 ? (weight * weight * deaths * (total - deaths)) / (total - 1) : 0;
      for (let j = 0; j < groupCount; j++) {
        const share = (atRisk[j] as number) / total;
        observed[j] = (observed[j] as number) + weight * (died[j] as number);
        expected[j] = (expected[j] as number) + weight * deaths * share;
        for (let l = 0; l < groupCount; l++) {
          const at = j * groupCount + l;
          covariance[at] =
            (covariance[at] as number) + spread * share * ((j === l ? 1 : 0) - (atRisk[l] as number) / total);
        }
      }
      pooledSurvival *= 1 - deaths / total;
    }
    for (let j = 0; j < groupCount; j++) atRisk[j] = (atRisk[j] as number) - (left[j] as number);
    start = end;
  }
  const difference = observed.map((value, j) => value - (expected[j] as number));
  return {
    observed,
    expected,
    test: overallTest(difference, covariance),
    trend: groupCount < 3 ? null : trendTest(difference, covariance),
  };
}

function overallTest(difference: Float64Array, covariance: Float64Array): TestResult | null {
  const size = difference.length;
  const { value, rank } = quadraticForm({ rows: size, columns: size, values: covariance }, difference);
  return rank === 0 ? null : { chiSquare: value, degreesOfFreedom: rank, p: chiSquareUpper(value, rank) };
}

function trendTest(difference: Float64Array, covariance: Float64Array): TestResult | null {
  const size = difference.length;
  let sum = 0;
  let variance = 0;
  for (let j = 0; j < size; j++) {
    sum += (j + 1) * (difference[j] as number);
    for (let l = 0; l < size; l++) variance += (j + 1) * (l + 1) * (covariance[j * size + l] as number);
  }
  if (variance <= 0) return null;
  const chiSquare = (sum * sum) / variance;
  return { chiSquare, degreesOfFreedom: 1, p: chiSquareUpper(chiSquare, 1) };
}
