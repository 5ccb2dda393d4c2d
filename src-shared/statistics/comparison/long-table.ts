import { AppError } from '../../errors.ts';
import { median } from '../../numerics/quantile.ts';
import { type DataTable, distinctTexts, matchesText, numberColumn, textColumn } from '../data-table.ts';
import { patientClusters } from '../resampling/bootstrap.ts';
import { probabilityColumn } from '../roc/params.ts';
import { subsetRows } from '../subset.ts';
import { counted } from '../wording.ts';
import type { LongParams } from './long-params.ts';
import type { Prediction, Truth } from './metrics.ts';

/** Predictions of several models on the same lesions, in the same order of lesions. */
export interface PairedPredictions<Key> {
  readonly truth: Truth;
  readonly sets: readonly PredictionSet<Key>[];
  /** Patient of each lesion, numbered from 0; strata of patients with the same classes. */
  readonly clusters: Int32Array;
  readonly strata: Int32Array;
  readonly lesions: number;
  readonly patients: number;
  readonly warnings: readonly string[];
}

interface PredictionSet<Key> extends Prediction {
  readonly key: Key;
  /** Cut-off of the answers of two classes. */
  readonly cutoff: number;
}

/** Which predictions belong together, e.g. those of one model. */
export interface SetKey {
  /** For messages. */
  readonly label: string;
}

interface Row {
  readonly row: number;
  readonly lesion: string;
  readonly truth: string;
}

/**
 * Reads a long table, a row per lesion and set, and keeps the lesions that every set has: only these can be paired.
 * Rows without truth or score and lesions that a set lacks are counted in the warnings.
 * @param keyOf the set of a row; null: of none. Sets come in the order in which they first occur.
 */
export function pairedPredictions<Key extends SetKey>(
  table: DataTable,
  params: LongParams,
  keyOf: (row: number) => Key | null,
): PairedPredictions<Key> {
  const columns = scoreColumns(table, params);
  const truthTexts = textColumn(table, params.target);
  const lesionTexts = textColumn(table, params.lesion);
  const chosen = subsetRows(table, params);
  const scores = columns.map((name) => numberColumn(table, name));
  const sets = new Map<string, { key: Key; rows: Map<string, Row>; twice: number }>();
  let [nameless, untold, unscored] = [0, 0, 0];
  for (const row of chosen) {
    const [key, lesion, truth] = [keyOf(row), lesionTexts[row] ?? null, truthTexts[row] ?? null];
    if (key === null || lesion === null) nameless++;
    else if (truth === null) untold++;
    else if (scores.some((values) => Number.isNaN(values[row]))) unscored++;
    else {
      const set = sets.get(key.label) ?? { key, rows: new Map<string, Row>(), twice: 0 };
      sets.set(key.label, set);
      if (set.rows.has(lesion)) set.twice++;
      set.rows.set(lesion, { row, lesion, truth });
    }
  }
  const list = [...sets.values()];
  refuseUnpairable(list, params);
  const lesions = sharedLesions(list);
  const truth = truthOf(list, lesions, columns, params);
  const rows = list.map((set) => lesions.map((lesion) => (set.rows.get(lesion) as Row).row));
  const { clusters, strata } = patientClusters(patientsOf(table, rows[0] as number[]), truth.classes);
  return {
    truth,
    sets: list.map(({ key }, i) => {
      const own = scores.map((values) => Float64Array.from(rows[i] as number[], (row) => values[row] as number));
      const cutoff = truth.isTwoClass ? cutoffOf(table, params, keyOf, key) : 0;
      return { key, scores: own, predicted: answers(own, truth, cutoff), cutoff };
    }),
    clusters,
    strata,
    lesions: lesions.length,
    patients: strata.length,
    warnings: [
      ...leftOut(nameless, `no value of ${params.model} or ${params.lesion}`),
      ...leftOut(untold, `no value of ${params.target}`),
      ...leftOut(unscored, 'no score'),
      ...list.flatMap(({ key, rows: all }) =>
        leftOut(all.size - lesions.length, `the other models lack these lesions of ${key.label}`),
      ),
      ...absentClasses(truth),
    ],
  };
}

const leftOut = (count: number, reason: string): string[] =>
  count === 0 ? [] : [`${counted(count, 'row')} left out: ${reason}.`];

function scoreColumns(table: DataTable, { positive, score }: LongParams): string[] {
  if (positive !== '') {
    if (score === '') throw new AppError('invalid-input', 'Choose the column of the score.');
    return [score];
  }
  const found = [...table.columns.keys()].filter((name) => name.startsWith(probabilityColumn('')));
  if (found.length >= 2) return found;
  throw new AppError(
    'invalid-input',
    'Give a positive value and a score, or one column "probability of <class>" for each class.',
  );
}

