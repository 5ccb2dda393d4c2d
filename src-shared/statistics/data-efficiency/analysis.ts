import type { Quantity } from '../../domain/entities.ts';
import { createRandom } from '../../numerics/random.ts';
import { studentQuantile } from '../../numerics/upper-quantiles.ts';
import { type Metric, type Prediction, weightedMetric } from '../comparison/metrics.ts';
import { floorWarnings, pairedPermutation, stretch, type TestedP } from '../comparison/paired-permutation.ts';
import { exactSwaps, twoSidedP } from '../comparison/swap-test.ts';
import { adjustedPs } from '../multiplicity/adjust.ts';
import { bootstrap } from '../resampling/bootstrap.ts';
import { bootstrapInterval } from '../resampling/intervals.ts';
import type { StatisticContext } from '../statistic.ts';
import type { Cell, Contrast, Design } from './cells.ts';
import type { DataEfficiencyParams } from './params.ts';

export interface CellResult {
  readonly cell: Cell;
  /** Mean of the repeats, with the bootstrap interval over the test patients. */
  readonly overPatients: Quantity;
  /** The same mean with its t interval over the repeats. */
  readonly overRepeats: Quantity;
  /** Standard deviation over the repeats. */
  readonly deviation: Quantity;
  readonly repeats: readonly number[];
}

export interface ContrastResult extends Contrast {
  /** Mean of the model minus mean of the baseline. */
  readonly difference: Quantity;
  readonly p: TestedP;
  /** Adjusted for all tests of the figure. */
  readonly adjusted: TestedP;
}

/** One per metric. */
export interface EfficiencyResult {
  readonly metric: Metric;
  readonly cells: readonly CellResult[];
  readonly contrasts: readonly ContrastResult[];
}

export interface Efficiency {
  readonly results: readonly EfficiencyResult[];
  readonly redrawn: number;
  readonly warnings: readonly string[];
}

export function efficiencyOf(design: Design, params: DataEfficiencyParams, context: StatisticContext): Efficiency {
  const { data, metrics, cells, contrasts } = design;
  const perMetric = cells.length + contrasts.length;
  const result = bootstrap({
    clusters: data.clusters,
    strata: data.strata,
    statistics: statisticsOf(design),
    count: metrics.length * perMetric,
    resamples: params.resamples,
    random: createRandom(params.seed),
    jackknife: params.interval === 'bca',
    ...stretch(context, 0, 0.7),
  });
  let withoutInterval = 0;
  const quantity = (index: number, range: readonly [number, number]): Quantity => {
    const estimate = result.estimates[index] as number;
    const interval = bootstrapInterval(params.interval, {
      estimate,
      replicates: result.replicates[index] as Float64Array,
      jackknife: result.jackknife[index] as Float64Array,
      level: params.level,
      range,
    });
    if ('low' in interval) return { estimate, ...interval, level: params.level };
    withoutInterval++;
    return { estimate };
  };
  const tests = metrics.flatMap((metric) => contrasts.map((contrast) => ({ metric, contrast })));
  const ps = tests.map(({ metric, contrast }, i) =>
    testOf(
      design,
      metric,
      contrast,
      params,
      stretch(context, 0.7 + (0.3 * i) / tests.length, 0.7 + (0.3 * (i + 1)) / tests.length),
    ),
  );
  const adjusted = adjust(ps, params);
  const results = metrics.map((metric, m): EfficiencyResult => {
    const start = m * perMetric;
    return {
      metric,
      cells: cells.map((cell, i) => cellResult(design, metric, cell, quantity(start + i, [0, 1]), params.level)),
      contrasts: contrasts.map((contrast, i) => ({
        ...contrast,
        difference: quantity(start + cells.length + i, [-1, 1]),
        p: ps[m * contrasts.length + i] as TestedP,
        adjusted: adjusted[m * contrasts.length + i] as TestedP,
      })),
    };
  });
  return {
    results,
    redrawn: result.redrawn,
    warnings: [
      ...design.warnings,
      ...floorWarnings(adjusted, params.permutations),
      ...(withoutInterval > 0
        ? [
            `${withoutInterval} of the estimates have no bootstrap interval: all resamples lie on one side of them, or are equal.`,
          ]
        : []),
      ...(result.redrawn > 0
        ? [
            `A class had vanished in ${result.redrawn} of ${params.resamples} resamples; these were drawn again within the classes.`,
          ]
        : []),
    ],
  };
}

/** Per metric: the mean over the repeats of each cell, then each difference. */
function statisticsOf({
  data,
  metrics,
  cells,
  contrasts,
}: Design): (weights: Float64Array, values: Float64Array) => void {
  const measures = metrics.map((metric) => cells.map(({ repeats }) => meanMetric(metric, data.truth, repeats)));
  return (weights, values) => {
    let at = 0;
    for (const ofCells of measures) {
      const start = at;
      for (const measure of ofCells) values[at++] = measure(weights);
      for (const { cell, baseline } of contrasts) {
        values[at++] = (values[start + cell] as number) - (values[start + baseline] as number);
      }
    }
  };
}

function meanMetric(
  metric: Metric,
  truth: Design['data']['truth'],
  repeats: readonly Prediction[],
): (weights: Float64Array) => number {
  const measures = repeats.map((repeat) => weightedMetric(metric, truth, repeat));
  return (weights) => {
    let sum = 0;
    for (const measure of measures) sum += measure(weights);
    return sum / measures.length;
  };
}

function cellResult(design: Design, metric: Metric, cell: Cell, overPatients: Quantity, level: number): CellResult {
  const ones = new Float64Array(design.data.lesions).fill(1);
  const repeats = cell.repeats.map((repeat) => weightedMetric(metric, design.data.truth, repeat)(ones));
  const count = repeats.length;
  const mean = repeats.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) {
    const unavailable = 'there is one run only';
    return { cell, overPatients, overRepeats: { unavailable }, deviation: { unavailable }, repeats };
  }
  const deviation = Math.sqrt(repeats.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
  const reach = (studentQuantile((1 - level) / 2, count - 1) * deviation) / Math.sqrt(count);
  // Runs that agree to the last digit leave nothing to take an interval of.
  const overRepeats = reach > 0 ? { estimate: mean, low: mean - reach, high: mean + reach, level } : { estimate: mean };
  return { cell, overPatients, overRepeats, deviation: { estimate: deviation }, repeats };
}

function testOf(
  { data, cells }: Design,
  metric: Metric,
  { cell, baseline }: Contrast,
  params: DataEfficiencyParams,
  context: StatisticContext,
): TestedP {
  const test = pairedPermutation(
    {
      metric,
      truth: data.truth,
      first: cells[cell]?.repeats ?? [],
      second: cells[baseline]?.repeats ?? [],
      units: data.clusters,
      swap: params.swap,
      permutations: params.permutations,
      exactUpTo: exactSwaps,
      seed: params.seed,
    },
    context,
  );
  if ('unavailable' in test) return test;
  return { ...twoSidedP(test), exact: test.exact, permutations: test.permutations };
}

function adjust(ps: readonly TestedP[], { adjustment }: DataEfficiencyParams): TestedP[] {
  const family = ps.flatMap((p) => ('p' in p ? [p.p] : []));
  const adjusted = adjustedPs(family, adjustment)[Symbol.iterator]();
  return ps.map((p) => ('p' in p ? { ...p, p: adjusted.next().value as number } : p));
}
