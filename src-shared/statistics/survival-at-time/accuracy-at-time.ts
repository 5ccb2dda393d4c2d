import type { CensoringSurvival } from '../kaplan-meier/censoring.ts';

/** Patients in ascending order of time. */
export interface FollowUp {
  readonly times: Float64Array;
  /** 1 where the event came, 0 where follow-up ended without it. */
  readonly events: Uint8Array;
}

/** Patients by ascending risk; `startsValue` is 1 where a score differs from the one before. */
export interface RiskOrder {
  readonly order: Int32Array;
  readonly startsValue: Uint8Array;
}

/**
 * The cumulative/dynamic AUC at a time t (Heagerty 2000; Uno 2007, Hung & Chiang 2010 for the weights): the probability
 * that a patient with the event by t has a higher risk than one still without it after t. Events are weighted by
 * 1 / G(T-), the probability that they were seen; tied risks count half. As timeROC and, without events and censorings
 * at equal times, scikit-survival (which takes G(T)). NaN without a case or a control.
 * @param last index of the last patient whose time is at most t
 */
export function aucAt(
  { events }: FollowUp,
  { order, startsValue }: RiskOrder,
  { before }: CensoringSurvival,
  weights: Float64Array,
  last: number,
): number {
  let [area, below, cases, tiedCases, tiedControls] = [0, 0, 0, 0, 0];
  for (let k = 0; k < order.length; k++) {
    if (startsValue[k] === 1) {
      area += tiedCases * (below + tiedControls / 2);
      cases += tiedCases;
      below += tiedControls;
      tiedCases = 0;
      tiedControls = 0;
    }
    const patient = order[k] as number;
    const weight = weights[patient] as number;
    if (patient > last) tiedControls += weight;
    else if (events[patient] === 1 && weight > 0) tiedCases += weight / (before[patient] as number);
  }
  area += tiedCases * (below + tiedControls / 2);
  return area / ((cases + tiedCases) * (below + tiedControls));
}

/**
 * The Brier score at a time t with inverse probability of censoring weights (Graf 1999; Gerds & Schumacher 2006): the
 * mean squared difference between the predicted probability of surviving t and what came, 0 or 1; those censored by t
 * count nothing, and the others 1 / G(T-) with the event by t and 1 / G(t) without. NaN where G(t) is 0.
 * @param predicted probability of surviving beyond t of each patient
 */
export function brierAt(
  { events }: FollowUp,
  censoring: CensoringSurvival,
  weights: Float64Array,
  last: number,
  predicted: Float64Array,
): number {
  const uncensored = last < 0 ? 1 : (censoring.after[last] as number);
  let [sum, total] = [0, 0];
  for (let i = 0; i < events.length; i++) {
    const weight = weights[i] as number;
    total += weight;
    if (weight === 0 || (i <= last && events[i] === 0)) continue;
    const survival = predicted[i] as number;
    sum +=
      i <= last
        ? (weight * survival ** 2) / (censoring.before[i] as number)
        : (weight * (1 - survival) ** 2) / uncensored;
  }
  return sum / total;
}

/** Brier scores at several ascending times of a prediction that is the same for everybody, such as Kaplan-Meier's. */
export function constantBrierAt(
  { events }: FollowUp,
  censoring: CensoringSurvival,
  weights: Float64Array,
  lasts: readonly number[],
  predicted: readonly number[],
): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [next, left, cases] = [0, 0, 0];
  return lasts.map((last, k) => {
    for (; next <= last; next++) {
      const weight = weights[next] as number;
      left += weight;
      if (events[next] === 1 && weight > 0) cases += weight / (censoring.before[next] as number);
    }
    const survival = predicted[k] as number;
    const uncensored = last < 0 ? 1 : (censoring.after[last] as number);
    const controls = left < total ? (total - left) / uncensored : 0;
    return (cases * survival ** 2 + controls * (1 - survival) ** 2) / total;
  });
}

/** Kaplan-Meier survival of weighted patients at several times, given by the index of the last patient up to each. */
export function survivalAtTimes(
  { times, events }: FollowUp,
  weights: Float64Array,
  lasts: readonly number[],
): number[] {
  let atRisk = weights.reduce((sum, weight) => sum + weight, 0);
  let survival = 1;
  let start = 0;
  return lasts.map((last) => {
    while (start <= last) {
      const time = times[start] as number;
      let [end, died, left] = [start, 0, 0];
      for (; end < times.length && times[end] === time; end++) {
        const weight = weights[end] as number;
        left += weight;
        if (events[end] === 1) died += weight;
      }
      if (died > 0) survival *= 1 - died / atRisk;
      atRisk -= left;
      start = end;
    }
    return survival;
  });
}

/** Mean height of a curve over its times by the trapezoidal rule. @param times two or more, ascending */
export function meanOverTime(times: readonly number[], heights: ArrayLike<number>): number {
  let area = 0;
  for (let k = 1; k < times.length; k++) {
    const width = (times[k] as number) - (times[k - 1] as number);
    area += (width * ((heights[k] as number) + (heights[k - 1] as number))) / 2;
  }
  return area / ((times.at(-1) as number) - (times[0] as number));
}

/**
 * The mean of AUC(t) over times, weighted by the share of events that fall between them: by the drop of the
 * Kaplan-Meier curve (as scikit-survival's `cumulative_dynamic_auc`).
 */
export function meanAuc(aucs: ArrayLike<number>, survival: readonly number[]): number {
  let [sum, before] = [0, 1];
  survival.forEach((height, k) => {
    sum += (aucs[k] as number) * (before - height);
    before = height;
  });
  return sum / (1 - before);
}
