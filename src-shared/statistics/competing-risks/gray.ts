import { quadraticForm } from '../../numerics/cholesky.ts';
import { chiSquareUpper } from '../../numerics/distributions.ts';
import { ascendingOrder } from '../../numerics/order.ts';
import type { TestResult } from '../kaplan-meier/log-rank.ts';

interface CompetingData {
  readonly times: Float64Array;
  /** 0 where censored, else the number of the cause. */
  readonly causes: Uint8Array;
  readonly groups: Int32Array;
  /** Patients are compared within their stratum alone, and the sums added up. */
  readonly strata?: Int32Array | null;
}

/**
 * Gray's test that the cumulative incidence of a cause is the same in k groups (Gray, Ann Stat 1988; 16: 1141, rho 0):
 * a log-rank test of the subdistribution hazard, in which those with a competing event stay at risk with a weight.
 * Scores Σ (d_k - d R_k / ΣR), R_k = n_k (1 - F_k(t-)) / S_k(t-), and the variance of the paper with corrections for
 * ties. Equal to the R package cmprsk (`cuminc`) to the digits it prints. Null when no event of the cause came while
 * two groups were at risk.
 */
export function grayTest(data: CompetingData, groupCount: number, cause: number): TestResult | null {
  const scores = new Float64Array(groupCount);
  const covariance = new Float64Array(groupCount * groupCount);
  for (const members of byStratum(data)) addStratum(scores, covariance, data, members, cause);
  const { value, rank } = quadraticForm({ rows: groupCount, columns: groupCount, values: covariance }, scores);
  return rank === 0 ? null : { chiSquare: value, degreesOfFreedom: rank, p: chiSquareUpper(value, rank) };
}

/** Patients in order of time, stratum by stratum. */
function byStratum({ times, strata }: CompetingData): Int32Array[] {
  const order = ascendingOrder(times);
  if (!strata) return [order];
  return [...new Set(strata)].map((stratum) => order.filter((patient) => strata[patient] === stratum));
}

/** State of one group just before the current time. */
interface GroupState {
  atRisk: number;
  /** Survival from all causes, and incidence of the cause. */
  survival: number;
  incidence: number;
  /** Of this group at the current time: events of the cause, of the others, all who leave. */
  own: number;
  other: number;
  left: number;
  /** Survival from all causes just after the current time. */
  nextSurvival: number;
}

function addStratum(
  scores: Float64Array,
  covariance: Float64Array,
  { times, causes, groups }: CompetingData,
  order: Int32Array,
  cause: number,
): void {
  const size = scores.length;
  const states = Array.from(
    { length: size },
    (): GroupState => ({ atRisk: 0, survival: 1, incidence: 0, own: 0, other: 0, left: 0, nextSurvival: 1 }),
  );
  for (const patient of order) (states[groups[patient] as number] as GroupState).atRisk++;
  const spread = new Spread(size);
  let pooled = 0;
  for (let start = 0; start < order.length; ) {
    const time = times[order[start] as number] as number;
    for (const state of states) Object.assign(state, { own: 0, other: 0, left: 0 });
    let end = start;
    for (; end < order.length && times[order[end] as number] === time; end++) {
      const patient = order[end] as number;
      const state = states[groups[patient] as number] as GroupState;
      const found = causes[patient] as number;
      state.left++;
      if (found === cause) state.own++;
      else if (found > 0) state.other++;
    }
    if (states.some(({ own, other }) => own + other > 0)) pooled = eventTime(states, scores, spread, pooled);
    for (const state of states) state.atRisk -= state.left;
    start = end;
  }
  spread.addTo(covariance);
}

