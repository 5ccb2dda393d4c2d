import { AppError } from '../../errors.ts';
import { type DataTable, distinctTexts, matchesText, numberColumn, textColumn } from '../data-table.ts';
import { subsetRows } from '../subset.ts';
import { counted } from '../wording.ts';
import type { Ratings } from './intraclass.ts';

/** Complete measurements of cases with what they are called. */
export interface RepeatedMeasurements {
  readonly ratings: Ratings;
  /** Columns or occasions, in order. */
  readonly raterNames: readonly string[];
  /** As tables name them: the patient, with the number of the lesion where it has several. */
  readonly caseNames: readonly string[];
  /** Lesion of the first measurement of each case; null where the table has none. */
  readonly subjects: Int32Array | null;
  /** Patients among the cases; null where the table does not say. */
  readonly patientCount: number | null;
  /** Cases left out, with the reason. */
  readonly warnings: readonly string[];
}

interface LongLayout extends OccasionLayout {
  readonly value: string;
}

/** More occasions than this are no occasions: the column was mistaken. */
const mostOccasions = 100;

/** One measurement per column, one case per row; rows with a missing value are left out and counted. */
export function fromColumns(
  table: DataTable,
  names: readonly string[],
  subset: Pick<OccasionLayout, 'subsetColumn' | 'subsetValue'>,
): RepeatedMeasurements {
  if (new Set(names).size < names.length)
    throw new AppError('invalid-input', 'Choose different columns: one of them is named twice.');
  const columns = names.map((name) => numberColumn(table, name));
  const rows = subsetRows(table, subset);
  const complete = rows.filter((row) => columns.every((values) => !Number.isNaN(values[row])));
  if (complete.length === 0) throw new AppError('invalid-input', `No row has a value of ${names.join(' and ')}.`);
  const lesions = table.columns.has('lesion') ? textColumn(table, 'lesion') : null;
  return {
    ratings: {
      cases: complete.length,
      raters: names.length,
      values: Float64Array.from(complete.flatMap((row) => columns.map((values) => values[row] as number))),
    },
    raterNames: names,
    caseNames: complete.map((row) => lesions?.[row] ?? `row ${row + 1}`),
    subjects: table.subjects && Int32Array.from(complete, (row) => (table.subjects as Int32Array)[row] as number),
    patientCount: countPatients(table, complete),
    warnings: leftOut(rows.length - complete.length, 'a value is missing'),
  };
}

/** Rows that measure one case, one row per occasion. */
export interface CaseRows {
  readonly name: string;
  readonly rows: readonly number[];
}

export interface OccasionLayout {
  readonly occasion: string;
  readonly case: string;
  readonly subsetColumn: string;
  readonly subsetValue: string;
}

/**
 * Puts the rows of each case side by side by occasion. Rows of one case and occasion pair in their order with those of
 * the other occasions; a case with different numbers of them cannot be paired and is left out, as is one with a missing
 * measurement.
 * @param wanted occasions in order; empty: all, ascending
 */
export function rowsByCase(
  table: DataTable,
  layout: OccasionLayout,
  { wanted, isMissing, what }: { wanted: readonly string[]; isMissing: (row: number) => boolean; what: string },
): { cases: CaseRows[]; occasions: string[]; warnings: string[] } {
  const occasionTexts = textColumn(table, layout.occasion);
  const caseTexts = textColumn(table, layout.case);
  const rows = subsetRows(table, layout);
  const occasions = occasionsOf(distinctTexts(rows.map((row) => occasionTexts[row] ?? null)), wanted, layout.occasion);
  const position = new Map(occasions.map((occasion, index) => [occasion, index]));
  const found = new Map<string, number[][]>();
  for (const row of rows) {
    const [name, occasion] = [caseTexts[row] ?? null, position.get(occasionTexts[row] ?? '')];
    if (name === null || occasion === undefined) continue;
    const lists = found.get(name) ?? occasions.map(() => []);
    found.set(name, lists);
    (lists[occasion] as number[]).push(row);
  }
  const cases: CaseRows[] = [];
  const left = { unmeasured: 0, unequal: 0, missing: 0 };
  for (const [name, lists] of found) {
    const [first = []] = lists;
    if (lists.some((list) => list.length === 0)) left.unmeasured++;
    else if (lists.some((list) => list.length !== first.length)) left.unequal++;
    else {
      for (let index = 0; index < first.length; index++) {
        const ofCase = lists.map((list) => list[index] as number);
        if (ofCase.some(isMissing)) left.missing++;
        else cases.push({ name: first.length > 1 ? `${name}, ${index + 1}` : name, rows: ofCase });
      }
    }
  }
  if (cases.length === 0) {
    throw new AppError(
      'invalid-input',
      `No ${layout.case} has ${what} on every occasion (${layout.occasion} ${occasions.join(', ')}).`,
    );
  }
  return {
    cases,
    occasions,
    warnings: [
      ...leftOut(left.unmeasured, 'not measured on every occasion'),
      ...leftOut(left.unequal, 'different numbers of lesions on the occasions, so they cannot be paired'),
      ...leftOut(left.missing, 'a value is missing'),
    ],
  };
}

