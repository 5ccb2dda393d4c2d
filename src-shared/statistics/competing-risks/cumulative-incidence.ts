import { normalQuantile } from '../../numerics/distributions.ts';
import { ascendingOrder } from '../../numerics/order.ts';

/** Cumulative incidence of one cause by columns: one entry for each distinct time, ascending, events or not. */
export interface IncidenceCurve {
  readonly times: Float64Array;
  /** Followed up to the time or longer, with no event of any cause before it. */
  readonly atRisk: Int32Array;
  /** Events of this cause at the time. */
  readonly events: Int32Array;
  /** Events of the other causes at the time. */
  readonly competing: Int32Array;
  readonly censored: Int32Array;
  /** Probability that an event of this cause has come by the time. */
  readonly incidence: Float64Array;
  readonly standardErrors: Float64Array;
  /** Pointwise log-log limits; both equal the incidence where it is 0 or known without error. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The Aalen-Johansen estimate F(t) = Σ S(u-) d_cause / n over the event times u up to t, S the Kaplan-Meier estimate for
 * events of any cause, with the delta-method variance (Dinse & Larson 1986; Marubini & Valsecchi 1995)
 * Σ (F(t) - F(u))² d / (n (n - d)) + Σ S(u-)² d_cause (n - d_cause) / n³ - 2 Σ (F(t) - F(u)) S(u-) d_cause / n²,
 * F(u) taken at u. That is the infinitesimal jackknife: equal to the standard errors of R's multi-state `survfit`
 * (survival 3.5) to 1e-10. Limits are F^exp(±z se / (F log F)). Events precede censorings at the same time.
 * @param times snapped, 0 or more; in ascending order they are not sorted again
 * @param causes 0 where censored, else the number of the cause
 */
export function cumulativeIncidence(
  times: Float64Array,
  causes: Uint8Array,
  cause: number,
  level: number,
): IncidenceCurve {
  const order = ascendingOrder(times);
  const z = normalQuantile(1 - (1 - level) / 2);
  let size = order.length === 0 ? 0 : 1;
  for (let i = 1; i < order.length; i++) if (times[order[i] as number] !== times[order[i - 1] as number]) size++;
  const curve = emptyCurve(size);
  const sums = { greenwood: 0, greenwoodF: 0, greenwoodFF: 0, own: 0, cross: 0, crossF: 0 };
  let [survival, incidence, error] = [1, 0, 0];
  for (let start = 0, step = 0; start < order.length; step++) {
    const time = times[order[start] as number] as number;
    let [end, own, other] = [start, 0, 0];
    for (; end < order.length && times[order[end] as number] === time; end++) {
      const found = causes[order[end] as number] as number;
      if (found === cause) own++;
      else if (found > 0) other++;
    }
    const atRisk = order.length - start;
    const died = own + other;
    if (died > 0) {
      incidence += (survival * own) / atRisk;
      addTerms(sums, { survival, incidence, atRisk, died, own });
      error = Math.sqrt(Math.max(0, varianceOf(sums, incidence)));
      survival = died === atRisk ? 0 : survival * (1 - died / atRisk);
    }
    const [low, high] = logLogLimits(incidence, error, z);
    curve.times[step] = time;
    curve.atRisk[step] = atRisk;
    curve.events[step] = own;
    curve.competing[step] = other;
    curve.censored[step] = end - start - died;
    curve.incidence[step] = incidence;
    curve.standardErrors[step] = error;
    curve.low[step] = low;
    curve.high[step] = high;
    start = end;
  }
  return curve;
}

const emptyCurve = (size: number): IncidenceCurve => ({
  times: new Float64Array(size),
  atRisk: new Int32Array(size),
  events: new Int32Array(size),
  competing: new Int32Array(size),
  censored: new Int32Array(size),
  incidence: new Float64Array(size),
  standardErrors: new Float64Array(size),
  low: new Float64Array(size),
  high: new Float64Array(size),
});

/** Running sums from which the variance at any later incidence follows. */
interface Sums {
  greenwood: number;
  greenwoodF: number;
  greenwoodFF: number;
  own: number;
  cross: number;
  crossF: number;
}

function addTerms(
  sums: Sums,
  at: { survival: number; incidence: number; atRisk: number; died: number; own: number },
): void {
  const { survival, incidence, atRisk: n, died, own } = at;
  // When all die, nothing comes later: F(t) - F(u) stays 0.
  const greenwood = died === n ? 0 : died / (n * (n - died));
  sums.greenwood += greenwood;
  sums.greenwoodF += greenwood * incidence;
  sums.greenwoodFF += greenwood * incidence * incidence;
  sums.own += (survival * survival * own * (n - own)) / n ** 3;
  const cross = (survival * own) / (n * n);
  sums.cross += cross;
  sums.crossF += cross * incidence;
}

const varianceOf = (sums: Sums, f: number): number =>
  f * f * sums.greenwood - 2 * f * sums.greenwoodF + sums.greenwoodFF + sums.own - 2 * (f * sums.cross - sums.crossF);

function logLogLimits(incidence: number, error: number, z: number): [number, number] {
  if (incidence <= 0 || incidence >= 1 || error === 0) return [incidence, incidence];
  const reach = (z * error) / (incidence * Math.log(incidence));
  return [incidence ** Math.exp(-reach), incidence ** Math.exp(reach)];
}
