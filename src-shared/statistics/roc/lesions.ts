import { AppError } from '../../errors.ts';
import { type DataTable, distinctTexts, matchesText, numberColumn, textColumn } from '../data-table.ts';
import { orderByScore, type ScoreOrder } from '../measures/score-order.ts';
import { subsetRows } from '../subset.ts';
import { counted } from '../wording.ts';
import { probabilityColumn, type RocParams } from './params.ts';

/** One curve to draw: a score and which rows are positive for it. */
interface Ranking {
  readonly id: string;
  readonly label: string;
  readonly scores: Float64Array;
  readonly isPositive: Uint8Array;
  readonly order: ScoreOrder;
  readonly positives: number;
}

export interface RocData {
  readonly rankings: Ranking[];
  /** Class of each row: 0 and 1, or the number of the class. */
  readonly classes: Int32Array;
  readonly patients: Int32Array | null;
  readonly warnings: string[];
}

const mostClasses = 8;

/** Reads the truth and the scores; rows that lack either are left out and counted. */
export function rocData(table: DataTable, params: RocParams): RocData {
  return params.positive === '' ? versusRest(table, params) : onePositive(table, params);
}

function onePositive(table: DataTable, params: RocParams): RocData {
  if (params.score === '') throw new AppError('invalid-input', 'Choose the column of the score.');
  const names = params.comparison === '' ? [params.score] : [params.score, params.comparison];
  const { rows, truth, warnings } = completeRows(table, params, names);
  const isPositive = Uint8Array.from(truth, (text) => (matchesText(text, params.positive) ? 1 : 0));
  const positives = isPositive.reduce((sum, value) => sum + value, 0);
  if (positives === 0 || positives === rows.length) {
    throw new AppError(
      'invalid-input',
      `${positives === 0 ? 'No' : 'Every'} row has ${params.target} = "${params.positive}": a ROC curve needs rows of both kinds.`,
    );
  }
  const others = distinctTexts(truth.filter((_, i) => isPositive[i] === 0));
  return {
    rankings: names.map((name, index) =>
      ranking({ id: index === 0 ? 'score' : 'comparison', label: name, column: name }, table, params, rows, isPositive),
    ),
    classes: Int32Array.from(isPositive),
    patients: patientsOf(table, rows),
    warnings:
      others.length > 1
        ? [...warnings, `${others.length} other values of ${params.target} count as negative.`]
        : warnings,
  };
}

function versusRest(table: DataTable, params: RocParams): RocData {
  if (params.comparison !== '')
    throw new AppError('invalid-input', 'Two scores can be compared for one positive value only.');
  const found = [...table.columns.keys()].filter((name) => name.startsWith(probabilityColumn('')));
  const { rows, truth, warnings } = completeRows(table, params, found);
  const classes = distinctTexts(truth);
  if (classes.length < 2)
    throw new AppError('invalid-input', `All rows have one value of ${params.target}: a ROC curve needs at least two.`);
  if (classes.length > mostClasses) {
    throw new AppError(
      'invalid-input',
      `${params.target} has ${classes.length} values; at most ${mostClasses} curves can be told apart. Give a positive value.`,
    );
  }
  const missing = classes.filter((name) => !table.columns.has(probabilityColumn(name)));
  if (missing.length > 0) {
    throw new AppError(
      'invalid-input',
      `There is no column "${probabilityColumn(missing[0] as string)}". Give a positive value and a score, or one such column per class.`,
    );
  }
  // In the order of the columns, so that a class has the same colour in every figure of these predictions.
  classes.sort((a, b) => found.indexOf(probabilityColumn(a)) - found.indexOf(probabilityColumn(b)));
  const numbers = Int32Array.from(truth, (text) => classes.indexOf(text));
  return {
    rankings: classes.map((name, index) =>
      ranking(
        { id: `class-${index + 1}`, label: name, column: probabilityColumn(name) },
        table,
        params,
        rows,
        Uint8Array.from(numbers, (k) => (k === index ? 1 : 0)),
      ),
    ),
    classes: numbers,
    patients: patientsOf(table, rows),
    warnings,
  };
}

function completeRows(
  table: DataTable,
  params: RocParams,
  scoreNames: readonly string[],
): { rows: number[]; truth: string[]; warnings: string[] } {
  const texts = textColumn(table, params.target);
  const scores = scoreNames.map((name) => numberColumn(table, name));
  const chosen = subsetRows(table, params);
  const labelled = chosen.filter((row) => texts[row] !== null && texts[row] !== undefined);
  const rows = labelled.filter((row) => scores.every((values) => !Number.isNaN(values[row])));
  if (rows.length === 0) throw new AppError('invalid-input', `No row has both ${params.target} and a score.`);
  return {
    rows,
    truth: rows.map((row) => texts[row] as string),
    warnings: [
      ...leftOut(chosen.length - labelled.length, `no value of ${params.target}`),
      ...leftOut(labelled.length - rows.length, 'no score'),
    ],
  };
}

const leftOut = (count: number, reason: string): string[] =>
  count === 0 ? [] : [`${counted(count, 'row')} left out: ${reason}.`];

const patientsOf = (table: DataTable, rows: readonly number[]): Int32Array | null =>
  table.patients ? Int32Array.from(rows, (row) => (table.patients as Int32Array)[row] as number) : null;

function ranking(
  name: { id: string; label: string; column: string },
  table: DataTable,
  params: RocParams,
  rows: readonly number[],
  isPositive: Uint8Array,
): Ranking {
  const values = numberColumn(table, name.column);
  const sign = params.direction === 'higher' ? 1 : -1;
  const scores = Float64Array.from(rows, (row) => sign * (values[row] as number));
  const positives = isPositive.reduce((sum, value) => sum + value, 0);
  return { id: name.id, label: name.label, scores, isPositive, order: orderByScore(scores), positives };
}
