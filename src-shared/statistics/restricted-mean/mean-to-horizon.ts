import type { SurvivalCurve } from '../kaplan-meier/survival-curve.ts';

export interface RestrictedMean {
  readonly mean: number;
  readonly standardError: number;
}

/**
 * Restricted mean survival time: the area under the Kaplan-Meier curve from 0 to tau, with the variance
 * Σ A(t)² d / (n (n - d)) over the event times t up to tau, A(t) the area from t to tau (Klein & Moeschberger 2003,
 * 4.5; as R's `survfit` and survRM2). In the unit of the times. Null where the curve is not known up to tau: follow-up
 * ends before with survival above 0.
 */
export function meanToHorizon({ times, atRisk, events, survival }: SurvivalCurve, tau: number): RestrictedMean | null {
  const last = times.at(-1);
  if (last === undefined || (last < tau && (survival.at(-1) as number) > 0)) return null;
  // Backwards, so that the area from each event time to tau is at hand.
  let area = 0;
  let variance = 0;
  let end = tau;
  for (let step = times.length - 1; step >= 0; step--) {
    const time = times[step] as number;
    if (time >= tau) continue;
    area += (survival[step] as number) * (end - time);
    end = time;
    const [n, d] = [atRisk[step] as number, events[step] as number];
    if (d > 0 && d < n) variance += (area * area * d) / (n * (n - d));
  }
  return { mean: area + end, standardError: Math.sqrt(variance) };
}

/** The longest time up to which every curve is known: the smallest of the last follow-ups, longer where all have died. */
export const commonFollowUp = (curves: readonly SurvivalCurve[]): number =>
  Math.min(...curves.flatMap(({ times }) => (times.length === 0 ? [] : [times.at(-1) as number])));
