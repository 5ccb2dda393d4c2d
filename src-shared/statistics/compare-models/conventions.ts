import type { Quantity } from '../../domain/entities.ts';
import type { PairedPredictions, SetKey } from '../comparison/long-table.ts';
import type { Prediction } from '../comparison/metrics.ts';
import { pairedPermutation, stretch, type TestedP } from '../comparison/paired-permutation.ts';
import { exactSwaps, type SwapTest, twoSidedP, upperShare } from '../comparison/swap-test.ts';
import type { BootstrapMethod } from '../resampling/intervals.ts';
import type { StatisticContext } from '../statistic.ts';
import type { CompareModelsParams, conventions } from './params.ts';
import { intervalOf, type Pair, type Resampled, type ResampledUnit, resampleModels } from './resampled.ts';

export type Convention = (typeof conventions)[number];

/** How estimates, intervals and p values are made. */
export interface ConventionRules {
  /** What is drawn by the bootstrap, and what is swapped as one. */
  readonly unit: ResampledUnit;
  readonly interval: BootstrapMethod;
  readonly resamples: number;
  /** The estimate of a model: of the sample, or the mean over the resamples. */
  readonly estimate: 'sample' | 'mean of resamples';
  readonly permutations: number;
  readonly exactUpTo: number;
  readonly p: 'two-sided' | 'upper share';
}

/**
 * The study's text names basic intervals of 9999 resamples and a two-sided test of 1000 permutations; the code that
 * it published reports the mean of 1000 resamples with their percentiles and the share of 1000 random swaps that
 * reach the observed difference: one-sided, without the observed one counted. Both take lesions as independent.
 */
export function rulesOf(convention: Convention, params: CompareModelsParams): ConventionRules {
  switch (convention) {
    case 'seedpoint':
      return {
        unit: 'patients',
        interval: params.interval,
        resamples: params.resamples,
        estimate: 'sample',
        permutations: params.permutations,
        exactUpTo: exactSwaps,
        p: 'two-sided',
      };
    case 'paper text':
      return {
        unit: 'lesions',
        interval: 'basic',
        resamples: 9999,
        estimate: 'sample',
        permutations: 1000,
        exactUpTo: 1000,
        p: 'two-sided',
      };
    case 'reference code':
      return {
        unit: 'lesions',
        interval: 'percentile',
        resamples: 1000,
        estimate: 'mean of resamples',
        permutations: 1000,
        exactUpTo: 0,
        p: 'upper share',
      };
  }
}

export interface ConventionResult {
  readonly convention: Convention;
  readonly rules: ConventionRules;
  readonly models: readonly Quantity[];
  readonly differences: readonly Quantity[];
  readonly permutation: readonly TestedP[];
  readonly redrawn: number;
  readonly warnings: readonly string[];
}

/** Resamples are shared between conventions that draw alike. */
export type ResampleOnce = (rules: ConventionRules, context: StatisticContext) => Resampled;

export function resampleOnce(
  data: PairedPredictions<SetKey>,
  pairs: readonly Pair[],
  params: CompareModelsParams,
): ResampleOnce {
  const done = new Map<string, Resampled>();
  return (rules, context) => {
    const unit = data.patients === data.lesions ? 'patients' : rules.unit;
    const key = `${unit} ${rules.resamples}${rules.interval === 'bca' ? ' with jackknife' : ''}`;
    const found =
      done.get(`${unit} ${rules.resamples} with jackknife`) ??
      done.get(key) ??
      resampleModels(
        data,
        params.metric,
        pairs,
        { unit, resamples: rules.resamples, seed: params.seed, method: rules.interval },
        context,
      );
    done.set(key, found);
    return found;
  };
}

/** The results of one convention. Estimates of pairs are always of the sample. */
export function conventionResult(
  data: PairedPredictions<SetKey>,
  pairs: readonly Pair[],
  params: CompareModelsParams,
  { convention, resample, context }: { convention: Convention; resample: ResampleOnce; context: StatisticContext },
): ConventionResult {
  const rules = rulesOf(convention, params);
  const resampled = resample(rules, stretch(context, 0, 0.6));
  const warnings: string[] = [];
  const quantityOf = (index: number, range: readonly [number, number], name: string): Quantity => {
    const { quantity, reason } = intervalOf(resampled, index, { method: rules.interval, level: params.level, range });
    if (reason !== null) warnings.push(`There is no interval for ${name}: ${reason}.`);
    return quantity;
  };
  const models = data.sets.map(({ key }, i): Quantity => {
    const quantity = quantityOf(i, [0, 1], key.label);
    if (rules.estimate === 'sample' || 'unavailable' in quantity) return quantity;
    return { ...quantity, estimate: resampled.means[i] as number };
  });
  const differences = pairs.map(({ first, second }, i) =>
    quantityOf(
      data.sets.length + i,
      [-1, 1],
      `the difference of ${data.sets[first]?.key.label} and ${data.sets[second]?.key.label}`,
    ),
  );
  const permutation = pairs.map((pair, i) =>
    permutationP(
      data,
      pair,
      params,
      rules,
      stretch(context, 0.6 + (0.4 * i) / pairs.length, 0.6 + (0.4 * (i + 1)) / pairs.length),
    ),
  );
  return { convention, rules, models, differences, permutation, redrawn: resampled.result.redrawn, warnings };
}

function permutationP(
  data: PairedPredictions<SetKey>,
  pair: Pair,
  params: CompareModelsParams,
  rules: ConventionRules,
  context: StatisticContext,
): TestedP {
  const setOf = (index: number): Prediction => data.sets[index] as Prediction;
  const test = pairedPermutation(
    {
      metric: params.metric,
      truth: data.truth,
      first: [setOf(pair.first)],
      second: [setOf(pair.second)],
      units: rules.unit === 'patients' ? data.clusters : Int32Array.from(data.clusters, (_, row) => row),
      swap: params.swap,
      permutations: rules.permutations,
      exactUpTo: rules.exactUpTo,
      seed: params.seed,
    },
    context,
  );
  return 'unavailable' in test ? test : testedP(test, rules);
}

function testedP(test: SwapTest, rules: ConventionRules): TestedP {
  const { exact, permutations } = test;
  if (rules.p === 'upper share') return { p: upperShare(test), atFloor: false, exact, permutations };
  return { ...twoSidedP(test), exact, permutations };
}
