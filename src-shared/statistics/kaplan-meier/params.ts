import { z } from 'zod';
import { median } from '../../numerics/quantile.ts';
import { type DataTable, distinctTexts, numberColumn, textColumn } from '../data-table.ts';
import { subsetParams } from '../subset.ts';
import { timeUnits } from '../time-units.ts';
import { logRankVariants } from './log-rank.ts';
import { bandTypes, medianConventions } from './survival-curve.ts';

export const kaplanMeierParams = z.object({
  time: z.string('Choose a column.').min(1, 'Choose a column.').meta({
    title: 'Time',
    description: 'Follow-up time of each patient: to the event or to the last contact.',
    column: 'number',
  }),
  timeUnit: z
    .enum(timeUnits)
    .default('days')
    .meta({ title: 'Unit of the time column', description: 'A year is 365.25 days, a month a twelfth of it.' }),
  event: z
    .string('Choose a column.')
    .min(1, 'Choose a column.')
    .meta({ title: 'Event', description: 'Whether follow-up ended with the event.', column: 'any' }),
  eventValue: z.string().default('1').meta({
    valueOf: 'event',
    title: 'Value of an event',
    description: 'The value of the event column that means the event came; any other value is censored.',
  }),
  grouping: z.enum(['none', 'column', 'score']).default('none').meta({
    title: 'Groups',
    description:
      'All patients together, one curve for each value of a column, or two curves split at a threshold of a score.',
  }),
  group: z.string().default('').meta({
    title: 'Group column',
    description: 'One curve for each of its values (at most 8). Used when groups are by column.',
    column: 'any',
  }),
  score: z.string().default('').meta({
    title: 'Score',
    description: 'Prediction that is split in two. Used when groups are by score.',
    column: 'number',
  }),
  threshold: z.number().nullable().default(null).meta({
    title: 'Threshold',
    description:
      'A threshold fixed before these patients were looked at, e.g. the tuning median of the run. Empty: the median of the patients shown, which is optimistic. Scores equal to it go to the lower group.',
  }),
  lesions: z.enum(['mean', 'highest', 'lowest']).default('mean').meta({
    title: 'Several lesions of a patient',
    description: 'Survival belongs to the patient: the scores of their lesions become this one score.',
  }),
  ...subsetParams,
  axisUnit: z
    .enum(timeUnits)
    .default('years')
    .meta({ title: 'Unit of the axis', description: 'Unit of the axis, of the medians and of the times below.' }),
  horizon: z.number().positive().nullable().default(null).meta({
    title: 'End of follow-up',
    description:
      'In the unit of the axis. Follow-up is cut there: what comes at or after it counts as censored at it. Empty: all follow-up.',
  }),
  landmark: z.number().positive().nullable().default(null).meta({
    title: 'Survival at',
    description: 'In the unit of the axis: a time at which the survival of each group is reported.',
  }),
  test: z
    .enum(logRankVariants)
    .default('log-rank')
    .meta({ title: 'Test', description: 'Weights of the comparison of the groups.' }),
  band: z
    .enum([...bandTypes, 'none'])
    .default('log-log')
    .meta({
      title: 'Confidence band',
      description:
        'Scale on which the pointwise limits are computed. R draws log by default, lifelines and Prism log-log.',
    }),
  level: z
    .number()
    .gt(0.5)
    .lt(1)
    .default(0.95)
    .meta({ title: 'Confidence level', description: 'Coverage of the band and of the limits of the medians.' }),
  median: z.enum(medianConventions).default('midpoint').meta({
    title: 'Median where survival stays at exactly 0.5',
    description:
      'midpoint: the middle of that interval, as R reports it. first: its beginning, as lifelines and Prism do.',
  }),
});
export type KaplanMeierParams = z.output<typeof kaplanMeierParams>;

/** Guesses the columns by their usual names; with predictions, the test patients split at the tuning median. */
export function suggestKaplanMeier(table: DataTable): Partial<z.input<typeof kaplanMeierParams>> {
  const names = [...table.columns.keys()];
  const isNumeric = (name: string): boolean => table.columns.get(name)?.type === 'number';
  const time = names.find((name) => isNumeric(name) && /surv.*time|time|days|month|follow|^os$|^pfs$/i.test(name));
  const event = names.find(
    (name) =>
      name !== time &&
      !name.startsWith('probability of ') &&
      /event|status|dead|death|died|deceased|censor/i.test(name),
  );
  const found = {
    ...(time
      ? {
          time,
          timeUnit: /year/i.test(time)
            ? ('years' as const)
            : /month/i.test(time)
              ? ('months' as const)
              : ('days' as const),
        }
      : {}),
    ...(event ? { event, eventValue: eventValueOf(distinctTexts(textColumn(table, event))) } : {}),
  };
  const predictions = names.filter((name) => name.startsWith('probability of '));
  const score = predictions.length === 2 ? predictions[1] : undefined;
  if (!score || !names.includes('part')) return found;
  const parts = textColumn(table, 'part');
  const tuning = numberColumn(table, score).filter((value, row) => parts[row] === 'tune' && !Number.isNaN(value));
  return {
    ...found,
    grouping: 'score',
    score,
    threshold: tuning.length > 0 ? median(tuning) : null,
    subsetColumn: 'part',
    subsetValue: 'test',
  };
}

function eventValueOf(values: readonly string[]): string {
  const usual = ['1', 'true', 'dead', 'deceased', 'event', 'yes'];
  return values.find((value) => usual.includes(value.toLowerCase())) ?? values.at(-1) ?? '1';
}
