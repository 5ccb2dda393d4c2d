import type { Quantity } from '../../domain/entities.ts';
import { AppError } from '../../errors.ts';
import { createRandom } from '../../numerics/random.ts';
import { brierLosses, weightedMean } from '../measures/probability-scores.ts';
import type { Predictions } from '../predictions/predictions.ts';
import { bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import { quantitiesOf } from '../resampling/quantities.ts';
import { bootstrapPhrase, redrawnWarning } from '../resampling/wording.ts';
import type { StatisticContext } from '../statistic.ts';
import { counted } from '../wording.ts';
import { type CalibrationBin, calibrationBins, expectedCalibrationError } from './bins.ts';
import type { CalibrationParams } from './params.ts';
import { extremeProbability, type Recalibration, recalibrate } from './recalibration.ts';
import { type KnotCount, type SmoothCurve, smoothCurve } from './smooth-curve.ts';

export interface CalibrationResult {
  readonly data: Predictions;
  readonly params: CalibrationParams;
  readonly outcome: Uint8Array;
  readonly probabilities: Float64Array;
  readonly bins: readonly CalibrationBin[];
  readonly curve: SmoothCurve | { readonly unavailable: string };
  readonly recalibration: Recalibration;
  readonly brier: Quantity;
  readonly scaledBrier: Quantity;
  readonly expectedError: number;
  /** How the intervals of the Brier scores were made, as a phrase. */
  readonly phrase: string;
  /** Wald limits come from the sandwich over patients. */
  readonly isClustered: boolean;
  readonly warnings: readonly string[];
}

/** Fewer rows of a class than this make a calibration curve imprecise (200 are advised by Van Calster et al. 2016). */
const fewRows = 100;

export function evaluateCalibration(
  data: Predictions,
  params: CalibrationParams,
  context: StatisticContext,
): CalibrationResult {
  if (data.notProbabilities !== null) {
    throw new AppError(
      'invalid-input',
      `Calibration needs probabilities, but ${data.notProbabilities}. Choose a column of predicted probabilities.`,
    );
  }
  const outcome = Uint8Array.from(data.truth);
  const probabilities = data.scores[1] as Float64Array;
  const isClustered = data.patientCount < outcome.length;
  const clusters = isClustered ? data.patients : null;
  const { level } = params;
  const bins = calibrationBins(outcome, probabilities, { count: params.bins, binning: params.binning, level });
  const curve: CalibrationResult['curve'] =
    params.smooth === 'none'
      ? { unavailable: 'no curve was asked for' }
      : smoothCurve({ outcome, probabilities, clusters, level, knots: Number(params.smooth) as KnotCount });
  const brier = brierScores(data, params, context);
  return {
    data,
    params,
    outcome,
    probabilities,
    bins,
    curve,
    recalibration: recalibrate({ outcome, probabilities, clusters, level }),
    ...brier,
    expectedError: expectedCalibrationError(bins),
    isClustered,
    warnings: [
      ...data.warnings,
      ...brier.warnings,
      ...(params.smooth !== 'none' && 'unavailable' in curve
        ? [`There is no smooth curve: ${curve.unavailable}.`]
        : []),
      ...extremeWarning(probabilities),
      ...smallClassWarning(data, outcome),
    ],
  };
}

function brierScores(
  data: Predictions,
  params: CalibrationParams,
  context: StatisticContext,
): { brier: Quantity; scaledBrier: Quantity; phrase: string; warnings: string[] } {
  const losses = brierLosses(data.scores, data.truth);
  const outcome = Float64Array.from(data.truth);
  const { resamples, level, interval } = params;
  const result = bootstrap({
    ...patientClusters(data.patients, data.truth),
    statistics: (weights, into) => {
      const score = weightedMean(losses, weights);
      const prevalence = weightedMean(outcome, weights);
      const reference = prevalence * (1 - prevalence);
      into[0] = score;
      into[1] = reference === 0 ? Number.NaN : 1 - score / reference;
    },
    count: 2,
    resamples,
    stratified: params.vanished === 'stratify',
    jackknife: interval === 'bca',
    random: createRandom(params.seed),
    signal: context.signal,
    report: context.report,
  });
  const undefinedReason = 'a class is missing';
  const { quantities, warnings } = quantitiesOf(
    result,
    [
      { name: 'the Brier score', range: [0, 1], undefinedReason },
      { name: 'the scaled Brier score', range: [-Infinity, 1], undefinedReason },
    ],
    { method: interval, level, resamples },
  );
  return {
    brier: quantities[0] as Quantity,
    scaledBrier: quantities[1] as Quantity,
    phrase: bootstrapPhrase(params, interval, { patients: data.patientCount, redrawn: result.redrawn }),
    warnings: [...warnings, ...redrawnWarning(result.redrawn, resamples)],
  };
}

function extremeWarning(probabilities: Float64Array): string[] {
  const count = probabilities.filter((p) => p < extremeProbability || p > 1 - extremeProbability).length;
  return count === 0
    ? []
    : [`${counted(count, 'prediction')} within 1e-6 of 0 or 1 count as that for slope, intercept and curve.`];
}

function smallClassWarning({ classes }: Predictions, outcome: Uint8Array): string[] {
  const positives = outcome.reduce((sum, value) => sum + value, 0);
  const least = Math.min(positives, outcome.length - positives);
  if (least >= fewRows) return [];
  const name = classes[positives === least ? 1 : 0];
  return [
    `There ${least === 1 ? 'is' : 'are'} ${counted(least, 'lesion')} of "${name}": a calibration curve is imprecise below ${fewRows} of each class.`,
  ];
}
