import { weightedAccuracy, weightedBalancedAccuracy } from '../measures/accuracy.ts';
import { weightedAuc } from '../measures/auc.ts';
import { weightedAveragePrecision } from '../measures/average-precision.ts';
import { rankRows } from '../measures/ranking.ts';
import { aucSwap, averagePrecisionSwap, rightAnswersSwap, type SwapDifference } from './swap-kernels.ts';

export const metrics = ['auc', 'average-precision', 'balanced-accuracy', 'accuracy'] as const;
export type Metric = (typeof metrics)[number];

/** Only the order of the scores counts, not the answers. */
export const isRanked = (metric: Metric): boolean => metric === 'auc' || metric === 'average-precision';

/** What is known of the lesions, whatever the model. */
export interface Truth {
  /** Two classes: 0, and 1 for the positive value. Else the number of the class among `classNames`. */
  readonly classes: Int32Array;
  readonly classNames: readonly string[];
  /** Classes of which there is a lesion: metrics are means over these. */
  readonly present: readonly number[];
  /** Only the ranking of the positive value counts. */
  readonly isTwoClass: boolean;
}

/** What a model says of the lesions. */
export interface Prediction {
  /** Of the positive value; of more than two classes, one array per class. */
  readonly scores: readonly Float64Array[];
  readonly predicted: Int32Array;
}

/** As it stands on an axis: mean AUC and mAP for several classes. */
export function metricName(metric: Metric, { isTwoClass }: Truth): string {
  switch (metric) {
    case 'auc':
      return isTwoClass ? 'AUC' : 'Mean AUC';
    case 'average-precision':
      return isTwoClass ? 'Average precision' : 'Mean average precision';
    case 'balanced-accuracy':
      return 'Balanced accuracy';
    case 'accuracy':
      return 'Accuracy';
  }
}

/** As it stands within a sentence. */
export const metricPhrase = (metric: Metric, truth: Truth): string =>
  metric === 'auc' ? metricName(metric, truth).replace('Mean', 'mean') : metricName(metric, truth).toLowerCase();

/** What it means and which convention, for a tooltip. */
export function metricDefinition(metric: Metric, truth: Truth, cutoff: string): string {
  const classes = truth.present.length;
  const rest = truth.isTwoClass ? '' : `, mean over ${classes} classes, each against the rest, with equal weight`;
  const answer = truth.isTwoClass
    ? `A score above the cut-off (${cutoff}) speaks for the positive value`
    : 'The answer is the class of the highest score';
  switch (metric) {
    case 'auc':
      return `Area under the ROC curve, ties counted one half${rest}.`;
    case 'average-precision':
      return `Average precision: the precision at each distinct score, weighted by the gain in recall; not interpolated${rest}.`;
    case 'balanced-accuracy':
      return `Mean recall over the ${classes} classes of which there is a lesion. ${answer}.`;
    case 'accuracy':
      return `Share of the lesions with the right answer. ${answer}.`;
  }
}

/** A metric of one model in which each lesion counts `weights[row]` times; NaN where a class has no weight. */
export function weightedMetric(
  metric: Metric,
  truth: Truth,
  prediction: Prediction,
): (weights: Float64Array) => number {
  const { classes, present } = truth;
  const { predicted } = prediction;
  if (metric === 'accuracy') return (weights) => weightedAccuracy(classes, predicted, weights);
  if (metric === 'balanced-accuracy') {
    return (weights) => weightedBalancedAccuracy(classes, predicted, weights, present);
  }
  const measure = metric === 'auc' ? weightedAuc : weightedAveragePrecision;
  const rankings = rankingsOf(truth).map(({ index, isPositive }) =>
    rankRows(prediction.scores[index] as Float64Array, isPositive),
  );
  return (weights) => {
    let sum = 0;
    for (const ranking of rankings) sum += measure(ranking, weights);
    return sum / rankings.length;
  };
}

/** The same metric of `first` minus that of `second` after some lesions have swapped their predictions. */
export function swapMetric(metric: Metric, truth: Truth, first: Prediction, second: Prediction): SwapDifference {
  const { classes } = truth;
  if (!isRanked(metric)) {
    const weights = metric === 'accuracy' ? equalWeights(classes.length) : balancedWeights(truth);
    return rightAnswersSwap(classes, first.predicted, second.predicted, weights);
  }
  const kernel = metric === 'auc' ? aucSwap : averagePrecisionSwap;
  return meanDifference(
    rankingsOf(truth).map(({ index, isPositive }) =>
      kernel(first.scores[index] as Float64Array, second.scores[index] as Float64Array, isPositive),
    ),
  );
}

/** The mean of several differences after the same swaps. */
export function meanDifference(differences: readonly SwapDifference[]): SwapDifference {
  const [only] = differences;
  if (only && differences.length === 1) return only;
  return (swapped) => {
    let sum = 0;
    for (const difference of differences) sum += difference(swapped);
    return sum / differences.length;
  };
}

/** 1 where swapping the two predictions of a lesion changes anything. */
export function differingRows(first: Prediction, second: Prediction): Uint8Array {
  return Uint8Array.from(first.predicted, (answer, row) =>
    answer !== second.predicted[row] || first.scores.some((scores, k) => scores[row] !== second.scores[k]?.[row])
      ? 1
      : 0,
  );
}

/** Which rows are positive for which scores: one ranking for two classes, else one per class present. */
export function rankingsOf({ classes, present, isTwoClass }: Truth): { index: number; isPositive: Uint8Array }[] {
  const positives = isTwoClass ? [1] : present;
  return positives.map((label) => ({
    index: isTwoClass ? 0 : label,
    isPositive: Uint8Array.from(classes, (value) => (value === label ? 1 : 0)),
  }));
}

const equalWeights = (count: number): Float64Array => new Float64Array(count).fill(1 / count);

function balancedWeights({ classes, present }: Truth): Float64Array {
  const sizes = new Map(present.map((label) => [label, 0]));
  for (const label of classes) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return Float64Array.from(classes, (label) => 1 / (present.length * (sizes.get(label) as number)));
}
