import type { Quantity } from '../../domain/entities.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { inverseForm, orderedCholesky } from '../../numerics/positive-definite.ts';
import { harrell } from '../concordance/harrell.ts';
import { fitCox } from '../cox/fit-cox.ts';
import { clusteredAuc } from '../measures/clustered-auc.ts';
import { fitLogistic } from '../regression/logistic.ts';
import { type ChiSquareTest, chiSquareTest, type FitResult, type ModelFit } from '../regression/model-fit.ts';
import { ratioOf } from '../regression/ratios.ts';
import type { SubgroupData } from './data.ts';
import type { SubgroupMeasure, SubgroupParams } from './params.ts';

/** One subgroup. */
export interface Estimate {
  readonly count: number;
  readonly positives: number;
  readonly quantity: Quantity;
  /** Of AUC and C-index: what each patient adds to the deviation, and the variance. Null without an estimate. */
  readonly spread: { readonly variance: number; readonly influence: ReadonlyMap<number, number> } | null;
}

/** The measure among some entries, or why there is none. */
export function estimate(data: SubgroupData, entries: readonly number[], params: SubgroupParams): Estimate {
  const outcome = Uint8Array.from(entries, (i) => data.outcome[i] as number);
  const positives = outcome.reduce((sum, value) => sum + value, 0);
  const counts = { count: entries.length, positives };
  const none = (unavailable: string): Estimate => ({ ...counts, quantity: { unavailable }, spread: null });
  if (entries.length < params.smallest) return none(`fewer than ${params.smallest} ${data.noun}s`);
  if (positives === 0) return none(data.times ? 'no event' : 'none is positive');
  if (!data.times && positives === entries.length) return none('all are positive');
  const score = Float64Array.from(entries, (i) => data.score[i] as number);
  const clusters = Int32Array.from(entries, (i) => data.clusters[i] as number);
  const times = Float64Array.from(entries, (i) => data.times?.[i] ?? 0);
  switch (params.measure) {
    case 'auc':
      return { ...counts, ...ranked(clusteredAuc(score, outcome, clusters), params.level) };
    case 'c-index': {
      const { estimate: c, influence } = harrell(times, outcome, score);
      if (Number.isNaN(c)) return none('no two can be compared');
      return { ...counts, ...ranked({ estimate: c, ...byCluster(influence, clusters) }, params.level) };
    }
    case 'hazard-ratio':
    case 'odds-ratio': {
      const fit = fitRatio(params.measure, { times, outcome, clusters: data.isClustered ? clusters : undefined }, [
        score,
      ]);
      return { ...counts, quantity: ratioOf(fit, 0, params.level).ratio, spread: null };
    }
  }
}

function byCluster(influence: Float64Array, clusters: Int32Array) {
  const sums = new Map<number, number>();
  influence.forEach((value, i) => sums.set(clusters[i] as number, (sums.get(clusters[i] as number) ?? 0) + value));
  let variance = 0;
  for (const value of sums.values()) variance += value * value;
  return { influence: sums, variance };
}

/** Without limits where the variance is 0 or unknown, as where the score separates the classes. */
function ranked(
  {
    estimate: value,
    variance,
    influence,
  }: { estimate: number; variance: number; influence: ReadonlyMap<number, number> },
  level: number,
): Pick<Estimate, 'quantity' | 'spread'> {
  if (!(variance > 1e-20)) return { quantity: { estimate: value }, spread: null };
  const reach = normalQuantile(1 - (1 - level) / 2) * Math.sqrt(variance);
  return {
    quantity: { estimate: value, low: Math.max(0, value - reach), high: Math.min(1, value + reach), level },
    spread: { variance, influence },
  };
}

interface Outcome {
  readonly times: Float64Array;
  readonly outcome: Uint8Array;
  readonly clusters: Int32Array | undefined;
}

