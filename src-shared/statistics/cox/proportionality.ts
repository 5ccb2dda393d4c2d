import type { Matrix } from '../../numerics/matrix.ts';
import { ascendingOrder } from '../../numerics/order.ts';
import { inverseForm, orderedCholesky } from '../../numerics/positive-definite.ts';
import { survivalCurve } from '../kaplan-meier/survival-curve.ts';
import { type ChiSquareTest, chiSquareTest, type ModelFit, scaleColumns } from '../regression/model-fit.ts';
import { type FollowUpInput, type RiskSets, riskSets } from './risk-sets.ts';

export const timeTransforms = ['km', 'rank', 'identity'] as const;
export type TimeTransform = (typeof timeTransforms)[number];

export interface Proportionality {
  /** One per term. */
  readonly terms: readonly (ChiSquareTest | null)[];
  readonly global: ChiSquareTest | null;
  /** Of the events in order of time within strata: their time, its transform, their row. */
  readonly times: Float64Array;
  readonly transformed: Float64Array;
  readonly rows: Int32Array;
  /** Events x covariates: Schoenfeld residuals scaled so that their mean at a time estimates the coefficient there. */
  readonly scaledResiduals: Matrix;
}

/**
 * The score test of Grambsch & Therneau (1994) that a coefficient drifts with a function g of time: covariates
 * x g(t) are added to the model at their value 0. Equal to `cox.zph` of R's survival 3 (the exact test, not the
 * approximation of earlier versions), per term and global; `km`: g is 1 minus the Kaplan-Meier estimate just before.
 * @param terms columns of each term
 */
export function testProportionality(
  input: FollowUpInput,
  fit: ModelFit,
  options: { ties: 'efron' | 'breslow'; transform: TimeTransform; terms: readonly (readonly number[])[] },
): Proportionality {
  const scaled = scaleColumns(input.design);
  const sets = riskSets({ ...input, design: scaled.design });
  const events = sets.order.filter((_, position) => sets.events[position] === 1);
  const transform = transformOf(options.transform, input);
  const coefficients = fit.coefficients.map((value, j) => value * (scaled.scales[j] as number));
  const size = sets.design.columns;
  const { residuals, means, crossed, squared, drift } = accumulate(sets, coefficients, options.ties, (position) =>
    transform(sets.order[position] as number),
  );

  const estimated = (j: number): boolean => fit.columns[j] === 'estimated';
  const test = (columns: readonly number[]): ChiSquareTest | null => {
    const kept = columns.filter(estimated);
    if (kept.length === 0) return null;
    const base = Array.from({ length: size }, (_, j) => j).filter(estimated);
    const all = [...base.map((j) => [0, j] as const), ...kept.map((j) => [1, j] as const)];
    const values = Float64Array.from(
      all.flatMap(([a, j]) =>
        all.map(([b, k]) => ([means, crossed, squared][a + b] as Float64Array)[j * size + k] as number),
      ),
    );
    const factor = orderedCholesky({ rows: all.length, columns: all.length, values });
    if (factor.leftOut.some((out) => out === 1)) return null;
    const score = Float64Array.from(all, ([a, j]) => (a === 0 ? 0 : (drift[j] as number)));
    return chiSquareTest(inverseForm(factor, score), kept.length);
  };

  const ordered = Array.from(events.keys()).reverse();
  return {
    terms: options.terms.map(test),
    global: test(Array.from({ length: size }, (_, j) => j)),
    times: Float64Array.from(ordered, (i) => input.times[events[i] as number] as number),
    transformed: Float64Array.from(ordered, (i) => transform(events[i] as number)),
    rows: Int32Array.from(ordered, (i) => events[i] as number),
    scaledResiduals: scaleResiduals(residuals, ordered, fit, scaled.scales),
  };
}

