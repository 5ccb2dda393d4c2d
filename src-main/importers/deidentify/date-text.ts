/** Which of the first two numbers of `05/06/2019` is the day. */
export type DateOrder = 'day-first' | 'month-first';

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface DateText {
  readonly day: CalendarDay;
  /** What follows the day, e.g. ` 14:30`; '' mostly. */
  readonly rest: string;
  /** The order that this text proves; null where it says nothing, because it is spelled otherwise or both readings are days. */
  readonly proves: DateOrder | null;
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const time = String.raw`(?<rest>(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*(?:[AaPp][Mm]|Z|[+-]\d{2}:?\d{2}))?)`;
const name = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`;
const suffix = '(?:st|nd|rd|th)?';
const yearFirst = String.raw`(?<y1>\d{4})(?<s1>[-/.])(?<m1>\d{1,2})\k<s1>(?<d1>\d{1,2})`;
const yearLast = String.raw`(?<a2>\d{1,2})(?<s2>[-/.])(?<b2>\d{1,2})\k<s2>(?<y2>\d{4}|\d{2})`;
const compact = String.raw`(?<y3>(?:19|20)\d{2})(?<m3>\d{2})(?<d3>\d{2})`;
const namedAfter = String.raw`(?<d4>\d{1,2})${suffix}[\s.-]*(?<m4>${name})[\s,.-]*(?<y4>\d{4}|\d{2})`;
const namedBefore = String.raw`(?<m5>${name})[\s.-]*(?<d5>\d{1,2})${suffix}[\s,.-]+(?<y5>\d{4})`;
const alternatives = [yearFirst, yearLast, compact, namedAfter, namedBefore].join('|');
const whole = new RegExp(`^(?:${alternatives})${time}?$`, 'i');
/** Inside a sentence; neither part of a longer number nor of a word. */
const within = new RegExp(String.raw`(?<![\w./-])(?:${alternatives})${time}?(?![\w/-]|\.\d)`, 'gi');

/** The day that a text spells, and nothing but that; null for anything else. Years run from 1850 to 2199. */
export function readDate(text: string, order: DateOrder = 'day-first'): DateText | null {
  const parts = whole.exec(text.trim())?.groups;
  return parts ? dateOf(parts, order) : null;
}

/** Rewrites every day in a text as its date `YYYY-MM-DD`, after `change`. */
export const replaceDates = (
  text: string,
  change: (day: CalendarDay) => CalendarDay,
  order: DateOrder = 'day-first',
): string =>
  text.replaceAll(within, (...match: unknown[]) => {
    const date = dateOf(match.at(-1) as Parts, order);
    return date ? `${isoDate(change(date.day))}${date.rest}` : String(match[0]);
  });

type Parts = Readonly<Record<string, string | undefined>>;

function dateOf(parts: Parts, order: DateOrder): DateText | null {
  const given = (proves: DateOrder | null, year?: string, month?: string | number, day?: string): DateText | null => {
    const found = { year: fullYear(year ?? ''), month: Number(month), day: Number(day) };
    return isDay(found.year, found.month, found.day) ? { day: found, rest: parts['rest'] ?? '', proves } : null;
  };
  if (parts['y1'] !== undefined) return given(null, parts['y1'], parts['m1'], parts['d1']);
  if (parts['y2'] !== undefined) {
    const dayFirst = given('day-first', parts['y2'], parts['b2'], parts['a2']);
    const monthFirst = given('month-first', parts['y2'], parts['a2'], parts['b2']);
    if (!dayFirst || !monthFirst) return dayFirst ?? monthFirst;
    return { ...(order === 'day-first' ? dayFirst : monthFirst), proves: null };
  }
  if (parts['y3'] !== undefined) return given(null, parts['y3'], parts['m3'], parts['d3']);
  if (parts['y4'] !== undefined) return given(null, parts['y4'], monthOf(parts['m4'] ?? ''), parts['d4']);
  return given(null, parts['y5'], monthOf(parts['m5'] ?? ''), parts['d5']);
}

const monthOf = (text: string): number => monthNames.indexOf(text.slice(0, 3).toLowerCase()) + 1;

/** Two digits: up to 30 this century, else the last. */
const fullYear = (text: string): number => {
  const year = Number(text);
  return text.length > 2 ? year : year <= 30 ? 2000 + year : 1900 + year;
};

const isDay = (year: number, month: number, day: number): boolean =>
  year >= 1850 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(year, month, 0).getDate();

export function isoDate({ year, month, day }: CalendarDay): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function shiftDay({ year, month, day }: CalendarDay, days: number): CalendarDay {
  const shifted = new Date(Date.UTC(year, month - 1, day + days));
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate() };
}

/** From the first day to the second, in whole days. */
export const daysBetween = (from: CalendarDay, to: CalendarDay): number =>
  Math.round((Date.UTC(to.year, to.month - 1, to.day) - Date.UTC(from.year, from.month - 1, from.day)) / 86_400_000);
