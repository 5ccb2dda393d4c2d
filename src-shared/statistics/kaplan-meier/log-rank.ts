import { quadraticForm } from '../../numerics/cholesky.ts';
import { chiSquareUpper } from '../../numerics/distributions.ts';
import { ascendingOrder } from '../../numerics/order.ts';

export const logRankVariants = ['log-rank', 'gehan-breslow', 'tarone-ware', 'peto-peto', 'fleming-harrington'] as const;
export type LogRankVariant = (typeof logRankVariants)[number];

export const logRankNames: Record<LogRankVariant, string> = {
  'log-rank': 'log-rank test',
  'gehan-breslow': 'Gehan–Breslow test',
  'tarone-ware': 'Tarone–Ware test',
  'peto-peto': 'Peto–Peto test',
  'fleming-harrington': 'Fleming–Harrington test',
};

/** What each event time counts: equal, the number at risk, its root, or a function of the pooled survival before it. */
export const logRankWeights: Record<LogRankVariant, string> = {
  'log-rank': 'all event times count equally',
  'gehan-breslow': 'event times are weighted by the number at risk',
  'tarone-ware': 'event times are weighted by the square root of the number at risk',
  'peto-peto': 'event times are weighted by the pooled survival just before them (rho = 1)',
  'fleming-harrington': 'event times are weighted by S^rho (1 − S)^gamma of the pooled survival S just before them',
};

export interface TestResult {
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

export interface LogRankOptions {
  /** Exponents of the Fleming-Harrington weights; other variants ignore them. */
  readonly rho?: number;
  readonly gamma?: number;
  /** Stratum of each patient, 0 or more: patients are compared within their stratum alone, and the sums added up. */
  readonly strata?: Int32Array | null;
}

/**
 * The weighted log-rank test of k groups, with the hypergeometric variance (n - d) / (n - 1) at ties
 * (Klein & Moeschberger 2003, 7.3; 7.4 for trend; 7.5 for strata). The pooled survival of the weights is the
 * Kaplan-Meier estimate just before each event time, within the stratum. Equal to R's `survdiff` for rho 0 and 1.
 * @param groups group number of each patient, 0 .. groupCount - 1
 */
export function logRank(
  times: Float64Array,
  events: Uint8Array,
  groups: Int32Array,
  groupCount: number,
  variant: LogRankVariant,
  options: LogRankOptions = {},
): LogRank {
  const sums: Sums = {
    observed: new Float64Array(groupCount),
    expected: new Float64Array(groupCount),
    covariance: new Float64Array(groupCount * groupCount),
  };
  const weight = weightOf(variant, options.rho ?? 0, options.gamma ?? 0);
  for (const order of ordersByStratum(times, options.strata ?? null)) {
    addStratum(sums, { times, events, groups }, order, weight);
  }
  const difference = sums.observed.map((value, j) => value - (sums.expected[j] as number));
  return {
    observed: sums.observed,
    expected: sums.expected,
    test: overallTest(difference, sums.covariance),
    trend: groupCount < 3 ? null : trendTest(difference, sums.covariance),
  };
}

interface Sums {
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  readonly covariance: Float64Array;
}

type Weight = (atRisk: number, pooledSurvival: number) => number;

function weightOf(variant: LogRankVariant, rho: number, gamma: number): Weight {
  switch (variant) {
    case 'log-rank':
      return () => 1;
    case 'gehan-breslow':
      return (atRisk) => atRisk;
    case 'tarone-ware':
      return (atRisk) => Math.sqrt(atRisk);
    case 'peto-peto':
      return (_, survival) => survival;
    case 'fleming-harrington':
      return (_, survival) => survival ** rho * (1 - survival) ** gamma;
  }
}

/** Patients in order of time, stratum by stratum. */
function ordersByStratum(times: Float64Array, strata: Int32Array | null): Int32Array[] {
  const order = ascendingOrder(times);
  if (strata === null) return [order];
  const parts = new Map<number, number[]>();
  for (const patient of order) {
    const part = parts.get(strata[patient] as number);
    if (part) part.push(patient);
    else parts.set(strata[patient] as number, [patient]);
  }
  return [...parts.values()].map((part) => Int32Array.from(part));
}

function addStratum(
  { observed, expected, covariance }: Sums,
  { times, events, groups }: { times: Float64Array; events: Uint8Array; groups: Int32Array },
  order: Int32Array,
  weightAt: Weight,
): void {
  const groupCount = observed.length;
  const atRisk = new Float64Array(groupCount);
  const left = new Float64Array(groupCount);
  const died = new Float64Array(groupCount);
  for (const patient of order) atRisk[groups[patient] as number] = (atRisk[groups[patient] as number] as number) + 1;
  let pooledSurvival = 1;
  for (let start = 0; start < order.length; ) {
    const time = times[order[start] as number] as number;
    const total = order.length - start;
    left.fill(0);
    died.fill(0);
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
      const weight = weightAt(total, pooledSurvival);
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
