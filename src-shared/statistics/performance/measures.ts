import { weightedAuc } from '../measures/auc.ts';
import { weightedAveragePrecision } from '../measures/average-precision.ts';
import {
  accuracyOf,
  balancedAccuracyOf,
  type ConfusionMatrix,
  cellsOf,
  countCells,
  f1Of,
  precisionOf,
  recallOf,
  truthTotal,
} from '../measures/confusion.ts';
import { brierLosses, logLosses, weightedMean } from '../measures/probability-scores.ts';
import { type Ranking, rankRows } from '../measures/ranking.ts';
import { countOf, type Predictions } from '../predictions/predictions.ts';
import type { Estimand } from '../resampling/quantities.ts';

/** Everything that measures read, computed once per resample. */
interface State {
  readonly matrix: ConfusionMatrix;
  /** Per class that is ranked: of two classes the positive one, else each against the rest. */
  readonly aucs: Float64Array;
  readonly averagePrecisions: Float64Array;
  brier: number;
  logLoss: number;
}

export interface Measure extends Estimand {
  readonly id: string;
  readonly label: string;
  readonly definition: string;
  /** Where it is drawn; `class` measures belong to the class of that index. */
  readonly part: 'ranking' | 'answers' | 'loss' | { readonly classIndex: number };
  /** A resample may lack it though no class has vanished. */
  readonly mayLack: boolean;
  readonly read: (state: State) => number;
}

export interface MeasureSet {
  readonly measures: readonly Measure[];
  /** Writes the measures in order, each row counted `weights[row]` times. */
  readonly compute: (weights: Float64Array, result: Float64Array) => void;
}

const unit: readonly [number, number] = [0, 1];

/** The measures that fit the predictions. `answers` is the class that each row is answered with. */
export function measuresOf(data: Predictions, answers: Int32Array): MeasureSet {
  const size = data.classes.length;
  const cells = cellsOf(data.truth, answers, size);
  const rankings: readonly Ranking[] = (size === 2 ? [1] : data.classes.map((_, k) => k)).map((label) =>
    rankRows(
      data.scores[label] as Float64Array,
      Uint8Array.from(data.truth, (k) => (k === label ? 1 : 0)),
    ),
  );
  const losses =
    data.notProbabilities === null
      ? { brier: brierLosses(data.scores, data.truth), log: logLosses(data.scores, data.truth) }
      : null;
  const state: State = {
    matrix: { size, counts: new Float64Array(size * size) },
    aucs: new Float64Array(rankings.length),
    averagePrecisions: new Float64Array(rankings.length),
    brier: Number.NaN,
    logLoss: Number.NaN,
  };
  const measures = [...(size === 2 ? twoClassMeasures(data) : severalClassMeasures(data)), ...lossMeasures(data)];
  return {
    measures,
    compute: (weights, result) => {
      countCells(cells, weights, state.matrix.counts);
      rankings.forEach((ranking, i) => {
        state.aucs[i] = weightedAuc(ranking, weights);
        state.averagePrecisions[i] = weightedAveragePrecision(ranking, weights);
      });
      if (losses) {
        state.brier = weightedMean(losses.brier, weights);
        state.logLoss = weightedMean(losses.log, weights);
      }
      measures.forEach((measure, i) => {
        result[i] = measure.read(state);
      });
    },
  };
}

const answersMeasures = (data: Predictions): Measure[] => {
  const present = data.classes.map((_, k) => k).filter((k) => data.truth.includes(k));
  const shared = { part: 'answers', mayLack: false, range: unit, undefinedReason: 'there are no lesions' } as const;
  return [
    {
      ...shared,
      id: 'balanced-accuracy',
      label: 'Balanced accuracy',
      name: 'the balanced accuracy',
      definition: `Mean over the ${present.length} classes that occur of the share of their lesions answered right.`,
      read: ({ matrix }) => balancedAccuracyOf(matrix, present),
    },
    {
      ...shared,
      id: 'accuracy',
      label: 'Accuracy',
      name: 'the accuracy',
      definition: 'Share of all lesions answered right.',
      read: ({ matrix }) => accuracyOf(matrix),
    },
  ];
};

