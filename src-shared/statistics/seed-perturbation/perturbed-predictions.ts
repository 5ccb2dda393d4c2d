import { AppError } from '../../errors.ts';
import { type DataTable, distinctTexts, matchesText, numberColumn, textColumn } from '../data-table.ts';
import { classesOf } from '../predictions/params.ts';
import { probabilityColumn } from '../roc/params.ts';
import { subsetRows } from '../subset.ts';
import { counted } from '../wording.ts';
import type { SeedPerturbationParams } from './params.ts';

/** One model at the seeds of some lesions and at their displaced copies. */
export interface PerturbedModel {
  readonly name: string;
  /** Study names of the lesions. */
  readonly lesions: readonly string[];
  readonly subjects: Int32Array | null;
  readonly patientNames: readonly (string | null)[];
  /** Class of each lesion; -1 where it has none. */
  readonly truth: Int32Array;
  /** Per class, lesions x draws row-major; of two classes, only the second. */
  readonly scores: readonly Float64Array[];
  /** Per class, the score at the seed itself; null without draw 0. */
  readonly unperturbed: readonly Float64Array[] | null;
  /** lesions x draws x 3 in mm; null without such columns. */
  readonly offsetsMm: Float64Array | null;
}

export interface PerturbedPredictions {
  /** Two: the rest, then the positive one. */
  readonly classes: readonly string[];
  /** Draw numbers above 0, ascending. */
  readonly draws: readonly number[];
  readonly models: readonly PerturbedModel[];
  readonly patientCount: number | null;
  readonly warnings: readonly string[];
}

const mostModels = 8;
export const offsetColumns = ['offset x', 'offset y', 'offset z'] as const;

/** Puts the long table into lesions by draws; a lesion that lacks a draw is left out and counted. */
export function readPerturbed(table: DataTable, params: SeedPerturbationParams): PerturbedPredictions {
  const { classes, columns } = scoreColumns(table, params);
  const drawOf = numberColumn(table, params.draw);
  const rows = subsetRows(table, params).filter((row) => Number.isFinite(drawOf[row]));
  const draws = [...new Set(rows.map((row) => drawOf[row] as number))].filter((draw) => draw !== 0);
  draws.sort((a, b) => a - b);
  if (draws.length < 2) {
    throw new AppError(
      'invalid-input',
      `The column "${params.draw}" needs at least two draws above 0; perturb the seeds first.`,
    );
  }
  const modelTexts = params.model === '' ? null : textColumn(table, params.model);
  const names = modelTexts ? distinctTexts(rows.map((row) => modelTexts[row] ?? null)) : [''];
  if (names.length > mostModels)
    throw new AppError(
      'invalid-input',
      `${params.model} has ${names.length} values; at most ${mostModels} models fit.`,
    );
  if (names.length === 0) throw new AppError('invalid-input', `No row has a value of ${params.model}.`);
  const warnings: string[] = [];
  const models = names.map((name) => {
    const own = modelTexts ? rows.filter((row) => modelTexts[row] === name) : rows;
    const { model, leftOut } = readModel(table, params, { name, rows: own, draws, drawOf, classes, columns });
    if (leftOut > 0) {
      const of = name === '' ? '' : ` of ${name}`;
      warnings.push(`${counted(leftOut, 'lesion')}${of} left out: a draw or a prediction is missing.`);
    }
    return model;
  });
  const patients = table.patients;
  return {
    classes,
    draws,
    models,
    patientCount: patients && new Set(rows.map((row) => patients[row])).size,
    warnings,
  };
}

/** Of two classes the column of the second; of more, one of each. */
function scoreColumns(
  table: DataTable,
  params: SeedPerturbationParams,
): { classes: string[]; columns: Float64Array[] } {
  const all = classesOf(table);
  if (params.positive === '' && all.length > 2)
    return { classes: all, columns: all.map((name) => numberColumn(table, probabilityColumn(name))) };
  const positive = params.positive === '' ? all[1] : params.positive;
  if (positive === undefined) throw new AppError('invalid-input', 'Choose a positive value and its probability.');
  const own = probabilityColumn(positive);
  const column = params.score === '' && table.columns.has(own) ? own : params.score;
  if (column === '') throw new AppError('invalid-input', 'Choose the column of the probability.');
  return { classes: [`not ${positive}`, positive], columns: [numberColumn(table, column)] };
}

