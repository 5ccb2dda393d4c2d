import type { TableMapping } from '#shared/contract/imports.ts';
import type { ColumnSniffer } from './cell-values.ts';
import { guessUnit } from './guess-unit.ts';

type Entry = TableMapping['clinical'][number];
export type GuessedValues = Pick<Entry, 'type' | 'unit' | 'values' | 'factor'> & { readonly note: string | null };

const sexName = /(^|[^a-z])(sex|gender)([^a-z]|$)/;
const eventName = /(^|[^a-z])(status|event|dead|death|died|deceased|recurrence|progression|relapse)([^a-z]|$)/;
const daysPerMonth = 30.4375;
const daysPerYear = 365.25;

/** How the cells of a column become values: its type and unit, and what codes that everybody uses stand for. */
export function guessValues(columnName: string, sniffer: ColumnSniffer): GuessedValues {
  const name = columnName.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const values = sniffer.fewValues;
  const plain = { type: sniffer.type, unit: null, values: {}, factor: 1, note: null };
  if (values && sexName.test(name)) {
    if (are(values, '1', '2')) {
      return {
        ...plain,
        type: 'text',
        values: { '1': 'male', '2': 'female' },
        note: '1 is taken for male and 2 for female, as ISO 5218 says. Change it if your table means something else.',
      };
    }
    const words = Object.fromEntries(values.map((value) => [value, sexWord(value)]));
    if (Object.values(words).every((word) => word !== null))
      return { ...plain, type: 'text', values: differing(words as Record<string, string>) };
  }
  if (values && eventName.test(name) && are(values, '1', '2')) {
    return {
      ...plain,
      type: 'boolean',
      values: { '1': 'no', '2': 'yes' },
      note: '1 is taken for no and 2 for yes, as R codes events. Change it if your table means something else.',
    };
  }
  return { ...plain, unit: sniffer.type === 'number' ? guessUnit(columnName, sniffer.largest) : null };
}

/** A column may have less than all codes, but nothing else. */
const are = (values: readonly string[], ...codes: string[]): boolean =>
  values.length > 1 && values.every((value) => codes.includes(value));

function sexWord(value: string): string | null {
  const word = value.toLowerCase();
  if (/^(m|male|man|men)$/.test(word)) return 'male';
  return /^(f|w|female|woman|women)$/.test(word) ? 'female' : null;
}

const differing = (words: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).filter(([value, word]) => value !== word));

/** Durations in other units join those in days, where a table has both: an endpoint is in one unit. */
export function alignDurations(entries: readonly Entry[]): {
  entries: Entry[];
  notes: { item: string; message: string }[];
} {
  const notes: { item: string; message: string }[] = [];
  const inDays = entries.some(({ unit }) => unit === 'days');
  const aligned = entries.map((entry) => {
    const factor = entry.unit === 'months' ? daysPerMonth : entry.unit === 'years' ? daysPerYear : null;
    const isDuration = !/(^|[^a-z])age([^a-z]|$)/.test(entry.column.toLowerCase());
    if (!inDays || factor === null || !isDuration) return entry;
    notes.push({
      item: entry.column,
      message: `The values look like ${entry.unit} and others of the table like days: they are multiplied by ${factor}. Set the factor to 1 to keep them.`,
    });
    return { ...entry, unit: 'days', factor };
  });
  return { entries: aligned, notes };
}
