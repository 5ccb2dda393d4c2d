import type { Quantity, Value } from '../domain/entities.ts';
import { createRandom } from '../numerics/random.ts';
import { weightedAccuracy, weightedBalancedAccuracy } from '../statistics/measures/accuracy.ts';
import { weightedAuc } from '../statistics/measures/auc.ts';
import { weightedAveragePrecision } from '../statistics/measures/average-precision.ts';
import { type Ranking, rankRows } from '../statistics/measures/ranking.ts';
import { bootstrap, patientClusters } from '../statistics/resampling/bootstrap.ts';
import { bootstrapInterval } from '../statistics/resampling/intervals.ts';
import type { ProbeInput } from './probe.ts';
import { className } from './probe-checks.ts';

const resamples = 9999;
const level = 0.95;

/** One measure over weighted test rows; its label, definition and, where it cannot be computed, why. */
interface Measure {
  readonly id: string;
  readonly label: string;
  readonly definition: string;
  readonly unavailable: string | null;
  readonly compute: (weights: Float64Array) => number;
}

/** Column of the largest score of each row; the first of equals. */
export function largestClass(scores: ArrayLike<number>, classCount: number): Int32Array {
  return Int32Array.from({ length: scores.length / classCount }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classCount; k++) {
      if ((scores[row * classCount + k] as number) > (scores[row * classCount + best] as number)) best = k;
    }
    return best;
  });
}

/** What the run reports: test measures with intervals, the tuning score (null: the model was tuned elsewhere), and the counts behind them. */
export function testValues(
  input: ProbeInput,
  probabilities: Float64Array,
  tuningScore: number | null,
  signal: { throwIfAborted(): void },
): Value[] {
  const rows = input.parts.flatMap((part, row) =>
    part === 'test' && (input.targets[row] as number) >= 0 ? [row] : [],
  );
  const patients = rows.map((row) => input.patients[row] as number);
  const targets = Int32Array.from(rows, (row) => input.targets[row] as number);
  const measures = measuresOf(input, rows, targets, probabilities);
  const usable = measures.filter((measure) => measure.unavailable === null);
  const censoring = input.weights ? Float64Array.from(rows, (row) => input.weights?.[row] ?? 1) : null;
  const together = new Float64Array(rows.length);
  const result = bootstrap({
    ...patientClusters(patients, targets),
    statistics: (weights, values) => {
      if (censoring) weights.forEach((weight, i) => (together[i] = weight * (censoring[i] as number)));
      usable.forEach((measure, i) => {
        values[i] = measure.compute(censoring ? together : weights);
      });
    },
    count: usable.length,
    resamples: usable.length === 0 ? 0 : resamples,
    random: createRandom(input.seed),
    signal,
  });
  const note =
    result.redrawn === 0
      ? ''
      : ` ${result.redrawn} resamples in which a class had vanished were drawn again within classes.`;
  const weighted = censoring
    ? ' Each lesion counts with its weight, the inverse probability of not being censored (estimated once, on the test patients).'
    : '';
  const interval = `95% BCa bootstrap interval over patients, ${resamples} resamples, seed ${input.seed}.${note}`;

  const quantityOf = (measure: Measure): Quantity => {
    const at = usable.indexOf(measure);
    if (at < 0) return { unavailable: measure.unavailable ?? 'not computed' };
    const estimate = result.estimates[at] as number;
    const found = bootstrapInterval('bca', {
      estimate,
      replicates: result.replicates[at] as Float64Array,
      jackknife: result.jackknife[at] as Float64Array,
      level,
      range: [0, 1],
    });
    return 'low' in found ? { estimate, low: found.low, high: found.high, level } : { estimate };
  };
  const counted = (id: string, label: string, definition: string, estimate: number): Value => ({
    id,
    label,
    definition,
    quantity: { estimate },
  });
  return [
    ...measures.map((measure) => ({
      id: measure.id,
      label: measure.label,
      definition: `${measure.definition}${weighted} ${interval}`,
      quantity: quantityOf(measure),
    })),
    ...(tuningScore === null ? [] : [tuningValue(input.classCount, tuningScore)]),
    counted('test-lesions', 'Test lesions', 'Lesions of the test set in which the endpoint is defined.', rows.length),
    counted(
      'test-patients',
      'Test patients',
      'Patients of the test set in whom the endpoint is defined.',
      new Set(patients).size,
    ),
    ...(censoring ? weightValues(input, censoring) : []),
  ];
}

