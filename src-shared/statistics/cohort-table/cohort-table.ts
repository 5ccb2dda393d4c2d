import { z } from 'zod';
import type { FigureInput, FigureTable } from '../../figure.ts';
import { quantileOfSorted } from '../../numerics/quantile.ts';
import { type DataTable, distinctTexts, textColumn } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetParams, subsetRows, subsetText } from '../subset.ts';
import { counted, significant } from '../wording.ts';

const cohortTableParams = z.object({
  group: z.string().default('').meta({
    title: 'Columns by',
    description: 'One column of the table per value, beside all patients; empty: all patients alone.',
    column: 'any',
  }),
  variables: z.array(z.string()).max(40).default([]).meta({
    title: 'Characteristics',
    description: 'What is described, in this order. Empty: every column that describes patients.',
    column: 'any',
  }),
  ...subsetParams,
});

/** Columns that tables of predictions carry and no reader of a Table 1 wants. */
const notCharacteristics = /^(probability of |draw$|offset |patient$|lesion$|run$|model$|fraction$|seed$)/;
/** A text of more values than this is a note or an identifier. */
const mostCategories = 12;

/** Characteristics of patients (the study's cohort table): medians with quartiles, numbers with percentages, missing values. */
export const cohortTable = defineStatistic({
  id: 'cohort-table',
  title: 'Cohort characteristics',
  definition:
    'Who the patients are: for numbers the median and quartiles, for categories the number and percentage of those with a value, and how many values are missing. No tests: they would answer nothing.',
  group: 'Cohort',
  needs: [],
  params: cohortTableParams,
  suggest(table) {
    return table.columns.has('part') ? { group: 'part' } : {};
  },
  compute(table, params): FigureInput {
    const rows = onePerPatient(table, subsetRows(table, params));
    const groups = groupsOf(table, params.group, rows);
    const names = params.variables.length > 0 ? params.variables : characteristicsOf(table, params.group);
    const body = names.flatMap((name) => describe(table, name, groups));
    const header = groups.map(({ label, rows: members }) => `${label} (n = ${members.length})`);
    const characteristics: FigureTable = {
      title: 'Cohort characteristics',
      columns: ['Characteristic', ...header],
      rows: body,
    };
    return {
      id: 'cohort-table',
      title: 'Cohort characteristics',
      panels: [],
      values: [
        {
          id: 'patients',
          label: 'Patients',
          definition: 'Patients described; of several lesions of a patient the first row stands for the patient.',
          quantity: { estimate: rows.length },
        },
      ],
      tables: [characteristics],
      caption: `Characteristics of ${counted(rows.length, 'patient')}${subsetText(params)}: median (lower–upper quartile) or number (percentage of those with a value).`,
      methods:
        'Characteristics are given as median with quartiles or as number with percentage of patients with a value; missing values are counted.',
      sizeMm: { width: 183, height: 20 },
    };
  },
});

interface Group {
  readonly label: string;
  readonly rows: readonly number[];
}

function onePerPatient({ patients }: DataTable, rows: readonly number[]): number[] {
  if (!patients) return [...rows];
  const seen = new Set<number>();
  return rows.filter((row) => !seen.has(patients[row]!) && seen.add(patients[row]!));
}

function groupsOf(table: DataTable, column: string, rows: readonly number[]): Group[] {
  const all = { label: 'All', rows };
  if (column === '') return [all];
  const texts = textColumn(table, column);
  const values = distinctTexts(rows.map((row) => texts[row] ?? null));
  const order = ['train', 'tune', 'test'];
  values.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return [
    all,
    ...values.slice(0, mostCategories).map((label) => ({ label, rows: rows.filter((row) => texts[row] === label) })),
  ];
}

const characteristicsOf = (table: DataTable, group: string): string[] =>
  [...table.columns].flatMap(([name, column]) => {
    if (name === group || name === 'part' || notCharacteristics.test(name)) return [];
    if (column.type === 'number') return [name];
    return distinctTexts(textColumn(table, name)).length <= mostCategories ? [name] : [];
  });

function describe(table: DataTable, name: string, groups: readonly Group[]): (string | null)[][] {
  const column = table.columns.get(name);
  const texts = textColumn(table, name);
  const values = distinctTexts(texts);
  const missing = groups.map(({ rows }) => rows.filter((row) => texts[row] === null).length);
  const missingRow = missing.some((count) => count > 0) ? [['  missing', ...missing.map(String)]] : [];
  if (column?.type === 'number' && values.length > 2) {
    return [
      [`${name}, median (quartiles)`, ...groups.map(({ rows }) => quartiles(column.values, rows))],
      ...missingRow,
    ];
  }
  return [
    [`${name}, n (%)`, ...groups.map(() => null)],
    ...values
      .slice(0, mostCategories)
      .map((value) => [`  ${value}`, ...groups.map(({ rows }) => share(texts, rows, value))]),
    ...missingRow,
  ];
}

function quartiles(values: Float64Array, rows: readonly number[]): string {
  const present = Float64Array.from(rows, (row) => values[row]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (present.length === 0) return 'no values';
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => significant(quantileOfSorted(present, share), 4));
  return `${middle} (${low}–${high})`;
}

function share(texts: readonly (string | null)[], rows: readonly number[], value: string): string {
  const present = rows.filter((row) => texts[row] !== null);
  const count = present.filter((row) => texts[row] === value).length;
  return present.length === 0 ? '0' : `${count} (${((100 * count) / present.length).toFixed(1)})`;
}
