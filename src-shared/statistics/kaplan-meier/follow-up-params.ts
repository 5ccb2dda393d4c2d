import { z } from 'zod';
import { median } from '../../numerics/quantile.ts';
import { type DataTable, distinctTexts, numberColumn, textColumn } from '../data-table.ts';
import { subsetParams } from '../subset.ts';
import { timeUnits } from '../time-units.ts';
import { lesionRules } from './patient-rows.ts';

/** Fields by which every survival statistic finds the follow-up of the patients. */
export const followUpFields = {
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
};

/** Fields by which patients are put into groups. */
export const groupingFields = {
  grouping: z.enum(['none', 'column', 'score']).default('none').meta({
    title: 'Groups',
    description: 'All patients together, one group for each value of a column, or two split at a threshold of a score.',
  }),
  group: z.string().default('').meta({
    title: 'Group column',
    description: 'One group for each of its values (at most 8). Used when groups are by column.',
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
      'A threshold fixed before these patients were looked at, e.g. the tuning median of the run. Empty: the median of the patients shown, which is optimistic.',
  }),
  equalScores: z.enum(['low', 'high']).default('low').meta({
    title: 'Scores equal to the threshold',
    description: 'The group they belong to. The reference code of the study puts them with the high ones.',
  }),
  lesions: z.enum(lesionRules).default('mean').meta({
    title: 'Several lesions of a patient',
    description: 'Survival belongs to the patient: the scores of their lesions become this one score.',
  }),
};

/** Fields for the axis of time. */
export const axisFields = {
  axisUnit: z
    .enum(timeUnits)
    .default('years')
    .meta({ title: 'Unit of the axis', description: 'Unit of the axis and of all times given here or reported.' }),
  horizon: z.number().positive().nullable().default(null).meta({
    title: 'End of follow-up',
    description:
      'In the unit of the axis. Follow-up is cut there: what comes at or after it counts as censored at it. Empty: all follow-up.',
  }),
};

export const levelField = z
  .number()
  .gt(0.5)
  .lt(1)
  .default(0.95)
  .meta({ title: 'Confidence level', description: 'Coverage of the limits.' });

const groupedFollowUp = z.object({ ...followUpFields, ...groupingFields, ...subsetParams, ...axisFields });
export type GroupedFollowUpParams = z.output<typeof groupedFollowUp>;

/** Guesses the columns of follow-up by their usual names. */
export function suggestFollowUp(table: DataTable) {
  const names = [...table.columns.keys()];
  const isNumeric = (name: string): boolean => table.columns.get(name)?.type === 'number';
  const time = names.find((name) => isNumeric(name) && /surv.*time|time|days|month|follow|^os$|^pfs$/i.test(name));
  const event = names.find(
    (name) =>
      name !== time &&
      !name.startsWith('probability of ') &&
      /event|status|dead|death|died|deceased|censor/i.test(name),
  );
  return {
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
}

function eventValueOf(values: readonly string[]): string {
  const usual = ['1', 'true', 'dead', 'deceased', 'event', 'yes'];
  return values.find((value) => usual.includes(value.toLowerCase())) ?? values.at(-1) ?? '1';
}

/** With predictions of a run: the score of the second class, on the test patients. */
export function suggestScore(table: DataTable) {
  const predictions = [...table.columns.keys()].filter((name) => name.startsWith('probability of '));
  const score = predictions.length === 2 ? predictions[1] : undefined;
  if (!score || !table.columns.has('part')) return {};
  return { score, subsetColumn: 'part', subsetValue: 'test' };
}

/** With predictions of a run: the test patients split at the median prediction of the tuning patients. */
export function suggestSplit(table: DataTable) {
  const found = suggestScore(table);
  if (!('score' in found)) return {};
  const parts = textColumn(table, 'part');
  const tuning = numberColumn(table, found.score).filter((value, row) => parts[row] === 'tune' && !Number.isNaN(value));
  return { grouping: 'score' as const, threshold: tuning.length > 0 ? median(tuning) : null, ...found };
}
