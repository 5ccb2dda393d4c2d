import type { Matrix } from '../../numerics/matrix.ts';
import { ascendingOrder } from '../../numerics/order.ts';

export const tieMethods = ['efron', 'breslow', 'exact'] as const;
export type TieMethod = (typeof tieMethods)[number];

/**
 * Follow-up sorted once: by stratum, and within it from the latest time to the earliest, so that a running sum over
 * the rows is a sum over the patients at risk.
 */
export interface RiskSets {
  /** Row of the input at each position. */
  readonly order: Int32Array;
  readonly events: Uint8Array;
  readonly weights: Float64Array;
  /** Positions x covariates. */
  readonly design: Matrix;
  /** A run is the rows of one stratum with one time; one past the last position of each. */
  readonly runEnds: Int32Array;
  /** 1 where a run is the first of its stratum. */
  readonly startsStratum: Uint8Array;
}

export interface FollowUpInput {
  /** One per patient, in one unit; times meant to be equal must be equal (see `snapTimes`). */
  readonly times: Float64Array;
  /** 1: the event came at that time; 0: censored there. */
  readonly events: Uint8Array;
  /** Patients x covariates. */
  readonly design: Matrix;
  /** Patients are compared only within their stratum. */
  readonly strata?: Int32Array | undefined;
  /** Case weights as in R's `coxph`: at tied events Efron's method weighs by their mean. Absent: all 1. */
  readonly weights?: Float64Array | undefined;
}

export function riskSets({ times, events, design, strata, weights }: FollowUpInput): RiskSets {
  const order = latestFirst(times, strata).filter((row) => (weights?.[row] ?? 1) > 0);
  const { columns } = design;
  const values = new Float64Array(order.length * columns);
  const runEnds: number[] = [];
  const startsStratum: number[] = [];
  let isFirst = 1;
  for (let position = 0; position < order.length; position++) {
    const row = order[position] as number;
    values.set(design.values.subarray(row * columns, (row + 1) * columns), position * columns);
    const next = order[position + 1];
    const sameStratum = next !== undefined && strata?.[next] === strata?.[row];
    if (sameStratum && times[next] === times[row]) continue;
    runEnds.push(position + 1);
    startsStratum.push(isFirst);
    isFirst = sameStratum ? 0 : 1;
  }
  return {
    order,
    events: Uint8Array.from(order, (row) => events[row] as number),
    weights: Float64Array.from(order, (row) => weights?.[row] ?? 1),
    design: { rows: order.length, columns, values },
    runEnds: Int32Array.from(runEnds),
    startsStratum: Uint8Array.from(startsStratum),
  };
}

/** Rows by stratum, and within it from the latest time to the earliest. */
function latestFirst(times: Float64Array, strata: Int32Array | undefined): Int32Array {
  const order = ascendingOrder(times).reverse();
  return strata ? order.sort((a, b) => (strata[a] as number) - (strata[b] as number)) : order;
}