interface ModelRows {
  readonly name: string;
  readonly rows: readonly number[];
  readonly draws: readonly number[];
  readonly drawOf: Float64Array;
  readonly classes: readonly string[];
  readonly columns: readonly Float64Array[];
}

function readModel(
  table: DataTable,
  params: SeedPerturbationParams,
  { name, rows, draws, drawOf, classes, columns }: ModelRows,
): { model: PerturbedModel; leftOut: number } {
  const position = new Map(draws.map((draw, index) => [draw, index + 1]));
  const nameOf = lesionNames(table, params);
  const lesions = new Map<string, Int32Array>();
  for (const row of rows) {
    const lesion = nameOf(row);
    const at = position.get(drawOf[row] as number) ?? 0;
    const list = lesions.get(lesion) ?? new Int32Array(draws.length + 1).fill(-1);
    lesions.set(lesion, list);
    if ((list[at] as number) >= 0) {
      throw new AppError(
        'invalid-input',
        `${lesion} has two rows of draw ${drawOf[row]}. Choose the column of the models, or restrict the rows to one.`,
      );
    }
    list[at] = row;
  }
  const hasScores = (row: number): boolean => row >= 0 && columns.every((values) => Number.isFinite(values[row]));
  const complete = [...lesions].filter(([, list]) => list.subarray(1).every(hasScores));
  if (complete.length === 0) {
    throw new AppError('invalid-input', `No lesion${name === '' ? '' : ` of ${name}`} has a prediction at every draw.`);
  }
  const firsts = complete.map(([, list]) => list[1] as number);
  const spread = (values: Float64Array, lists: readonly Int32Array[]): Float64Array =>
    Float64Array.from(lists.flatMap((list) => Array.from(list.subarray(1), (row) => values[row] as number)));
  const lists = complete.map(([, list]) => list);
  const isSeeded = lists.every((list) => hasScores(list[0] as number));
  const targets = textColumn(table, params.target);
  const patients = table.columns.has('patient') ? textColumn(table, 'patient') : null;
  const hasOffsets = offsetColumns.every((column) => table.columns.get(column)?.type === 'number');
  return {
    leftOut: lesions.size - complete.length,
    model: {
      name,
      lesions: complete.map(([lesion]) => lesion),
      subjects: table.subjects && Int32Array.from(firsts, (row) => (table.subjects as Int32Array)[row] as number),
      patientNames: firsts.map((row) => patients?.[row] ?? null),
      truth: Int32Array.from(firsts, (row) => classOf(targets[row] ?? null, classes)),
      scores: columns.map((values) => spread(values, lists)),
      unperturbed: isSeeded
        ? columns.map((values) => Float64Array.from(lists, (list) => values[list[0] as number] as number))
        : null,
      offsetsMm: hasOffsets ? offsetsOf(table, lists) : null,
    },
  };
}

/** -1: no class. Of two classes, any other value than the positive one is the rest. */
function classOf(target: string | null, classes: readonly string[]): number {
  if (target === null) return -1;
  if (classes.length === 2) return matchesText(target, classes[1] as string) ? 1 : 0;
  return classes.findIndex((name) => matchesText(target, name));
}

/** By its name, its id, or its patient: the first of these that the table has. */
function lesionNames(table: DataTable, params: SeedPerturbationParams): (row: number) => string {
  const column = ['lesion', 'patient'].find((name) => table.columns.has(name));
  if (column === 'lesion' || (column && !table.subjects)) {
    const texts = textColumn(table, column);
    return (row) => texts[row] ?? `row ${row + 1}`;
  }
  const { subjects } = table;
  if (subjects) return (row) => `lesion ${subjects[row]}`;
  throw new AppError('invalid-input', `There is no column "lesion" that says which lesion each ${params.draw} is of.`);
}

function offsetsOf(table: DataTable, lists: readonly Int32Array[]): Float64Array | null {
  const axes = offsetColumns.map((column) => numberColumn(table, column));
  const values = lists.flatMap((list) =>
    Array.from(list.subarray(1)).flatMap((row) => axes.map((axis) => axis[row] as number)),
  );
  return values.every(Number.isFinite) ? Float64Array.from(values) : null;
}
