import type { SurvivalCurve } from '#shared/statistics/kaplan-meier/survival-curve.ts';

/** The two groups of ten patients behind the golden survival values (R survival and lifelines). */
export const golden = [
  { times: [5, 6, 6, 6, 7, 10, 13, 16, 22, 23], events: [1, 1, 1, 0, 1, 1, 1, 1, 1, 0] },
  { times: [1, 1, 2, 2, 3, 4, 4, 5, 5, 8], events: [1, 1, 1, 1, 1, 1, 0, 1, 1, 1] },
] as const;

export function goldenGroups(): { times: Float64Array; events: Uint8Array; groups: Int32Array } {
  return {
    times: Float64Array.from(golden.flatMap(({ times }) => [...times])),
    events: Uint8Array.from(golden.flatMap(({ events }) => [...events])),
    groups: Int32Array.from(golden.flatMap(({ times }, group) => times.map(() => group))),
  };
}

/** A curve row by row, with null where there is no number. */
export const stepsOf = (curve: SurvivalCurve) =>
  Array.from(curve.times, (time, i) => ({
    time,
    atRisk: curve.atRisk[i]!,
    events: curve.events[i]!,
    censored: curve.censored[i]!,
    survival: curve.survival[i]!,
    standardError: orNull(curve.standardErrors[i]!),
    low: orNull(curve.low[i]!),
    high: orNull(curve.high[i]!),
  }));

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