const tuningValue = (classCount: number, estimate: number): Value =>
  classCount === 2
    ? {
        id: 'tune-auc',
        label: 'Tuning AUC',
        definition: 'AUC on the tuning set at the chosen C. C was chosen by it, so it is optimistic.',
        quantity: { estimate },
      }
    : {
        id: 'tune-accuracy',
        label: 'Tuning accuracy',
        definition: 'Accuracy on the tuning set at the chosen C. C was chosen by it, so it is optimistic.',
        quantity: { estimate },
      };

/** How far the weights for censoring spread. */
function weightValues(input: ProbeInput, test: Float64Array): Value[] {
  const { weights, parts, targets } = input;
  const training = Float64Array.from(parts.keys()).filter(
    (row) => parts[row] === 'train' && (targets[row] as number) >= 0,
  );
  const of = (id: string, label: string, part: string, values: Float64Array): Value => ({
    id,
    label,
    definition: `Largest weight of a ${part} lesion: 1 / G(min(T, horizon)−), with G the Kaplan–Meier estimate of not being censored among the ${part} patients. Patients censored before the horizon weigh 0.`,
    quantity:
      values.length === 0
        ? { unavailable: `no ${part} lesion has a value of the endpoint` }
        : { estimate: values.reduce((most, weight) => Math.max(most, weight)) },
  });
  return [
    of(
      'training-largest-weight',
      'Largest training weight',
      'training',
      training.map((row) => weights?.[row] ?? 1),
    ),
    of('test-largest-weight', 'Largest test weight', 'test', test),
  ];
}

function measuresOf(input: ProbeInput, rows: number[], targets: Int32Array, probabilities: Float64Array): Measure[] {
  const { classCount } = input;
  const present = Array.from({ length: classCount }, (_, k) => k).filter((k) => targets.includes(k));
  const none = rows.length === 0 ? 'no test lesion has a value of the endpoint' : null;
  const oneClass = present.length === 1 ? `all test lesions are "${className(input, present[0] as number)}"` : none;
  const predicted = largestClass(
    rows.flatMap((row) => [...probabilities.subarray(row * classCount, (row + 1) * classCount)]),
    classCount,
  );
  const accuracy: Measure[] = [
    {
      id: 'test-balanced-accuracy',
      label: 'Test balanced accuracy',
      definition:
        'Mean over the classes of the share of their lesions predicted right; the predicted class is the most probable one.',
      unavailable: oneClass,
      compute: (weights) => weightedBalancedAccuracy(targets, predicted, weights, present),
    },
    {
      id: 'test-accuracy',
      label: 'Test accuracy',
      definition: 'Share of lesions predicted right; the predicted class is the most probable one.',
      unavailable: none,
      compute: (weights) => weightedAccuracy(targets, predicted, weights),
    },
  ];
  const ranked = Array.from({ length: classCount }, (_, k) =>
    rankRows(
      rows.map((row) => probabilities[row * classCount + k] as number),
      Uint8Array.from(targets, (target) => (target === k ? 1 : 0)),
    ),
  );
  if (classCount === 2) {
    const ranking = ranked[1] as Ranking;
    const positive = className(input, 1);
    return [
      {
        id: 'test-auc',
        label: 'Test AUC',
        definition: `Probability that a lesion of "${positive}" gets a higher prediction than one of "${className(input, 0)}"; ties count half.`,
        unavailable: oneClass,
        compute: (weights) => weightedAuc(ranking, weights),
      },
      {
        id: 'test-average-precision',
        label: 'Test average precision',
        definition: `Mean precision for "${positive}" over the steps of recall, without interpolation; tied predictions are one step. By chance it is the share of "${positive}".`,
        unavailable: oneClass,
        compute: (weights) => weightedAveragePrecision(ranking, weights),
      },
      ...accuracy,
    ];
  }
  const absent = present.length < classCount ? 'a class of the endpoint is absent from the test set' : none;
  const meanOver = (compute: (one: Ranking) => number): number =>
    ranked.reduce((sum, one) => sum + compute(one), 0) / classCount;
  return [
    ...accuracy,
    {
      id: 'test-mean-average-precision',
      label: 'Test mean average precision',
      definition: `Average precision of each class against the rest, without interpolation, averaged over all ${classCount} classes with equal weight.`,
      unavailable: oneClass ?? absent,
      compute: (weights) => meanOver((one) => weightedAveragePrecision(one, weights)),
    },
    {
      id: 'test-auc',
      label: 'Test AUC, one versus rest',
      definition: `AUC of each class against the rest, averaged over all ${classCount} classes with equal weight; ties count half.`,
      unavailable: oneClass ?? absent,
      compute: (weights) => meanOver((one) => weightedAuc(one, weights)),
    },
  ];
}
