import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable, PanelInput } from '../../figure.ts';
import { createRandom } from '../../numerics/random.ts';
import {
  accuracyOf,
  answerTotal,
  balancedAccuracyOf,
  type ConfusionMatrix,
  cellOf,
  cellsOf,
  countCells,
  kappaOf,
  precisionOf,
  recallOf,
  truthTotal,
} from '../measures/confusion.ts';
import { answerSentence, answersOf } from '../predictions/answers.ts';
import { suggestPredictions } from '../predictions/params.ts';
import { type Predictions, readPredictions, whereText } from '../predictions/predictions.ts';
import { bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import { quantitiesOf } from '../resampling/quantities.ts';
import { bootstrapPhrase, redrawnWarning } from '../resampling/wording.ts';
import { defineStatistic, type StatisticContext } from '../statistic.ts';
import { quantityText } from '../wording.ts';
import { type ConfusionMatrixParams, confusionMatrixParams } from './params.ts';

interface Result {
  readonly data: Predictions;
  readonly params: ConfusionMatrixParams;
  readonly matrix: ConfusionMatrix;
  readonly values: readonly Value[];
  /** How the intervals were made, as a phrase. */
  readonly phrase: string;
}

export const confusionMatrix = defineStatistic({
  id: 'confusion-matrix',
  title: 'Confusion matrix',
  definition:
    'Which class is taken for which: how many lesions of each true class get each answer. With balanced accuracy and Cohen’s kappa, the agreement beyond chance.',
  params: confusionMatrixParams,
  group: 'Classification',
  needs: [],
  suggest: suggestPredictions,
  compute(table, params, context): FigureInput {
    const data = readPredictions(table, params);
    const { result, warnings } = evaluate(data, params, context);
    const side = Math.min(183, Math.max(89, 30 + 17 * data.classes.length));
    return {
      id: 'confusion-matrix',
      title: 'Confusion matrix',
      panels: [panel(result)],
      values: [...result.values],
      tables: tables(result),
      caption: caption(result),
      methods: `The answers were compared with the truth in a confusion matrix, by balanced accuracy (mean recall over the classes that occur) and Cohen’s unweighted kappa, each with a ${result.phrase}. ${answerSentence(data, params)}`,
      warnings: [...data.warnings, ...warnings],
      sizeMm: { width: data.classes.length > 4 ? 183 : 89, height: Math.min(150, side * 0.85) },
    };
  },
});

function evaluate(
  data: Predictions,
  params: ConfusionMatrixParams,
  context: StatisticContext,
): { result: Result; warnings: string[] } {
  const size = data.classes.length;
  const cells = cellsOf(data.truth, answersOf(data, params), size);
  const resampled = { size, counts: new Float64Array(size * size) };
  const present = data.classes.map((_, k) => k).filter((k) => data.truth.includes(k));
  const { resamples, level, interval } = params;
  const drawn = bootstrap({
    ...patientClusters(data.patients, data.truth),
    statistics: (weights, into) => {
      countCells(cells, weights, resampled.counts);
      into[0] = balancedAccuracyOf(resampled, present);
      into[1] = kappaOf(resampled);
      into[2] = accuracyOf(resampled);
    },
    count: 3,
    resamples,
    stratified: params.vanished === 'stratify',
    jackknife: interval === 'bca',
    random: createRandom(params.seed),
    signal: context.signal,
    report: context.report,
  });
  const undefinedReason = 'there are no lesions';
  const { quantities, warnings } = quantitiesOf(
    drawn,
    [
      { name: 'the balanced accuracy', range: [0, 1], undefinedReason },
      { name: 'kappa', range: [-1, 1], undefinedReason: 'truth and answers are one class' },
      { name: 'the accuracy', range: [0, 1], undefinedReason },
    ],
    { method: interval, level, resamples },
  );
  const matrix = { size, counts: new Float64Array(size * size) };
  countCells(cells, new Float64Array(cells.length).fill(1), matrix.counts);
  const phrase = bootstrapPhrase(params, interval, { patients: data.patientCount, redrawn: drawn.redrawn });
  const [balanced, kappa, accuracy] = quantities as [Quantity, Quantity, Quantity];
  const values: Value[] = [
    {
      id: 'balanced-accuracy',
      label: 'Balanced accuracy',
      definition: `Mean over the ${present.length} classes that occur of the share of their lesions answered right; ${phrase}.`,
      quantity: balanced,
    },
    {
      id: 'kappa',
      label: 'Cohen’s kappa',
      definition: `Agreement of answers and truth beyond that of their margins, unweighted: 0 by chance, 1 if all are right; ${phrase}.`,
      quantity: kappa,
    },
    {
      id: 'accuracy',
      label: 'Accuracy',
      definition: `Share of all lesions answered right; ${phrase}.`,
      quantity: accuracy,
    },
    {
      id: 'lesions',
      label: 'Lesions',
      definition: 'Lesions with truth and prediction.',
      quantity: { estimate: data.truth.length },
    },
  ];
  return {
    result: { data, params, matrix, values, phrase },
    warnings: [...warnings, ...redrawnWarning(drawn.redrawn, resamples)],
  };
}

const wholes = { truth: 'of the true class', answer: 'of the same answer', all: 'of all lesions' } as const;

/** Share of a cell in the whole that was chosen; 0 where that is empty. */
function shareOf({ matrix, params, data }: Result, truth: number, answer: number): number {
  const whole = { truth: truthTotal(matrix, truth), answer: answerTotal(matrix, answer), all: data.truth.length };
  const count = cellOf(matrix, truth, answer);
  return count === 0 ? 0 : count / whole[params.normalise];
}

function panel(result: Result): PanelInput {
  const { data, matrix, params } = result;
  const { classes } = data;
  return {
    id: 'confusion-matrix',
    x: { label: 'Answer', scale: 'category', categories: [...classes] },
    y: { label: 'Truth', scale: 'category', categories: [...classes] },
    frame: 'box',
    series: [
      {
        mark: 'cells',
        id: 'lesions',
        label: 'Lesions',
        colour: 0,
        cells: classes.flatMap((_, truth) =>
          classes.map((__, answer) => {
            const share = shareOf(result, truth, answer);
            const text = `${cellOf(matrix, truth, answer)}\n${(100 * share).toFixed(0)}%`;
            return { x: answer, y: truth, value: share, text };
          }),
        ),
      },
    ],
    legend: false,
    colourScale: {
      name: 'sequential',
      domain: [0, 1],
      label: `Share ${wholes[params.normalise]}`,
      ticks: [0, 0.5, 1],
    },
  };
}

function tables(result: Result): FigureTable[] {
  const { data, matrix } = result;
  const three = (value: number): string | null => (Number.isNaN(value) ? null : value.toFixed(3));
  return [
    {
      title: 'Lesions by truth (rows) and answer (columns)',
      columns: ['Truth', ...data.classes, 'All', 'Recall'],
      rows: [
        ...data.classes.map((name, truth) => [
          name,
          ...data.classes.map((_, answer) => cellOf(matrix, truth, answer)),
          truthTotal(matrix, truth),
          three(recallOf(matrix, truth)),
        ]),
        ['All', ...data.classes.map((_, answer) => answerTotal(matrix, answer)), data.truth.length, null],
        ['Precision', ...data.classes.map((_, answer) => three(precisionOf(matrix, answer))), null, null],
      ],
    },
  ];
}

function caption({ data, params, values, phrase }: Result): string {
  const text = (id: string): string => {
    const found = values.find((value) => value.id === id) as Value;
    return quantityText(found.quantity, (value) => value.toFixed(2));
  };
  return `Lesions by true class and answer for ${params.target}: ${whereText(data, params)}. ${answerSentence(data, params)} In each cell, the count and its share ${wholes[params.normalise]}. Balanced accuracy ${text('balanced-accuracy')}, kappa ${text('kappa')}; ${phrase}.`;
}
