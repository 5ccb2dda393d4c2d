export const timeUnits = ['days', 'months', 'years'] as const;
export type TimeUnit = (typeof timeUnits)[number];

export const isTimeUnit = (unit: string | null | undefined): unit is TimeUnit =>
  timeUnits.some((known) => known === unit);

/** A year is 365.25 days and a month a twelfth of it. The reference study divided days by 365. */
export const daysPer: Record<TimeUnit, number> = { days: 1, months: 365.25 / 12, years: 365.25 };
