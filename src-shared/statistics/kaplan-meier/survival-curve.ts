import { normalQuantile } from '../../numerics/distributions.ts';
import { ascendingOrder } from '../../numerics/order.ts';

export const bandTypes = ['log-log', 'log', 'plain'] as const;
export type BandType = (typeof bandTypes)[number];

/** A Kaplan-Meier curve by columns: one entry for each distinct time, ascending, events or not. */
export interface SurvivalCurve {
  readonly times: Float64Array;
  /** Followed up to the time or longer. */
  readonly atRisk: Int32Array;
  readonly events: Int32Array;
  readonly censored: Int32Array;
  /** Probability of surviving beyond the time. */
  readonly survival: Float64Array;
  /** Greenwood's standard error; NaN where survival is 0, for which the formula has no value. */
  readonly standardErrors: Float64Array;
  /** Pointwise limits; NaN where survival is 0. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The Kaplan-Meier estimate S(t) = Π (1 - d/n) with Greenwood's variance S² Σ d / (n (n - d)) and pointwise limits on
 * the log-log, log or plain scale, cut to 0 .. 1. Events precede censorings at the same time. Equal to R's `survfit`
 * (survival 3.5) to 1e-10.
 * @param times in any unit, 0 or more, snapped (`snapTimes`); in ascending order they are not sorted again
 * @param events 1 where the event came at that time, 0 where follow-up ended without it
 */
export function survivalCurve(
  times: Float64Array,
  events: Uint8Array,
  options: { readonly band: BandType; readonly level: number },
): SurvivalCurve {
  const order = ascendingOrder(times);
  const size = countDistinct(times, order);
  const z = normalQuantile(1 - (1 - options.level) / 2);
  const curve = {
    times: new Float64Array(size),
    atRisk: new Int32Array(size),
    events: new Int32Array(size),
    censored: new Int32Array(size),
    survival: new Float64Array(size),
    standardErrors: new Float64Array(size),
    low: new Float64Array(size),
    high: new Float64Array(size),
  };
  let survival = 1;
  let greenwood = 0;
  let limits: readonly [number, number] = [1, 1];
  for (let start = 0, step = 0; start < order.length; step++) {
    const time = times[order[start] as number] as number;
    let end = start;
    let died = 0;
    for (; end < order.length && times[order[end] as number] === time; end++)
      died += events[order[end] as number] as number;
    const atRisk = order.length - start;
    if (died > 0) {
      survival = died === atRisk ? 0 : survival * (1 - died / atRisk);
      greenwood += died === atRisk ? Infinity : died / (atRisk * (atRisk - died));
      limits = survival === 0 ? [Number.NaN, Number.NaN] : limitsOf(options.band, survival, z * Math.sqrt(greenwood));
    }
    curve.times[step] = time;
    curve.atRisk[step] = atRisk;
    curve.events[step] = died;
    curve.censored[step] = end - start - died;
    curve.survival[step] = survival;
    curve.standardErrors[step] = survival === 0 ? Number.NaN : survival * Math.sqrt(greenwood);
    curve.low[step] = limits[0];
    curve.high[step] = limits[1];
    start = end;
  }
  return curve;
}

function countDistinct(times: Float64Array, order: Int32Array): number {
  let count = order.length === 0 ? 0 : 1;
  for (let i = 1; i < order.length; i++) if (times[order[i] as number] !== times[order[i - 1] as number]) count++;
  return count;
}

/** @param reach z times the standard error of log S */
function limitsOf(band: BandType, survival: number, reach: number): [number, number] {
  if (survival === 1) return [1, 1];
  switch (band) {
    case 'plain':
      return [Math.max(0, survival - survival * reach), Math.min(1, survival + survival * reach)];
    case 'log':
      return [survival * Math.exp(-reach), Math.min(1, survival * Math.exp(reach))];
    case 'log-log': {
      const logSurvival = Math.log(survival);
      const shift = Math.exp(-reach / logSurvival);
      return [Math.exp(logSurvival * shift), Math.exp(logSurvival / shift)];
    }
  }
}

/**
 * Makes times that differ only by rounding equal (relative 1e-9), as R's `timefix` does: 0.1 + 0.2 years and 0.3 years
 * are one time. Keeps the order of the input.
 */
export function snapTimes(times: Float64Array): Float64Array {
  const order = ascendingOrder(times);
  const snapped = new Float64Array(times.length);
  let current = Number.NaN;
  for (let i = 0; i < order.length; i++) {
    const at = order[i] as number;
    const time = times[at] as number;
    if (!(time - current <= 1e-9 * Math.max(1, time))) current = time;
    snapped[at] = current;
  }
  return snapped;
}

/** The last entry of `times` (ascending) at or before `time`; -1 when all come later. */
export function lastAtOrBefore(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Survival beyond `time` with its limits (null where survival is 0); null past the last follow-up. */
export function survivalAt(
  curve: SurvivalCurve,
  time: number,
): { survival: number; low: number | null; high: number | null } | null {
  const last = curve.times.at(-1);
  if (last === undefined || time > last) return null;
  const step = lastAtOrBefore(curve.times, time);
  if (step < 0) return { survival: 1, low: 1, high: 1 };
  const survival = curve.survival[step] as number;
  if (survival === 0) return { survival, low: null, high: null };
  return { survival, low: curve.low[step] as number, high: curve.high[step] as number };
}

/** How many are still followed at each of `at`, and how many events and censorings came up to and at it. */
export function countsAt(
  { times, atRisk, events, censored }: Pick<SurvivalCurve, 'times' | 'atRisk' | 'events' | 'censored'>,
  at: readonly number[],
): { atRisk: number[]; events: number[]; censored: number[] } {
  const result = { atRisk: [] as number[], events: [] as number[], censored: [] as number[] };
  let [step, eventCount, censoredCount] = [0, 0, 0];
  for (const time of at) {
    for (; step < times.length && (times[step] as number) <= time; step++) {
      eventCount += events[step] as number;
      censoredCount += censored[step] as number;
    }
    const isStep = step > 0 && times[step - 1] === time;
    result.atRisk.push(isStep ? (atRisk[step - 1] as number) : (atRisk[step] ?? 0));
    result.events.push(eventCount);
    result.censored.push(censoredCount);
  }
  return result;
}

export const medianConventions = ['midpoint', 'first'] as const;
type MedianConvention = (typeof medianConventions)[number];

/** Median survival; `null` is "not reached", for the median and for each of its limits. */
export interface MedianSurvival {
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The time at which survival falls to one half, with the limits where the two limits of the band do so
 * (Brookmeyer & Crowley 1982, on the scale of the band).
 * `midpoint` (R): where the curve lies exactly at 0.5 over an interval, the middle of the interval.
 * `first` (lifelines, Prism): always the first time at which survival is at most 0.5.
 */
export function medianSurvival(curve: SurvivalCurve, convention: MedianConvention): MedianSurvival {
  const crossing = (heights: Float64Array): number | null => crossingOf(curve.times, heights, convention);
  return { median: crossing(curve.survival), low: crossing(curve.low), high: crossing(curve.high) };
}

/** Products that should be 0.5 miss it in the last digits. */
const slack = 1e-9;

/** Comparisons with NaN are false: where there is no limit there is no crossing. */
function crossingOf(times: Float64Array, heights: Float64Array, convention: MedianConvention): number | null {
  const half = heights.findIndex((height) => height <= 0.5 + slack);
  if (half < 0) return null;
  const time = times[half] as number;
  if (convention === 'first' || (heights[half] as number) < 0.5 - slack) return time;
  const below = heights.findIndex((height) => height < 0.5 - slack);
  return (time + (below < 0 ? (times.at(-1) as number) : (times[below] as number))) / 2;
}