function refuseUnpairable(
  sets: readonly { key: SetKey; rows: Map<string, Row>; twice: number }[],
  params: LongParams,
): void {
  if (sets.length === 0)
    throw new AppError('invalid-input', `No row has ${params.target}, ${params.lesion} and a score.`);
  const doubled = sets.find(({ twice }) => twice > 0);
  if (!doubled) return;
  throw new AppError(
    'invalid-input',
    `${counted(doubled.twice, 'row')} of ${doubled.key.label} repeat${doubled.twice === 1 ? 's' : ''} a ${params.lesion} that it has already. Choose a column that tells the runs apart, or restrict the rows, e.g. to one fraction.`,
  );
}

/** In the order of the first set. */
function sharedLesions(sets: readonly { rows: Map<string, Row> }[]): string[] {
  const [first, ...others] = sets;
  const shared = [...(first?.rows.keys() ?? [])].filter((lesion) => others.every(({ rows }) => rows.has(lesion)));
  if (shared.length > 0) return shared;
  throw new AppError('invalid-input', 'The models have no lesion in common, so they cannot be compared.');
}

function truthOf(
  sets: readonly { rows: Map<string, Row> }[],
  lesions: readonly string[],
  columns: readonly string[],
  { target, positive }: LongParams,
): Truth {
  const truthIn = (set: { rows: Map<string, Row> } | undefined, lesion: string): string | undefined =>
    set?.rows.get(lesion)?.truth;
  const texts = lesions.map((lesion) => truthIn(sets[0], lesion) as string);
  const conflicts = lesions.filter((lesion, i) => sets.some((set) => truthIn(set, lesion) !== texts[i])).length;
  if (conflicts > 0) {
    throw new AppError(
      'invalid-input',
      `${counted(conflicts, 'lesion')} ha${conflicts === 1 ? 's' : 've'} different values of ${target} in different models: they answer different questions.`,
    );
  }
  const isTwoClass = positive !== '';
  const classNames = isTwoClass
    ? [`not ${positive}`, positive]
    : columns.map((name) => name.slice(probabilityColumn('').length));
  const classes = Int32Array.from(texts, (text) =>
    isTwoClass ? Number(matchesText(text, positive)) : classNames.findIndex((name) => matchesText(text, name)),
  );
  const unknown = texts.find((_, i) => classes[i] === -1);
  if (unknown !== undefined)
    throw new AppError('invalid-input', `There is no column "${probabilityColumn(unknown)}" for a value of ${target}.`);
  const present = classNames.map((_, label) => label).filter((label) => classes.includes(label));
  if (present.length < 2) {
    const name = classNames[present[0] as number];
    throw new AppError(
      'invalid-input',
      `All ${counted(lesions.length, 'lesion')} that the models share have ${target} = "${name}": a comparison needs lesions of two kinds.`,
    );
  }
  return { classes, classNames, present, isTwoClass };
}

const absentClasses = ({ classNames, present, isTwoClass }: Truth): string[] =>
  isTwoClass || present.length === classNames.length
    ? []
    : [
        `No lesion is ${classNames.filter((_, label) => !present.includes(label)).join(' or ')}: the means are over the other ${present.length} classes.`,
      ];

/** The positive value above the cut-off; else the class of the highest score, the first of those with equal ones. */
function answers(scores: readonly Float64Array[], truth: Truth, cutoff: number): Int32Array {
  return Int32Array.from(truth.classes, (_, row) => {
    if (truth.isTwoClass) return Number((scores[0]?.[row] as number) > cutoff);
    let best = 0;
    for (let k = 1; k < scores.length; k++) {
      if ((scores[k]?.[row] as number) > (scores[best]?.[row] as number)) best = k;
    }
    return best;
  });
}

function cutoffOf<Key extends SetKey>(
  table: DataTable,
  params: LongParams,
  keyOf: (row: number) => Key | null,
  key: Key,
): number {
  if (params.cutoff !== null) return params.cutoff;
  const parts = table.columns.has('part') ? textColumn(table, 'part') : [];
  const scores = numberColumn(table, params.score);
  const tuning = scores.filter(
    (value, row) => parts[row] === 'tune' && !Number.isNaN(value) && keyOf(row)?.label === key.label,
  );
  if (tuning.length > 0) return median(tuning);
  throw new AppError('invalid-input', `There are no rows of ${key.label} with part = "tune": give a cut-off.`);
}

/** The patients of the table; of a table of the command line, its column `patient`; else each lesion is one. */
function patientsOf(table: DataTable, rows: readonly number[]): Int32Array | null {
  const { patients } = table;
  if (patients) return Int32Array.from(rows, (row) => patients[row] as number);
  if (!table.columns.has('patient')) return null;
  const texts = textColumn(table, 'patient');
  const names = distinctTexts(rows.map((row) => texts[row] ?? null));
  const numbers = new Map(names.map((name, number) => [name, number]));
  // A lesion without a patient is one of its own.
  return Int32Array.from(rows, (row, i) => numbers.get(texts[row] ?? '') ?? names.length + i);
}

/** For captions: the cut-off, or those of the models. */
export function cutoffText(sets: readonly { key: SetKey; cutoff: number }[], { cutoff }: LongParams): string {
  if (cutoff !== null) return String(cutoff);
  return sets.map(({ key, cutoff: own }) => `${key.label}: ${own.toPrecision(3)}`).join(', ');
}
