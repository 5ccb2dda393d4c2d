import { significant } from './wording.ts';

export const timeUnits = ['days', 'months', 'years'] as const;
export type TimeUnit = (typeof timeUnits)[number];

export const isTimeUnit = (unit: string | null | undefined): unit is TimeUnit =>
  timeUnits.some((known) => known === unit);

/** A year is 365.25 days and a month a twelfth of it. The reference study divided days by 365. */
export const daysPer: Record<TimeUnit, number> = { days: 1, months: 365.25 / 12, years: 365.25 };

/** `730 days`, `1 year`. */
export const timeText = (value: number, unit: TimeUnit): string =>
  `${significant(value, 4)} ${value === 1 ? unit.slice(0, -1) : unit}`;