function twoClassMeasures(data: Predictions): Measure[] {
  const [negative, positive] = data.classes as [string, string];
  const ranking = { part: 'ranking', mayLack: false, range: unit, undefinedReason: 'a class is missing' } as const;
  const answer = { part: 'answers', mayLack: false, range: unit, undefinedReason: 'a class is missing' } as const;
  return [
    {
      ...ranking,
      id: 'auc',
      label: 'AUC',
      name: 'the AUC',
      definition: `Area under the ROC curve: the probability that a lesion of "${positive}" scores higher than one of "${negative}"; ties count half.`,
      read: ({ aucs }) => aucs[0] as number,
    },
    {
      ...ranking,
      id: 'average-precision',
      label: 'Average precision',
      name: 'the average precision',
      definition: `Mean precision for "${positive}" over the steps of recall, without interpolation; tied predictions are one step. By chance it is the share of "${positive}".`,
      read: ({ averagePrecisions }) => averagePrecisions[0] as number,
    },
    ...answersMeasures(data),
    {
      ...answer,
      id: 'sensitivity',
      label: 'Sensitivity',
      name: 'the sensitivity',
      definition: `Share of the lesions of "${positive}" that are answered so.`,
      read: ({ matrix }) => recallOf(matrix, 1),
    },
    {
      ...answer,
      id: 'specificity',
      label: 'Specificity',
      name: 'the specificity',
      definition: `Share of the lesions of "${negative}" that are answered so.`,
      read: ({ matrix }) => recallOf(matrix, 0),
    },
    {
      ...answer,
      id: 'ppv',
      label: 'PPV',
      name: 'the positive predictive value',
      definition: `Positive predictive value (precision): share of the answers "${positive}" that are right, at the prevalence shown.`,
      mayLack: true,
      undefinedReason: `no lesion is answered "${positive}"`,
      read: ({ matrix }) => precisionOf(matrix, 1),
    },
    {
      ...answer,
      id: 'npv',
      label: 'NPV',
      name: 'the negative predictive value',
      definition: `Negative predictive value: share of the answers "${negative}" that are right, at the prevalence shown.`,
      mayLack: true,
      undefinedReason: `no lesion is answered "${negative}"`,
      read: ({ matrix }) => precisionOf(matrix, 0),
    },
    {
      ...answer,
      id: 'f1',
      label: 'F1',
      name: 'the F1 score',
      definition: 'Harmonic mean of sensitivity and positive predictive value: 2 TP / (2 TP + FP + FN).',
      read: ({ matrix }) => f1Of(matrix, 1),
    },
  ];
}

function severalClassMeasures(data: Predictions): Measure[] {
  const { classes, truth } = data;
  const absent = classes.filter((_, k) => countOf(truth, k) === 0);
  const undefinedReason = `no lesion is ${absent.map((name) => `"${name}"`).join(' or ')}, and the mean is over the fixed classes`;
  const shared = { part: 'ranking', mayLack: false, range: unit, undefinedReason } as const;
  const meanOf = (values: Float64Array): number => {
    let sum = 0;
    for (const value of values) sum += value;
    return sum / values.length;
  };
  return [
    {
      ...shared,
      id: 'mean-auc',
      label: 'Mean AUC',
      name: 'the mean AUC',
      definition: `AUC of each class against the rest, averaged over the ${classes.length} fixed classes with equal weight; ties count half.`,
      read: ({ aucs }) => meanOf(aucs),
    },
    {
      ...shared,
      id: 'mean-average-precision',
      label: 'mAP',
      name: 'the mean average precision',
      definition: `Mean average precision: that of each class against the rest, without interpolation, averaged over the ${classes.length} fixed classes with equal weight.`,
      read: ({ averagePrecisions }) => meanOf(averagePrecisions),
    },
    ...answersMeasures(data),
    ...classes.flatMap((name, k) => classMeasures(name, k)),
  ];
}

function classMeasures(name: string, classIndex: number): Measure[] {
  const shared = {
    part: { classIndex },
    mayLack: false,
    range: unit,
    undefinedReason: `no lesion is "${name}"`,
  } as const;
  const id = `class-${classIndex + 1}`;
  return [
    {
      ...shared,
      id: `${id}-auc`,
      label: `AUC, ${name}`,
      name: `the AUC of ${name}`,
      definition: `AUC of "${name}" against the rest; ties count half.`,
      read: ({ aucs }) => aucs[classIndex] as number,
    },
    {
      ...shared,
      id: `${id}-average-precision`,
      label: `Average precision, ${name}`,
      name: `the average precision of ${name}`,
      definition: `Average precision of "${name}" against the rest; by chance it is the share of "${name}".`,
      read: ({ averagePrecisions }) => averagePrecisions[classIndex] as number,
    },
    {
      ...shared,
      id: `${id}-recall`,
      label: `Recall, ${name}`,
      name: `the recall of ${name}`,
      definition: `Share of the lesions of "${name}" that are answered so (sensitivity).`,
      read: ({ matrix }) => (truthTotal(matrix, classIndex) === 0 ? Number.NaN : recallOf(matrix, classIndex)),
    },
    {
      ...shared,
      id: `${id}-precision`,
      label: `Precision, ${name}`,
      name: `the precision of ${name}`,
      definition: `Share of the answers "${name}" that are right (positive predictive value).`,
      mayLack: true,
      undefinedReason: `no lesion is answered "${name}"`,
      read: ({ matrix }) => precisionOf(matrix, classIndex),
    },
  ];
}

function lossMeasures(data: Predictions): Measure[] {
  const several = data.classes.length > 2;
  const shared = {
    part: 'loss',
    mayLack: false,
    undefinedReason: data.notProbabilities ?? 'there are no lesions',
  } as const;
  return [
    {
      ...shared,
      id: 'brier',
      label: 'Brier score',
      name: 'the Brier score',
      range: [0, several ? 2 : 1],
      definition: several
        ? 'Mean over lesions of the squared errors of the probabilities, summed over the classes: 0 is perfect, 2 the worst.'
        : 'Mean squared error of the probability of the positive value: 0 is perfect, 0.25 a probability of one half for all.',
      read: ({ brier }) => brier,
    },
    {
      ...shared,
      id: 'log-loss',
      label: 'Log loss',
      name: 'the log loss',
      range: [0, Infinity],
      definition:
        'Mean of minus the natural logarithm of the probability given to the true class (cross-entropy); probabilities below 2.2e-16 count as that. 0 is perfect.',
      read: ({ logLoss }) => logLoss,
    },
  ];
}
