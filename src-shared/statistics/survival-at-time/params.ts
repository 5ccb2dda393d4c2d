import { z } from 'zod';
import { type DataTable, distinctTexts, matchesText, numberColumn, textColumn } from '../data-table.ts';
import {
  axisFields,
  followUpFields,
  groupingFields,
  levelField,
  suggestFollowUp,
  suggestScore,
} from '../kaplan-meier/follow-up-params.ts';
import { subsetParams } from '../subset.ts';
import { daysPer } from '../time-units.ts';

const timeList = z
  .string()
  .regex(/^\s*(\d+(\.\d+)?(e[+-]?\d+)?\s*([,;]|\s|$)\s*)*$/i, 'Give times as numbers, e.g. 365, 730.')
  .default('');

export const timeDependentParams = z.object({
  ...followUpFields,
  score: z.string('Choose a column.').min(1, 'Choose a column.').meta({
    title: 'Score',
    description: 'The prediction that is judged.',
    column: 'number',
  }),
  direction: z.enum(['higher-risk', 'lower-risk']).default('higher-risk').meta({
    title: 'A higher score means',
    description:
      'higher-risk: an earlier event. lower-risk: a later one, as for a predicted probability of being alive.',
  }),
  lesions: groupingFields.lesions,
  ...subsetParams,
  axisUnit: axisFields.axisUnit,
  at: timeList.meta({
    title: 'Times',
    description:
      'In the unit of the axis, separated by commas: where values are reported, e.g. 365, 730. Empty: the times of the axis.',
  }),
  brier: z.enum(['cox', 'columns', 'none']).default('cox').meta({
    title: 'Brier score',
    description:
      'cox: of survival probabilities from a Cox model of the score. columns: of predicted probabilities, one column per time below. none: not computed.',
  }),
  probabilities: z.array(z.string()).max(20).default([]).meta({
    title: 'Predicted survival probabilities',
    description: 'Columns with the predicted probability of surviving each of the times below.',
    column: 'number',
  }),
  probabilityTimes: timeList.meta({
    title: 'Their times',
    description: 'In the unit of the axis: one time per column, in the same order.',
  }),
  fitColumn: z.string().default('').meta({
    title: 'Fit the Cox model where',
    description:
      'A column that chooses other patients to fit it on, e.g. `part`. Empty: on the patients shown, which is optimistic.',
    column: 'any',
  }),
  fitValue: z
    .string()
    .default('')
    .meta({ title: 'is', description: 'The value of that column, e.g. `tune`.', valueOf: 'fitColumn' }),
  resamples: z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(9999)
    .meta({ title: 'Resamples', description: 'Bootstrap resamples of patients for the intervals; 0: none.' }),
  seed: z
    .number()
    .int()
    .min(0)
    .default(42)
    .meta({ title: 'Seed', description: 'The same seed gives the same intervals.' }),
  level: levelField,
});
export type TimeDependentParams = z.output<typeof timeDependentParams>;

/** The numbers of a list, ascending as written. */
export const timesOf = (list: string): number[] =>
  list
    .split(/[\s,;]+/)
    .filter((text) => text !== '')
    .map(Number);

/** A run: the test patients, the Cox model fitted on the tuning patients, times in the unit of the column. */
export function suggestTimeDependent(table: DataTable): Partial<z.input<typeof timeDependentParams>> {
  const found = suggestFollowUp(table);
  const { score, ...subset } = { score: undefined, ...suggestScore(table) };
  if (score === undefined) return found;
  const horizon = horizonOf(table, found, score);
  return {
    ...found,
    score,
    direction: /alive|surviv/i.test(score) ? 'lower-risk' : 'higher-risk',
    ...subset,
    axisUnit: found.timeUnit ?? 'days',
    ...(horizon === null
      ? { fitColumn: 'part', fitValue: 'tune' }
      : { at: horizon, brier: 'columns', probabilities: [score], probabilityTimes: horizon }),
  };
}

/**
 * The horizon of the endpoint `alive at`, if two years fit: nobody of the class alive has the event by then, and nobody
 * of the class dead is followed beyond.
 */
function horizonOf(table: DataTable, found: ReturnType<typeof suggestFollowUp>, score: string): string | null {
  const { time, timeUnit, event, eventValue } = { time: undefined, event: undefined, ...found };
  if (!time || !event || score !== 'probability of alive' || !table.columns.has('target')) return null;
  const [times, targets, events] = [numberColumn(table, time), textColumn(table, 'target'), textColumn(table, event)];
  if (!distinctTexts(targets).includes('alive')) return null;
  const unit = timeUnit ?? 'days';
  const horizon = unit === 'days' ? 730 : (2 * daysPer.years) / daysPer[unit];
  const agrees = targets.every((target, row) => {
    const value = times[row] as number;
    if (target === 'dead') return value <= horizon;
    return (
      target !== 'alive' ||
      value > horizon ||
      (value === horizon && !matchesText(events[row] ?? null, eventValue ?? '1'))
    );
  });
  return agrees ? String(horizon) : null;
}