function fitRatio(
  measure: SubgroupMeasure,
  { times, outcome, clusters }: Outcome,
  columns: readonly Float64Array[],
  nullColumns = 0,
): FitResult<ModelFit> {
  const rows = outcome.length;
  const values = new Float64Array(rows * columns.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) values[i * columns.length + j] = column[i] as number;
  });
  const design = { rows, columns: columns.length, values };
  return measure === 'hazard-ratio'
    ? fitCox({ times, events: outcome, design, clusters, nullColumns })
    : fitLogistic({ outcome, design, clusters, nullColumns });
}

export type Interaction = ChiSquareTest | { readonly unavailable: string };

/**
 * Whether the measure is the same in the levels that have an estimate. AUC and C-index: chi-square of the differences
 * between levels with their estimated covariance (levels that share patients are dependent). Ratios: score or
 * likelihood-ratio test of the products of score and level beside both; with several lesions of a patient, robust Wald.
 */
export function interaction(
  data: SubgroupData,
  levels: readonly (readonly number[])[],
  estimates: readonly Estimate[],
  params: SubgroupParams,
): Interaction {
  const usable = estimates.flatMap(({ quantity }, k) => ('estimate' in quantity ? [k] : []));
  if (usable.length < 2) return { unavailable: 'fewer than two levels have an estimate' };
  if (params.measure === 'auc' || params.measure === 'c-index')
    return homogeneity(usable.map((k) => estimates[k] as Estimate));
  const entries = usable.flatMap((k) => levels[k] as number[]);
  const levelOf = usable.flatMap((k, place) => (levels[k] as number[]).map(() => place));
  const score = Float64Array.from(entries, (i) => data.score[i] as number);
  const dummies = usable.slice(1).map((_, k) => Float64Array.from(levelOf, (place) => (place === k + 1 ? 1 : 0)));
  const products = dummies.map((dummy) => dummy.map((value, i) => value * (score[i] as number)));
  const outcome: Outcome = {
    times: Float64Array.from(entries, (i) => data.times?.[i] ?? 0),
    outcome: Uint8Array.from(entries, (i) => data.outcome[i] as number),
    clusters: data.isClustered ? Int32Array.from(entries, (i) => data.clusters[i] as number) : undefined,
  };
  const whole = fitRatio(params.measure, outcome, [score, ...dummies, ...products], 1 + dummies.length);
  if ('unavailable' in whole) return whole;
  const test = outcome.clusters ? whole.wald : params.ratioTest === 'score' ? whole.score : whole.likelihoodRatio;
  return test ?? { unavailable: 'the score does not vary within the levels, or a level is separated' };
}

/**
 * On the logit scale, on which such measures are nearer to normal in small groups: on their own scale the test rejects
 * a true null too often.
 */
function homogeneity(estimates: readonly Estimate[]): Interaction {
  const size = estimates.length;
  const levels = estimates.flatMap(({ quantity, spread }) => {
    if (!spread || 'unavailable' in quantity) return [];
    const slope = 1 / (quantity.estimate * (1 - quantity.estimate));
    return Number.isFinite(slope)
      ? [{ ...spread, slope, logit: Math.log(quantity.estimate / (1 - quantity.estimate)) }]
      : [];
  });
  const [first, ...others] = levels;
  if (!first || levels.length < size) return { unavailable: 'a level is perfect, or its variance is 0 or unknown' };
  const covariance = (a: (typeof levels)[number], b: (typeof levels)[number]): number => {
    let sum = 0;
    if (a === b) sum = a.variance;
    else for (const [cluster, value] of a.influence) sum += value * (b.influence.get(cluster) ?? 0);
    return sum * a.slope * b.slope;
  };
  const values = Float64Array.from(
    others.flatMap((a) =>
      others.map((b) => covariance(a, b) - covariance(a, first) - covariance(first, b) + covariance(first, first)),
    ),
  );
  const factor = orderedCholesky({ rows: size - 1, columns: size - 1, values });
  if (factor.leftOut.some((out) => out === 1)) return { unavailable: 'the levels hold the same patients' };
  const differences = Float64Array.from(others, ({ logit }) => logit - first.logit);
  return chiSquareTest(inverseForm(factor, differences), size - 1);
}
