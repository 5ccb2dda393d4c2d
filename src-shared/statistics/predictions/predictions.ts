import { AppError } from '../../errors.ts';
import { type DataTable, distinctTexts, matchesText, numberColumn, textColumn } from '../data-table.ts';
import { probabilityColumn } from '../roc/params.ts';
import { subsetRows, subsetText } from '../subset.ts';
import { counted } from '../wording.ts';
import { classesOf, type PredictionParams } from './params.ts';

/** Truth and predictions of the rows that have both. */
export interface Predictions {
  /** The fixed classes. Two: the rest, then the positive one. */
  readonly classes: readonly string[];
  /** Index into `classes` of each row. */
  readonly truth: Int32Array;
  /** Per class, the score of each row; of two classes, the first holds 1 minus the second. */
  readonly scores: readonly Float64Array[];
  /** Why the scores cannot be read as probabilities; null when they can. */
  readonly notProbabilities: string | null;
  /** Row of the table of each row here. */
  readonly rows: readonly number[];
  readonly patients: Int32Array | null;
  readonly patientCount: number;
  readonly subjects: Int32Array | null;
  readonly warnings: string[];
}

const mostClasses = 8;
/** How far the probabilities of a lesion may be from adding up to 1: rounding of a written table. */
const sumTolerance = 0.01;

/** Reads truth and scores; rows that lack either are left out and counted. */
export function readPredictions(table: DataTable, params: PredictionParams): Predictions {
  const classes = classesOf(table);
  if (params.positive === '' && classes.length !== 2) return readAllClasses(table, params, classes);
  return readPositive(table, {
    ...params,
    positive: params.positive === '' ? (classes[1] as string) : params.positive,
  });
}

/**
 * One value against the rest.
 * @param alsoNeeded further numeric columns without which a row is left out
 */
export function readPositive(
  table: DataTable,
  params: PredictionParams,
  alsoNeeded: readonly string[] = [],
): Predictions {
  const { target, positive } = params;
  const own = probabilityColumn(positive);
  const score = params.score === '' && table.columns.has(own) ? own : params.score;
  if (score === '') throw new AppError('invalid-input', 'Choose the column of the probability.');
  const { rows, texts, warnings } = completeRows(table, params, [score, ...alsoNeeded]);
  const truth = Int32Array.from(texts, (text) => (matchesText(text, positive) ? 1 : 0));
  const positives = truth.reduce((sum, value) => sum + value, 0);
  if (positives === 0 || positives === rows.length) {
    throw new AppError(
      'invalid-input',
      `${positives === 0 ? 'No' : 'Every'} row${subsetText(params)} has ${target} = "${positive}": rows of both kinds are needed.`,
    );
  }
  const others = distinctTexts(texts.filter((_, i) => truth[i] === 0));
  const values = numberColumn(table, score);
  const scores = Float64Array.from(rows, (row) => values[row] as number);
  const rest = others.length === 1 ? (others[0] as string) : `not ${positive}`;
  return {
    classes: [rest, positive],
    truth,
    scores: [scores.map((value) => 1 - value), scores],
    notProbabilities: outsideUnit([scores]) ? `"${score}" has values outside 0 to 1` : null,
    ...whose(table, rows),
    warnings:
      others.length > 1 ? [...warnings, `${others.length} other values of ${target} count as negative.`] : warnings,
  };
}

