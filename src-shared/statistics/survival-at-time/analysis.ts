import type { Quantity } from '../../domain/entities.ts';
import { ascendingOrder } from '../../numerics/order.ts';
import type { DataTable } from '../data-table.ts';
import { roundTicks } from '../kaplan-meier/drawing.ts';
import { lastAtOrBefore } from '../kaplan-meier/survival-curve.ts';
import type { StatisticContext } from '../statistic.ts';
import type { RiskOrder } from './accuracy-at-time.ts';
import { estimates, type Kind, type Plan } from './estimates.ts';
import { type TimeDependentParams, timesOf } from './params.ts';
import { coxPredictor, type JudgedPatients, judgedPatients, type Predictor } from './predictions.ts';

/** What is known at one time. */
export interface Moment {
  readonly time: number;
  /** Reported among the values, not only drawn. */
  readonly isChosen: boolean;
  /** Patients with the event by the time, and still followed without it after it. */
  readonly cases: number;
  readonly controls: number;
  readonly auc: Quantity;
  readonly brier: Quantity;
  /** Brier score of the Kaplan-Meier curve, which predicts the same for everybody. */
  readonly reference: Quantity;
}

export interface TimeDependent {
  readonly params: TimeDependentParams;
  readonly patients: JudgedPatients;
  readonly moments: readonly Moment[];
  readonly meanAuc: Quantity;
  readonly integratedBrier: Quantity;
  readonly integratedReference: Quantity;
  /** 1 - integrated Brier / integrated reference. */
  readonly scaledBrier: Quantity;
  /** First and last time of the curves; null where they have fewer than two points. */
  readonly range: readonly [number, number] | null;
  /** Patients on whom the Cox model was fitted; null without one. */
  readonly fittedOn: number | null;
}

/** Curves are computed at this many times, evenly spaced between those at which a few patients are on either side. */
const gridSize = 50;
const fewOnASide = 10;
/** With fewer cases or controls, resamples without any are too many for an interval. */
const fewForInterval = 5;

export function analyse(table: DataTable, params: TimeDependentParams, context: StatisticContext): TimeDependent {
  const patients = judgedPatients(table, params);
  const { data, scores } = patients;
  const cox = params.brier === 'cox' ? coxPredictor(table, params, patients) : null;
  const grid = gridOf(data.times, data.events);
  const chosen = chosenTimes(params, patients, grid);
  const times = [...new Set([...grid, ...chosen])].sort((a, b) => a - b);
  const plan: Plan = {
    followUp: data,
    order: riskOrder(params.direction === 'lower-risk' ? scores.map((score) => -score) : scores),
    times,
    lasts: times.map((time) => lastAtOrBefore(data.times, time)),
    predicted: times.map((time) => {
      if (cox) return 'unavailable' in cox.predict ? null : cox.predict(time);
      return patients.probabilities.find((column) => column.time === time)?.values ?? null;
    }),
    grid: grid.map((time) => times.indexOf(time)),
    // A Cox model predicts every time: the mean is then over the evenly spaced ones.
    integrated: times.flatMap((time, k) => (!cox || grid.includes(time) ? [k] : [])),
  };
  const { moment, summary } = estimates(plan, params, context);
  const noBrier = whyNoBrier(params, cox?.predict ?? null);
  const noMean: Quantity = noBrier.every ?? { unavailable: 'fewer than two times with a prediction' };
  return {
    params,
    patients,
    moments: times.map((time, k): Moment => {
      const { cases, controls } = sides(data.events, plan.lasts[k] as number);
      const reason = sideReason(cases, controls);
      const hasInterval = Math.min(cases, controls) >= fewForInterval;
      const of = (kind: Kind, otherwise: Quantity): Quantity => moment(kind, k, hasInterval) ?? otherwise;
      const ended = controls === 0 ? reason : null;
      return {
        time,
        isChosen: chosen.includes(time),
        cases,
        controls,
        auc: reason ?? of('auc', { unavailable: 'no early event could be seen' }),
        brier: ended ?? of('brier', noBrier.here),
        reference: ended ?? of('reference', noBrier.here),
      };
    }),
    meanAuc: summary('auc') ?? { unavailable: 'too few events and follow-up for a curve over time' },
    integratedBrier: summary('brier') ?? noMean,
    integratedReference: summary('reference') ?? noMean,
    scaledBrier: summary('scaled') ?? noMean,
    range: grid.length > 1 ? [grid[0] as number, grid.at(-1) as number] : null,
    fittedOn: cox?.patients ?? null,
  };
}

/** Why a time has no Brier score, and why none has. */
function whyNoBrier(
  { brier }: TimeDependentParams,
  predictor: Predictor | null,
): { here: Quantity; every: Quantity | null } {
  if (brier === 'none') return { here: { unavailable: 'not asked for' }, every: { unavailable: 'not asked for' } };
  if (predictor && 'unavailable' in predictor) return { here: predictor, every: predictor };
  return { here: { unavailable: 'no probability was predicted for this time' }, every: null };
}

function riskOrder(risks: Float64Array): RiskOrder {
  const order = ascendingOrder(risks);
  return {
    order,
    startsValue: Uint8Array.from(order, (i, k) => (k > 0 && risks[i] === risks[order[k - 1] as number] ? 0 : 1)),
  };
}

function sides(events: Uint8Array, last: number): { cases: number; controls: number } {
  let cases = 0;
  for (let i = 0; i <= last; i++) cases += events[i] as number;
  return { cases, controls: events.length - 1 - last };
}

function sideReason(cases: number, controls: number): Quantity | null {
  if (cases === 0) return { unavailable: 'no event has come by this time' };
  return controls === 0 ? { unavailable: 'nobody is followed beyond this time' } : null;
}

/** Evenly spaced times between the tenth event and the last time beyond which ten patients are followed. */
function gridOf(times: Float64Array, events: Uint8Array): number[] {
  let [seen, first] = [0, -1];
  for (let i = 0; i < times.length && first < 0; i++) {
    seen += events[i] as number;
    if (seen === fewOnASide) first = i;
  }
  const end = times.length - 1 - fewOnASide;
  if (first < 0 || end < 0) return [];
  const [low, high] = [times[first] as number, times[end] as number];
  if (!(low < high)) return [];
  return Array.from({ length: gridSize }, (_, k) => low + ((high - low) * k) / (gridSize - 1));
}

function chosenTimes(params: TimeDependentParams, patients: JudgedPatients, grid: readonly number[]): number[] {
  const given = [...timesOf(params.at), ...patients.probabilities.map(({ time }) => time)];
  if (given.length > 0) return [...new Set(given)].sort((a, b) => a - b);
  const ticks = roundTicks(patients.data.times.at(-1) as number, params.axisUnit).slice(1);
  const inside = ticks.filter((time) => time >= (grid[0] ?? Infinity) && time <= (grid.at(-1) ?? -Infinity));
  return inside.length > 0 ? inside : ticks.slice(0, 1);
}
