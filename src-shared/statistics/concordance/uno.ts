import { ascendingOrder } from '../../numerics/order.ts';
import { type Concordance, harrell } from './harrell.ts';

/**
 * Uno's C (2011): Harrell's pairs weighed by 1 / G(t-)² of the time t of the earlier event, where G is the Kaplan-Meier
 * estimate of remaining uncensored, and only events up to `tau`. What it estimates does not depend on how follow-up was
 * censored. Equal to R's `concordance(timewt = "n/G2", ymax = tau)`. Its jackknife variance takes G as known.
 * @param tau in the unit of the times; Infinity: all events, of which late ones weigh much
 */
export function uno(
  times: Float64Array,
  events: Uint8Array,
  risk: Float64Array,
  options: { tau: number; weights?: Float64Array },
): Concordance {
  const eventWeights = censoringWeights(times, events, options.weights);
  times.forEach((time, row) => {
    if (time > options.tau) eventWeights[row] = 0;
  });
  return harrell(times, events, risk, {
    eventWeights,
    ...(options.weights ? { weights: options.weights } : {}),
  });
}

/**
 * 1 / G(t-)² at the time of each row, where events leave the risk of being censored before censorings of their time.
 * @param weights how often each row counts
 */
export function censoringWeights(times: Float64Array, events: Uint8Array, weights?: Float64Array): Float64Array {
  const order = ascendingOrder(times);
  const result = new Float64Array(times.length);
  let left = weights ? weights.reduce((sum, weight) => sum + weight, 0) : times.length;
  let remaining = 1;
  for (let start = 0; start < order.length; ) {
    const time = times[order[start] as number] as number;
    let [eventWeight, censored, end] = [0, 0, start];
    for (; end < order.length && times[order[end] as number] === time; end++) {
      const row = order[end] as number;
      result[row] = 1 / (remaining * remaining);
      const weight = weights?.[row] ?? 1;
      if (events[row] === 0) censored += weight;
      else eventWeight += weight;
    }
    const atRisk = left - eventWeight;
    if (censored > 0) remaining *= 1 - censored / atRisk;
    left -= eventWeight + censored;
    start = end;
  }
  return result;
}