/** Schoenfeld residuals in event order; sums of variances, times g and times g²; sum of residuals times g. */
function accumulate(
  sets: RiskSets,
  coefficients: Float64Array,
  ties: 'efron' | 'breslow',
  transform: (position: number) => number,
) {
  const size = sets.design.columns;
  const { values } = sets.design;
  const [means, crossed, squared] = [0, 1, 2].map(() => new Float64Array(size * size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const drift = new Float64Array(size);
  const residuals: Float64Array[] = [];
  const zeroMoments = () => ({ total: 0, first: new Float64Array(size), second: new Float64Array(size * size) });
  let risk = zeroMoments();
  let position = 0;
  sets.runEnds.forEach((end, run) => {
    if (sets.startsStratum[run] === 1) risk = zeroMoments();
    const tiedMoments = zeroMoments();
    const tied: number[] = [];
    let tiedWeight = 0;
    for (; position < end; position++) {
      let predictor = 0;
      for (let j = 0; j < size; j++) predictor += (coefficients[j] as number) * (values[position * size + j] as number);
      const hazard = (sets.weights[position] as number) * Math.exp(predictor);
      addMoments(risk, hazard, values, position * size);
      if (sets.events[position] === 0) continue;
      addMoments(tiedMoments, hazard, values, position * size);
      tied.push(position);
      tiedWeight += sets.weights[position] as number;
    }
    const average = new Float64Array(size);
    tied.forEach((_, k) => {
      const share = ties === 'efron' ? k / tied.length : 0;
      const denominator = risk.total - share * tiedMoments.total;
      const weight = tiedWeight / tied.length;
      const g = transform(tied[k] as number);
      const mean = risk.first.map((sum, j) => (sum - share * (tiedMoments.first[j] as number)) / denominator);
      for (let j = 0; j < size; j++) {
        average[j] = (average[j] as number) + (mean[j] as number) / tied.length;
        for (let l = 0; l < size; l++) {
          const at = j * size + l;
          const raw = ((risk.second[at] as number) - share * (tiedMoments.second[at] as number)) / denominator;
          const variance = weight * (raw - (mean[j] as number) * (mean[l] as number));
          means[at] = (means[at] as number) + variance;
          crossed[at] = (crossed[at] as number) + g * variance;
          squared[at] = (squared[at] as number) + g * g * variance;
        }
      }
    });
    for (const event of tied) {
      const weight = sets.weights[event] as number;
      const residual = average.map((mean, j) => (values[event * size + j] as number) - mean);
      residuals.push(residual);
      residual.forEach((value, j) => {
        drift[j] = (drift[j] as number) + weight * value * transform(event);
      });
    }
  });
  return { residuals, means, crossed, squared, drift };
}

function addMoments(
  moments: { total: number; first: Float64Array; second: Float64Array },
  hazard: number,
  values: Float64Array,
  row: number,
): void {
  const size = moments.first.length;
  moments.total += hazard;
  for (let j = 0; j < size; j++) {
    const part = hazard * (values[row + j] as number);
    moments.first[j] = (moments.first[j] as number) + part;
    for (let l = 0; l < size; l++) {
      const at = j * size + l;
      moments.second[at] = (moments.second[at] as number) + part * (values[row + l] as number);
    }
  }
}

/** r* = β + d r V with the d events and V the covariance of the coefficients. */
function scaleResiduals(
  residuals: readonly Float64Array[],
  ordered: readonly number[],
  fit: ModelFit,
  scales: Float64Array,
): Matrix {
  const size = scales.length;
  const values = new Float64Array(residuals.length * size);
  ordered.forEach((index, i) => {
    const residual = residuals[index] as Float64Array;
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++)
        sum += (residual[k] as number) * (scales[k] as number) * (fit.covariance.values[k * size + j] as number);
      values[i * size + j] = (fit.coefficients[j] as number) + residuals.length * sum;
    }
  });
  return { rows: residuals.length, columns: size, values };
}

/** g of the time of a row: ranks are among all times, censored too, as in R. */
function transformOf(transform: TimeTransform, input: FollowUpInput): (row: number) => number {
  const { times } = input;
  if (transform === 'identity') return (row) => times[row] as number;
  if (transform === 'rank') {
    const ranks = midRanks(times);
    return (row) => ranks[row] as number;
  }
  const before = new Map<number, number>();
  const curve = survivalCurve(times, input.events, { band: 'plain', level: 0.95 });
  curve.times.forEach((time, step) => before.set(time, 1 - (step === 0 ? 1 : (curve.survival[step - 1] as number))));
  return (row) => before.get(times[row] as number) as number;
}

/** Ranks from 1; equal times share the mean of theirs. */
function midRanks(times: Float64Array): Float64Array {
  const order = ascendingOrder(times);
  const ranks = new Float64Array(times.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && times[order[end] as number] === times[order[start] as number]) end++;
    for (let i = start; i < end; i++) ranks[order[i] as number] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
