import { z } from 'zod';
import { type DataTable, distinctTexts, textColumn } from '../data-table.ts';
import {
  axisFields,
  followUpFields,
  groupingFields,
  levelField,
  suggestFollowUp,
  suggestSplit,
} from '../kaplan-meier/follow-up-params.ts';
import { subsetParams } from '../subset.ts';

export const competingRisksParams = z.object({
  time: followUpFields.time,
  timeUnit: followUpFields.timeUnit,
  event: z.string('Choose a column.').min(1, 'Choose a column.').meta({
    title: 'Event',
    description: 'How follow-up ended: the event of interest, a competing event, or censored.',
    column: 'any',
  }),
  eventValue: z.string().default('1').meta({
    valueOf: 'event',
    title: 'Event of interest',
    description: 'The value of the event column that means the event of interest came first.',
  }),
  censoredValue: z.string().default('0').meta({
    valueOf: 'event',
    title: 'Censored',
    description:
      'The value that means follow-up ended without any event. All further values are competing events, each a cause of its own.',
  }),
  ...groupingFields,
  ...subsetParams,
  ...axisFields,
  landmark: z.number().positive().nullable().default(null).meta({
    title: 'Incidence at',
    description:
      'In the unit of the axis: the time at which incidences are reported. Empty: the longest time for which every group has follow-up.',
  }),
  stratum: z.string().default('').meta({
    title: 'Stratify the test by',
    description: 'Patients are compared within each value of this column alone. Empty: no strata.',
    column: 'any',
  }),
  naive: z.boolean().default(true).meta({
    title: 'Show 1 − Kaplan–Meier',
    description:
      'Dashed: what one gets by taking competing events as censored. It overstates the incidence, and is shown as a warning.',
  }),
  band: z
    .boolean()
    .default(true)
    .meta({ title: 'Confidence bands', description: 'Pointwise limits on the log-log scale.' }),
  level: levelField,
});
export type CompetingRisksParams = z.output<typeof competingRisksParams>;

/** The usual columns; for the event, one with three values or a few more, of which 0 is censored. */
export function suggestCompetingRisks(table: DataTable): Partial<z.input<typeof competingRisksParams>> {
  const { event, eventValue, ...found } = suggestFollowUp(table);
  const coded = [...table.columns.keys()].find((name) => {
    const values = distinctTexts(textColumn(table, name).slice(0, 10_000));
    return /event|status|cause|outcome|fail/i.test(name) && values.length > 2 && values.length < 6;
  });
  if (coded === undefined) return { ...found, ...suggestSplit(table), ...(event ? { event, eventValue } : {}) };
  const values = distinctTexts(textColumn(table, coded));
  const censoredValue = values.find((value) => /^(0|censored|alive|none|no)$/i.test(value)) ?? (values[0] as string);
  return {
    ...found,
    ...suggestSplit(table),
    event: coded,
    censoredValue,
    eventValue: values.find((value) => value !== censoredValue) as string,
  };
}
