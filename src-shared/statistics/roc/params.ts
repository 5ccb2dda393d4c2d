import { z } from 'zod';
import { type DataTable, distinctTexts, textColumn } from '../data-table.ts';
import { bootstrapMethods } from '../resampling/intervals.ts';
import { resamplingParams } from '../resampling/params.ts';
import { subsetParams } from '../subset.ts';

export const rocParams = z.object({
  target: z
    .string('Choose a column.')
    .min(1, 'Choose a column.')
    .meta({ title: 'Truth', description: 'The column that says what each lesion is.', column: 'any' }),
  positive: z.string().default('').meta({
    title: 'Positive value',
    valueOf: 'target',
    description:
      'The value of the truth that the score should find. Empty: each class against the rest, scored by the columns `probability of <class>`.',
  }),
  score: z.string().default('').meta({
    title: 'Score',
    description: 'Prediction of the positive value; used when a positive value is given.',
    column: 'number',
  }),
  comparison: z
    .string()
    .default('')
    .meta({ title: 'Compare with', description: 'A second score on the same lesions. Empty: none.', column: 'number' }),
  direction: z.enum(['higher', 'lower']).default('higher').meta({
    title: 'Positive lesions score',
    description: 'Whether a higher or a lower score speaks for the positive value.',
  }),
  ...subsetParams,
  interval: z
    .enum([...bootstrapMethods, 'delong'])
    .default('bca')
    .meta({
      title: 'Interval',
      description:
        'bca, percentile and basic: bootstrap over patients. delong: analytic, for one lesion per patient. BCa allows for the skewness of an AUC near 1 and stays within 0 to 1.',
    }),
  ...resamplingParams,
});
export type RocParams = z.output<typeof rocParams>;

/** Numbers such as `PatientID`, `case_no` or an index without a name rank nothing and are no outcome. */
export const isIdentifier = (name: string): boolean =>
  /(^|[^a-z])(id|no|nr|index|unnamed)\b/i.test(name) || /[a-z]I[Dd]$/.test(name);

export const probabilityColumn = (className: string): string => `probability of ${className}`;

/** With predictions: the test lesions, the second of two classes or every class against the rest. */
export function suggestRoc(table: DataTable): Partial<z.input<typeof rocParams>> {
  const names = [...table.columns.keys()];
  const classes = names
    .filter((name) => name.startsWith(probabilityColumn('')))
    .map((name) => name.slice(probabilityColumn('').length));
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
  const target = usable.find((name) => distinctTexts(textColumn(table, name)).length === 2);
  const score = usable.find((name) => name !== target && table.columns.get(name)?.type === 'number');
  if (!target) return {};
  return { target, positive: distinctTexts(textColumn(table, target))[1] as string, ...(score ? { score } : {}) };
}
