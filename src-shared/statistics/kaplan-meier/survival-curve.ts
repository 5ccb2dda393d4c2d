import { normalQuantile } from '../../numerics/distributions.ts';

export const bandTypes = ['log-log', 'log', 'plain'] as const;
export type BandType = (typeof bandTypes)[number];

export interface SurvivalStep {
  readonly time: number;
  /** Followed up to `time` or longer. */
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
  /** Probability of surviving beyond `time`. */
  readonly survival: number;
  /** Greenwood's standard error of `survival`; null where survival is 0. */
  readonly standardError: number | null;
  /** Pointwise limits; null where survival is 0, for which Greenwood's formula has no value. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The Kaplan-Meier estimate S(t) = Π (1 - d/n) with Greenwood's variance S² Σ d / (n (n - d)) and pointwise limits on
 * the log-log, log or plain scale, cut to 0 .. 1. Events precede censorings at the same time. One step for each
 * distinct time, events or not. Equal to R's `survfit` (survival 3.5) to 1e-10.
 * @param times in any unit, 0 or more, snapped (`snapTimes`)
 * @param events 1 where the event came at that time, 0 where follow-up ended without it
 */
export function survivalCurve(
  times: Float64Array,
  events: Uint8Array,
  options: { readonly band: BandType; readonly level: number },
): SurvivalStep[] {
  const order = Int32Array.from(times, (_, i) => i).sort((a, b) => (times[a] as number) - (times[b] as number));
  const z = normalQuantile(1 - (1 - options.level) / 2);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let greenwood = 0;
  for (let start = 0; start < order.length; ) {
    const time = times[order[start] as number] as number;
    let end = start;
    let died = 0;
    for (; end < order.length && times[order[end] as number] === time; end++)
      died += events[order[end] as number] as number;
    const atRisk = order.length - start;
    survival *= 1 - died / atRisk;
    greenwood += died === atRisk ? Infinity : died / (atRisk * (atRisk - died));
    const standardError = survival === 0 ? null : survival * Math.sqrt(greenwood);
    const [low, high] = survival === 0 ? [null, null] : limits(options.band, survival, z * Math.sqrt(greenwood));
    steps.push({ time, atRisk, events: died, censored: end - start - died, survival, standardError, low, high });
    start = end;
  }
  return steps;
}

/** @param reach z times the standard error of log S */
function limits(band: BandType, survival: number, reach: number): [number, number] {
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
  const order = Int32Array.from(times, (_, i) => i).sort((a, b) => (times[a] as number) - (times[b] as number));
  const snapped = new Float64Array(times.length);
  let current = Number.NaN;
  for (const i of order) {
    const time = times[i] as number;
    if (!(time - current <= 1e-9 * Math.max(1, time))) current = time;
    snapped[i] = current;
  }
  return snapped;
}

/** Survival beyond `time` with its limits; null past the last follow-up. */
export function survivalAt(
  steps: readonly SurvivalStep[],
  time: number,
): Pick<SurvivalStep, 'survival' | 'low' | 'high'> | null {
  const last = steps.at(-1);
  if (!last || time > last.time) return null;
  return steps.findLast((step) => step.time <= time) ?? { survival: 1, low: 1, high: 1 };
}

/** How many are still followed at each of `at`. */
export const numbersAtRisk = (times: Float64Array, at: readonly number[]): number[] =>
  at.map((time) => times.reduce((count, value) => (value >= time ? count + 1 : count), 0));

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
export function medianSurvival(steps: readonly SurvivalStep[], convention: MedianConvention): MedianSurvival {
  const crossing = (value: (step: SurvivalStep) => number | null): number | null =>
    crossingOf(steps, value, convention);
  return {
    median: crossing((step) => step.survival),
    low: crossing((step) => step.low),
    high: crossing((step) => step.high),
  };
}

/** Products that should be 0.5 miss it in the last digits. */
const slack = 1e-9;

function crossingOf(
  steps: readonly SurvivalStep[],
  value: (step: SurvivalStep) => number | null,
  convention: MedianConvention,
): number | null {
  const half = steps.find((step) => (value(step) ?? 1) <= 0.5 + slack);
  if (!half) return null;
  if (convention === 'first' || (value(half) as number) < 0.5 - slack) return half.time;
  const below = steps.find((step) => (value(step) ?? 1) < 0.5 - slack) ?? (steps.at(-1) as SurvivalStep);
  return (half.time + below.time) / 2;
}