/** Moves all groups over one event time; returns the pooled incidence after it. */
function eventTime(states: readonly GroupState[], scores: Float64Array, spread: Spread, pooled: number): number {
  const weights = states.map(({ atRisk, survival }) => (atRisk > 0 ? atRisk / survival : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const stillAtRisk = states.map(({ incidence }, k) => (weights[k] as number) * (1 - incidence));
  const totalAtRisk = stillAtRisk.reduce((sum, value) => sum + value, 0);
  const deaths = states.reduce((sum, { own }) => sum + own, 0);
  const next = pooled + deaths / total;
  states.forEach((state, k) => {
    if (state.atRisk === 0) return;
    const died = state.own + state.other;
    state.nextSurvival = died === state.atRisk ? 0 : state.survival * (1 - died / state.atRisk);
    scores[k] = (scores[k] as number) + state.own - (deaths * (stillAtRisk[k] as number)) / totalAtRisk;
  });
  spread.move(weights, total, deaths / (total * (1 - pooled)));
  states.forEach((state, k) => {
    if (state.atRisk === 0) return;
    const remaining = state.nextSurvival > 0 ? (1 - next) / state.nextSurvival : 0;
    if (deaths > 0) {
      const ties = deaths > 1 ? 1 - (deaths - 1) / (total * state.survival - 1) : 1;
      spread.addOwn(k, 1 - remaining, (ties * state.survival * deaths) / (total * state.atRisk));
    }
    if (state.other > 0 && state.nextSurvival > 0) {
      const ties = state.other > 1 ? 1 - (state.other - 1) / (state.atRisk - 1) : 1;
      spread.addOther(k, remaining, (ties * state.survival ** 2 * state.other) / state.atRisk ** 2);
    }
  });
  for (const state of states) {
    if (state.atRisk === 0) continue;
    state.incidence += (state.survival * state.own) / state.atRisk;
    state.survival = state.nextSurvival;
  }
  return next;
}

/**
 * The variance of the scores, a sum over groups g and times t of terms such as
 * (a_ig(t) + b (c_ig(end) - c_ig(t)))² v, in which c_ig, the running sum of a_ig against the pooled subdistribution
 * hazard, is known at its end only when all times have been seen. The square is opened, so that one pass will do.
 */
class Spread {
  readonly #size: number;
  /** a and c: score i x group g. */
  readonly #a: Float64Array;
  readonly #c: Float64Array;
  /** Sums of x_i x_j v, of x_i b v (score x group) and of b² v (group), x = a - b c. */
  readonly #squares: Float64Array;
  readonly #linear: Float64Array;
  readonly #constant: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#a = new Float64Array(size * size);
    this.#c = new Float64Array(size * size);
    this.#squares = new Float64Array(size * size);
    this.#linear = new Float64Array(size * size);
    this.#constant = new Float64Array(size);
  }

  /** @param weights n / S of each group; @param hazard pooled subdistribution hazard of this time */
  move(weights: readonly number[], total: number, hazard: number): void {
    const size = this.#size;
    for (let i = 0; i < size; i++) {
      for (let g = 0; g < size; g++) {
        const at = i * size + g;
        const a = (weights[i] as number) * ((i === g ? 1 : 0) - (weights[g] as number) / total);
        this.#a[at] = a;
        this.#c[at] = (this.#c[at] as number) + a * hazard;
      }
    }
  }

  /** Events of the cause. */
  addOwn(group: number, b: number, variance: number): void {
    this.#add(group, b, variance, (at) => (this.#a[at] as number) - b * (this.#c[at] as number));
  }

  /** Events of the other causes: these change the scores through the weights alone. */
  addOther(group: number, b: number, variance: number): void {
    this.#add(group, -b, variance, (at) => b * (this.#c[at] as number));
  }

  #add(group: number, b: number, variance: number, termOf: (at: number) => number): void {
    const size = this.#size;
    this.#constant[group] = (this.#constant[group] as number) + b * b * variance;
    for (let i = 0; i < size; i++) {
      const term = termOf(i * size + group);
      const at = i * size + group;
      this.#linear[at] = (this.#linear[at] as number) + term * b * variance;
      for (let j = 0; j < size; j++) {
        const square = i * size + j;
        this.#squares[square] = (this.#squares[square] as number) + term * termOf(j * size + group) * variance;
      }
    }
  }

  addTo(covariance: Float64Array): void {
    const size = this.#size;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = this.#squares[i * size + j] as number;
        for (let g = 0; g < size; g++) {
          const [ci, cj] = [this.#c[i * size + g] as number, this.#c[j * size + g] as number];
          sum += ci * cj * (this.#constant[g] as number);
          sum += ci * (this.#linear[j * size + g] as number) + cj * (this.#linear[i * size + g] as number);
        }
        covariance[i * size + j] = (covariance[i * size + j] as number) + sum;
      }
    }
  }
}
