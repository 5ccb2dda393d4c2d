import { z } from 'zod';
import { type DataTable, distinctTexts, textColumn } from '../data-table.ts';
import { subsetParams } from '../subset.ts';

/** What tells the rows of repeated measurements apart. */
export const occasionParams = {
  occasion: z.string().default('scan').meta({
    title: 'Occasion',
    description: 'Which measurement a row is: the number of the scan, the reader.',
    column: 'any',
  }),
  case: z.string().default('patient').meta({
    title: 'Case',
    description:
      'What was measured again. Several rows of one case and occasion (lesions) pair in their order: first with first, second with second.',
    column: 'any',
  }),
  ...subsetParams,
};

/** One column of values, whose rows are told apart by case and occasion. */
export const longParams = {
  value: z.string().default('').meta({
    title: 'Value',
    description: 'The column of all measurements, where each row is one. Used when no measurement columns are given.',
    column: 'number',
  }),
  ...occasionParams,
};

/** Which two of the occasions. */
export const twoOccasionParams = {
  firstOccasion: z.string().default('').meta({
    title: 'First occasion',
    description: 'A value of the occasion column. Empty: its first value.',
    valueOf: 'occasion',
  }),
  secondOccasion: z.string().default('').meta({
    title: 'Second occasion',
    description: 'A value of the occasion column. Empty: its second value.',
    valueOf: 'occasion',
  }),
};

export const levelParam = {
  level: z
    .number()
    .gt(0.5)
    .lt(1)
    .default(0.95)
    .meta({ title: 'Confidence level', description: 'Coverage of the intervals.' }),
};

/** Two measurements of each case: two columns, or one column and two occasions. */
export const pairedParams = {
  first: z.string().default('').meta({
    title: 'First measurement',
    description: 'A column with one row per case. Empty: the values of the first occasion.',
    column: 'number',
  }),
  second: z.string().default('').meta({
    title: 'Second measurement',
    description: 'A column of the same cases and unit as the first.',
    column: 'number',
  }),
  ...longParams,
  ...twoOccasionParams,
};

/** Predictions of repeated scans, or two columns whose names say test and retest. */
export function suggestPaired(table: DataTable): {
  first?: string;
  second?: string;
  value?: string;
  occasion?: string;
  case?: string;
} {
  const numbers = [...table.columns].filter(([, { type }]) => type === 'number').map(([name]) => name);
  const score = suggestRepeated(table);
  if (score) return score;
  const second = numbers.find((name) => /re-?test|second|repeat|follow/i.test(name));
  const first = numbers.find((name) => name !== second && /test|first|base/i.test(name));
  return first && second ? { first, second } : {};
}

/** The prediction of a run whose patients have more than one scan. */
export function suggestRepeated(table: DataTable): { value: string; occasion: string; case: string } | null {
  const predictions = [...table.columns.keys()].filter((name) => name.startsWith('probability of '));
  const value = predictions[1] ?? predictions[0];
  if (!value || !table.columns.has('scan') || !table.columns.has('patient')) return null;
  if (distinctTexts(textColumn(table, 'scan')).length < 2) return null;
  return { value, occasion: 'scan', case: 'patient' };
}
