import type { Quantity } from '../../domain/entities.ts';
import { AppError } from '../../errors.ts';
import { createRandom } from '../../numerics/random.ts';
import { type DataTable, numberColumn } from '../data-table.ts';
import { weightedMean } from '../measures/probability-scores.ts';
import { type Predictions, readPositive } from '../predictions/predictions.ts';
import { bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import { quantitiesOf } from '../resampling/quantities.ts';
import { bootstrapPhrase, redrawnWarning } from '../resampling/wording.ts';
import type { StatisticContext } from '../statistic.ts';
import { netBenefitOfAll, thresholdSteps, weightedNetBenefit } from './net-benefit.ts';
import type { DecisionCurveParams } from './params.ts';

/** Acting on one set of predictions. */
export interface NetBenefitCurve {
  readonly id: string;
  readonly label: string;
  /** Net benefit at each threshold. */
  readonly quantities: readonly Quantity[];
  /** At the reported threshold: the net benefit, and that minus the better of acting on all and on none. */
  readonly reported: Quantity;
  readonly gain: Quantity;
}

export interface DecisionCurves {
  readonly data: Predictions;
  readonly params: DecisionCurveParams;
  readonly thresholds: Float64Array;
  readonly prevalence: number;
  readonly curves: readonly NetBenefitCurve[];
  /** First minus second at the reported threshold; null without a second. */
  readonly difference: Quantity | null;
  /** How the limits were made, as a phrase. */
  readonly phrase: string;
  readonly warnings: readonly string[];
}

const stepSize = 0.01;

export function evaluateDecisions(
  table: DataTable,
  params: DecisionCurveParams,
  context: StatisticContext,
): DecisionCurves {
  const thresholds = thresholdsOf(params);
  const data = readPositive(table, params, params.comparison === '' ? [] : [params.comparison]);
  const models = modelsOf(table, data, params);
  const outcome = Uint8Array.from(data.truth);
  const truth = Float64Array.from(outcome);
  const kernels = models.map(({ probabilities }) => ({
    curve: thresholdSteps(probabilities, thresholds),
    reported: thresholdSteps(probabilities, Float64Array.of(params.reported)),
  }));
  // Of each model: the curve, the reported threshold, the gain there.
  const width = thresholds.length + 2;
  const { resamples, level, seed } = params;
  const result = bootstrap({
    ...patientClusters(data.patients, outcome),
    statistics: (weights, into) => {
      const best = Math.max(0, netBenefitOfAll(weightedMean(truth, weights), params.reported));
      kernels.forEach(({ curve, reported }, m) => {
        const last = (m + 1) * width - 1;
        weightedNetBenefit(curve, outcome, weights, into, m * width);
        weightedNetBenefit(reported, outcome, weights, into, last - 1);
        into[last] = (into[last - 1] as number) - best;
      });
      if (models.length === 2) into[2 * width] = (into[width - 2] as number) - (into[2 * width - 2] as number);
    },
    count: models.length * width + (models.length === 2 ? 1 : 0),
    resamples,
    stratified: params.vanished === 'stratify',
    jackknife: false,
    random: createRandom(seed),
    signal: context.signal,
    report: context.report,
  });
  const estimand = { name: 'the net benefit', range: [-Infinity, 1] as const, undefinedReason: 'there are no lesions' };
  const { quantities } = quantitiesOf(
    result,
    Array.from(result.estimates, () => estimand),
    { method: 'percentile', level, resamples },
  );
  return {
    data,
    params,
    thresholds,
    prevalence: truth.reduce((sum, value) => sum + value, 0) / truth.length,
    curves: models.map(({ id, label }, m) => ({
      id,
      label,
      quantities: quantities.slice(m * width, m * width + thresholds.length),
      reported: quantities[(m + 1) * width - 2] as Quantity,
      gain: quantities[(m + 1) * width - 1] as Quantity,
    })),
    difference: models.length === 2 ? (quantities[2 * width] as Quantity) : null,
    phrase: bootstrapPhrase(params, 'percentile', { patients: data.patientCount, redrawn: result.redrawn }),
    warnings: [...data.warnings, ...redrawnWarning(result.redrawn, resamples)],
  };
}

function thresholdsOf({ lowest, highest }: DecisionCurveParams): Float64Array {
  if (!(lowest < highest)) {
    throw new AppError('invalid-input', 'The lowest threshold must be below the highest.', {
      issues: [{ path: 'lowest', message: 'Give a value below the highest threshold.' }],
    });
  }
  const steps = Math.max(1, Math.round((highest - lowest) / stepSize));
  return Float64Array.from({ length: steps + 1 }, (_, i) =>
    Number((lowest + ((highest - lowest) * i) / steps).toPrecision(12)),
  );
}

function modelsOf(
  table: DataTable,
  data: Predictions,
  { positive, score, comparison }: DecisionCurveParams,
): { id: string; label: string; probabilities: Float64Array }[] {
  const first = {
    id: 'model',
    label: score === '' ? `probability of ${positive}` : score,
    probabilities: data.scores[1] as Float64Array,
  };
  const models = [first];
  if (comparison !== '') {
    const values = numberColumn(table, comparison);
    const probabilities = Float64Array.from(data.rows, (row) => values[row] as number);
    models.push({ id: 'comparison', label: comparison, probabilities });
  }
  for (const { label, probabilities } of models) {
    if (probabilities.every((value) => value >= 0 && value <= 1)) continue;
    throw new AppError(
      'invalid-input',
      `A decision curve needs probabilities, but "${label}" has values outside 0 to 1. Choose a column of predicted probabilities.`,
    );
  }
  return models;
}
