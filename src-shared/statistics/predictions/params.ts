import { z } from 'zod';
import { type DataTable, distinctTexts, textColumn } from '../data-table.ts';
import { isIdentifier, probabilityColumn } from '../roc/params.ts';
import { subsetParams } from '../subset.ts';

const target = z
  .string('Choose a column.')
  .min(1, 'Choose a column.')
  .meta({ title: 'Truth', description: 'The column that says what each lesion is.', column: 'any' });
const score = z.string().default('').meta({
  title: 'Probability',
  description:
    'Predicted probability of the positive value. Empty: the column `probability of <positive value>`, where there is one.',
  column: 'number',
});

/** The fields of a statistic of one set of predictions of any number of classes. */
export const predictionParams = {
  target,
  positive: z.string().default('').meta({
    title: 'Positive value',
    valueOf: 'target',
    description:
      'The value of the truth that the probability speaks for. Empty: all classes that have a column `probability of <class>`; of two, the second is the positive one.',
  }),
  score,
  ...subsetParams,
};

/** The fields of a statistic of the predictions of one value against the rest. */
export const positiveParams = {
  target,
  positive: z.string('Choose a value.').min(1, 'Choose a value.').meta({
    title: 'Positive value',
    valueOf: 'target',
    description: 'The value of the truth that the probability speaks for.',
  }),
  score,
  ...subsetParams,
};

export interface PredictionParams {
  readonly target: string;
  readonly positive: string;
  readonly score: string;
  readonly subsetColumn: string;
  readonly subsetValue: string;
}

/** Classes that have a column of probabilities, in the order of the columns: the fixed classes of a run. */
export const classesOf = (table: DataTable): string[] =>
  [...table.columns.keys()]
    .filter((name) => name.startsWith(probabilityColumn('')))
    .map((name) => name.slice(probabilityColumn('').length));

/** With predictions of a run: its test lesions, the second of two classes, else all. Without: two values and a score. */
export function suggestPredictions(table: DataTable): Partial<PredictionParams> {
  const names = [...table.columns.keys()];
  const classes = classesOf(table);
  if (classes.length >= 2 && names.includes('target')) {
    const positive = classes.length === 2 ? (classes[1] as string) : '';
    return {
      target: 'target',
      positive,
      score: positive === '' ? '' : probabilityColumn(positive),
      ...(names.includes('part') ? { subsetColumn: 'part', subsetValue: 'test' } : {}),
    };
  }
  const usable = names.filter((name) => !isIdentifier(name));
  const found = usable.find((name) => distinctTexts(textColumn(table, name)).length === 2);
  const number = usable.find((name) => name !== found && table.columns.get(name)?.type === 'number');
  if (!found) return {};
  const positive = distinctTexts(textColumn(table, found))[1] as string;
  return { target: found, positive, ...(number ? { score: number } : {}) };
}

/** As `suggestPredictions`; of several classes, the first against the rest. */
export function suggestPositive(table: DataTable): Partial<PredictionParams> {
  const found = suggestPredictions(table);
  const [first] = classesOf(table);
  if (found.positive !== '' || first === undefined) return found;
  return { ...found, positive: first, score: probabilityColumn(first) };
}