function readAllClasses(table: DataTable, params: PredictionParams, classes: readonly string[]): Predictions {
  const { target } = params;
  if (classes.length < 2) {
    throw new AppError(
      'invalid-input',
      'Choose a positive value and its probability; without them, each class needs a column "probability of <class>".',
    );
  }
  if (classes.length > mostClasses) {
    throw new AppError(
      'invalid-input',
      `There are ${classes.length} classes; at most ${mostClasses} can be shown together. Choose a positive value.`,
    );
  }
  const { rows, texts, warnings } = completeRows(table, params, classes.map(probabilityColumn));
  const truth = Int32Array.from(texts, (text) => classes.findIndex((name) => matchesText(text, name)));
  const unknown = truth.indexOf(-1);
  if (unknown >= 0) {
    throw new AppError(
      'invalid-input',
      `There is no column "${probabilityColumn(texts[unknown] as string)}" for a value of ${target}. Choose a positive value, or restrict the rows.`,
    );
  }
  if (truth.every((label) => label === truth[0])) {
    throw new AppError('invalid-input', `Every row${subsetText(params)} has ${target} = "${texts[0]}".`);
  }
  const scores = classes.map((name) => {
    const values = numberColumn(table, probabilityColumn(name));
    return Float64Array.from(rows, (row) => values[row] as number);
  });
  return {
    classes,
    truth,
    scores,
    notProbabilities: outsideUnit(scores) ? 'scores lie outside 0 to 1' : sumsReason(scores),
    ...whose(table, rows),
    warnings,
  };
}

const outsideUnit = (scores: readonly Float64Array[]): boolean =>
  scores.some((values) => values.some((value) => value < 0 || value > 1));

function sumsReason(scores: readonly Float64Array[]): string | null {
  const sums = new Float64Array(scores[0]?.length ?? 0);
  for (const values of scores) values.forEach((value, row) => (sums[row] = (sums[row] as number) + value));
  const wrong = sums.filter((sum) => Math.abs(sum - 1) > sumTolerance).length;
  return wrong === 0 ? null : `the probabilities of ${counted(wrong, 'lesion')} do not add up to 1`;
}

function completeRows(
  table: DataTable,
  params: PredictionParams,
  scoreNames: readonly string[],
): { rows: number[]; texts: string[]; warnings: string[] } {
  const texts = textColumn(table, params.target);
  const scores = scoreNames.map((name) => numberColumn(table, name));
  const chosen = subsetRows(table, params);
  const labelled = chosen.filter((row) => texts[row] !== null && texts[row] !== undefined);
  const rows = labelled.filter((row) => scores.every((values) => Number.isFinite(values[row])));
  if (rows.length === 0) throw new AppError('invalid-input', `No row has both ${params.target} and a prediction.`);
  return {
    rows,
    texts: rows.map((row) => texts[row] as string),
    warnings: [
      ...leftOut(chosen.length - labelled.length, `no value of ${params.target}`),
      ...leftOut(labelled.length - rows.length, 'no prediction'),
      ...repeated(table, rows),
    ],
  };
}

const leftOut = (count: number, reason: string): string[] =>
  count === 0 ? [] : [`${counted(count, 'row')} left out: ${reason}.`];

/** Predictions of several runs or draws stand one below the other; their lesions must not count as several. */
function repeated(table: DataTable, rows: readonly number[]): string[] {
  const ids = table.columns.has('lesion') ? textColumn(table, 'lesion') : table.subjects;
  if (!ids) return [];
  const several = rows.length - new Set(rows.map((row) => ids[row])).size;
  if (several === 0) return [];
  return [
    `${counted(several, 'row')} repeat${several === 1 ? 's' : ''} a lesion: restrict the rows to one run, or what is shown is no set of independent lesions.`,
  ];
}

function whose(
  table: DataTable,
  rows: readonly number[],
): Pick<Predictions, 'rows' | 'patients' | 'subjects' | 'patientCount'> {
  const pick = (ids: Int32Array | null): Int32Array | null =>
    ids ? Int32Array.from(rows, (row) => ids[row] as number) : null;
  const patients = pick(table.patients);
  return {
    rows,
    patients,
    subjects: pick(table.subjects),
    patientCount: patients ? new Set(patients).size : rows.length,
  };
}

/** `114 lesions of 90 patients with part = test`. */
export const whereText = (data: Predictions, params: PredictionParams): string =>
  `${counted(data.truth.length, 'lesion')} of ${counted(data.patientCount, 'patient')}${subsetText(params)}`;

export const countOf = (truth: Int32Array, label: number): number =>
  truth.reduce((sum, value) => sum + (value === label ? 1 : 0), 0);