function occasionsOf(found: readonly string[], wanted: readonly string[], column: string): string[] {
  if (found.length < 2) throw oneOccasion(column);
  const occasions = wanted.length > 0 ? wanted.map((text) => knownOccasion(found, text, column)) : [...found];
  if (occasions.length > mostOccasions) {
    throw new AppError(
      'invalid-input',
      `The column "${column}" has ${occasions.length} values; choose the one that says which measurement a row is.`,
    );
  }
  if (new Set(occasions).size < occasions.length)
    throw new AppError('invalid-input', 'Choose different occasions: one is compared with itself.');
  return occasions;
}

/** One measurement per row, told apart by case and occasion: see `rowsByCase`. */
export function fromRows(table: DataTable, layout: LongLayout, wanted: readonly string[]): RepeatedMeasurements {
  const values = numberColumn(table, layout.value);
  const { cases, occasions, warnings } = rowsByCase(table, layout, {
    wanted,
    isMissing: (row) => Number.isNaN(values[row]),
    what: `a value of ${layout.value}`,
  });
  const firstRows = cases.map(({ rows: [row] }) => row as number);
  return {
    ratings: {
      cases: cases.length,
      raters: occasions.length,
      values: Float64Array.from(cases.flatMap((one) => one.rows.map((row) => values[row] as number))),
    },
    raterNames: occasions.map((occasion) => `${layout.occasion} ${occasion}`),
    caseNames: cases.map(({ name }) => name),
    subjects: table.subjects && Int32Array.from(firstRows, (row) => (table.subjects as Int32Array)[row] as number),
    patientCount: countPatients(table, firstRows),
    warnings,
  };
}

const oneOccasion = (column: string): AppError =>
  new AppError(
    'invalid-input',
    `All rows have one value of ${column}: measurements of at least two occasions are needed.`,
  );

function knownOccasion(found: readonly string[], typed: string, column: string): string {
  const known = found.find((text) => matchesText(text, typed));
  if (known !== undefined) return known;
  throw new AppError('invalid-input', `No row has ${column} = "${typed}".`);
}

export const countPatients = (table: DataTable, rows: readonly number[]): number | null =>
  table.patients && new Set(rows.map((row) => (table.patients as Int32Array)[row])).size;

const leftOut = (count: number, reason: string): string[] =>
  count === 0 ? [] : [`${counted(count, 'case')} left out: ${reason}.`];

/** Two measurements of each case. */
export interface Pairs extends Omit<RepeatedMeasurements, 'raterNames'> {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly names: readonly [first: string, second: string];
}

interface PairedLayout extends LongLayout {
  readonly first: string;
  readonly second: string;
  readonly firstOccasion: string;
  readonly secondOccasion: string;
}

/** The two columns where both are named, else the first and second occasion of the value. */
export function pairsOf(table: DataTable, params: PairedLayout): Pairs {
  if ((params.first === '') !== (params.second === ''))
    throw new AppError('invalid-input', 'Choose both measurement columns, or neither and a value column.');
  const repeated =
    params.first === ''
      ? fromRows(table, params, twoOccasions(table, params))
      : fromColumns(table, [params.first, params.second], params);
  const { raterNames, ...rest } = repeated;
  const { cases, values } = repeated.ratings;
  return {
    ...rest,
    names: [raterNames[0] as string, raterNames[1] as string],
    first: Float64Array.from({ length: cases }, (_, i) => values[2 * i] as number),
    second: Float64Array.from({ length: cases }, (_, i) => values[2 * i + 1] as number),
  };
}

/** Those named, filled up with the first values of the occasion column that are not. */
export function twoOccasions(
  table: DataTable,
  params: OccasionLayout & { readonly firstOccasion: string; readonly secondOccasion: string },
): string[] {
  const texts = textColumn(table, params.occasion);
  const found = distinctTexts(subsetRows(table, params).map((row) => texts[row] ?? null));
  const next = (taken: string): string => found.find((text) => !matchesText(text, taken)) ?? taken;
  const first = params.firstOccasion || next(params.secondOccasion);
  return [first, params.secondOccasion || next(first)];
}
