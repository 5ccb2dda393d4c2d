/** Probability of not being censored, by patient. */
export interface CensoringSurvival {
  /** G(t-): not censored before the patient's own time. */
  readonly before: Float64Array;
  /** G(t): not censored up to and at it. */
  readonly after: Float64Array;
}

/**
 * The Kaplan-Meier estimate G of the time to censoring, at the time of each patient. Events precede censorings at the
 * same time, so those with an event are no longer at risk of being censored at it: G(t) = Π (1 - c / (n - d)).
 * @param times ascending, snapped
 * @param events 0 where censored
 * @param weights how often each patient counts; null: once
 * @param into arrays to write to, for many resamples of the same patients
 */
export function censoringSurvival(
  times: Float64Array,
  events: Uint8Array,
  weights: Float64Array | null = null,
  into: CensoringSurvival = { before: new Float64Array(times.length), after: new Float64Array(times.length) },
): CensoringSurvival {
  let atRisk = 0;
  for (let i = 0; i < times.length; i++) atRisk += weights ? (weights[i] as number) : 1;
  let survival = 1;
  for (let start = 0; start < times.length; ) {
    const time = times[start] as number;
    let [end, died, censored] = [start, 0, 0];
    for (; end < times.length && times[end] === time; end++) {
      const weight = weights ? (weights[end] as number) : 1;
      if (events[end] === 0) censored += weight;
      else died += weight;
    }
    const next = censored > 0 ? survival * Math.max(0, 1 - censored / (atRisk - died)) : survival;
    for (let i = start; i < end; i++) {
      into.before[i] = survival;
      into.after[i] = next;
    }
    survival = next;
    atRisk -= died + censored;
    start = end;
  }
  return into;
}
