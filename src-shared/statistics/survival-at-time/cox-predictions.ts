import { fitCox } from '../cox/fit-cox.ts';
import { lastAtOrBefore } from '../kaplan-meier/survival-curve.ts';
import type { FollowUp } from './accuracy-at-time.ts';

interface ScoreModel {
  /** Log hazard ratio per unit of the score. */
  readonly coefficient: number;
  /** Probability of surviving beyond `time` at a score. */
  readonly survival: (score: number, time: number) => number;
}

/**
 * Turns a risk score into survival probabilities: Cox's model (Efron) of the score alone, with Breslow's baseline
 * hazard, S(t | x) = exp(-H(t) exp(b x)).
 * @param followUp the patients on whom it is fitted, ascending in time
 */
export function scoreModel(followUp: FollowUp, scores: Float64Array): ScoreModel | { readonly unavailable: string } {
  const { times, events } = followUp;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const centred = scores.map((score) => score - mean);
  const fit = fitCox({ times, events, design: { rows: scores.length, columns: 1, values: centred } });
  if ('unavailable' in fit) return fit;
  if (fit.columns[0] === 'constant') return { unavailable: 'the score is the same in all patients at risk' };
  if (fit.columns[0] === 'separated') return { unavailable: 'the score separates early from late events completely' };
  const coefficient = fit.coefficients[0] as number;
  const hazards = centred.map((score) => Math.exp(coefficient * score));
  // Risk sets from the last patient backwards.
  const atRisk = new Float64Array(times.length);
  let sum = 0;
  for (let start = times.length - 1; start >= 0; ) {
    let first = start;
    for (; first >= 0 && times[first] === times[start]; first--) sum += hazards[first] as number;
    atRisk.fill(sum, first + 1, start + 1);
    start = first;
  }
  const baseline = new Float64Array(times.length);
  let cumulative = 0;
  for (let start = 0; start < times.length; ) {
    let [end, died] = [start, 0];
    for (; end < times.length && times[end] === times[start]; end++) died += events[end] as number;
    cumulative += died / (atRisk[start] as number);
    baseline.fill(cumulative, start, end);
    start = end;
  }
  return {
    coefficient,
    survival: (score, time) => {
      const last = lastAtOrBefore(times, time);
      return last < 0 ? 1 : Math.exp(-(baseline[last] as number) * Math.exp(coefficient * (score - mean)));
    },
  };
}
