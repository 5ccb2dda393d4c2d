import type { Matrix } from '../../numerics/matrix.ts';
import { type FollowUpInput, riskSets } from './risk-sets.ts';

/**
 * The score residual of each row: its part of the gradient of the log partial likelihood, with what it adds to the
 * means of others taken off (Therneau & Grambsch 2000, 4.3 and 7.2). Equal to R's `residuals(fit, "score")`.
 * @returns rows x covariates in the order of the input, each times the case weight of its row
 */
export function scoreResiduals(input: FollowUpInput, coefficients: Float64Array, ties: 'efron' | 'breslow'): Matrix {
  const sets = riskSets(input);
  const { columns, values } = sets.design;
  const means = columnMeans(sets.design);
  const value = (position: number, j: number): number =>
    (values[position * columns + j] as number) - (means[j] as number);
  const hazards = Float64Array.from({ length: sets.design.rows }, (_, i) => {
    let predictor = 0;
    for (let j = 0; j < columns; j++) predictor += value(i, j) * (coefficients[j] as number);
    return Math.exp(predictor);
  });

  const steps = timeSteps(sets, hazards, value, ties);
  const residuals = new Float64Array(input.times.length * columns);
  let hazard = 0;
  const meanHazard = new Float64Array(columns);
  for (let run = sets.runEnds.length - 1; run >= 0; run--) {
    const start = run === 0 ? 0 : (sets.runEnds[run - 1] as number);
    const step = steps[run] as TimeStep;
    for (let i = start; i < (sets.runEnds[run] as number); i++) {
      const isEvent = sets.events[i] === 1;
      const own = isEvent ? step.forEvents : step.forOthers;
      const weight = sets.weights[i] as number;
      for (let j = 0; j < columns; j++) {
        const x = value(i, j);
        const drift = x * (hazard + own.hazard) - (meanHazard[j] as number) - (own.meanHazard[j] as number);
        residuals[(sets.order[i] as number) * columns + j] =
          weight * ((isEvent ? x - (step.mean[j] as number) : 0) - (hazards[i] as number) * drift);
      }
    }
    hazard += step.forOthers.hazard;
    for (let j = 0; j < columns; j++)
      meanHazard[j] = (meanHazard[j] as number) + (step.forOthers.meanHazard[j] as number);
    if (sets.startsStratum[run] === 1) {
      hazard = 0;
      meanHazard.fill(0);
    }
  }
  return { rows: input.times.length, columns, values: residuals };
}

/** What one time adds: the hazard, and the hazard times the mean covariates of those at risk. */
interface Increment {
  hazard: number;
  readonly meanHazard: Float64Array;
}

interface TimeStep {
  /** Mean covariates of those at risk, over the tied events. */
  readonly mean: Float64Array;
  readonly forEvents: Increment;
  readonly forOthers: Increment;
}

function timeSteps(
  sets: ReturnType<typeof riskSets>,
  hazards: Float64Array,
  value: (position: number, j: number) => number,
  ties: 'efron' | 'breslow',
): TimeStep[] {
  const { columns } = sets.design;
  let atRisk = 0;
  const sums = new Float64Array(columns);
  let position = 0;
  return Array.from(sets.runEnds, (end, run) => {
    if (sets.startsStratum[run] === 1) {
      atRisk = 0;
      sums.fill(0);
    }
    const increment = (): Increment => ({ hazard: 0, meanHazard: new Float64Array(columns) });
    const step: TimeStep = { mean: new Float64Array(columns), forEvents: increment(), forOthers: increment() };
    let [tied, tiedWeight, tiedHazard] = [0, 0, 0];
    const eventSums = new Float64Array(columns);
    for (; position < end; position++) {
      const weight = sets.weights[position] as number;
      const hazard = weight * (hazards[position] as number);
      const isEvent = sets.events[position] === 1;
      atRisk += hazard;
      for (let j = 0; j < columns; j++) {
        sums[j] = (sums[j] as number) + hazard * value(position, j);
        if (isEvent) eventSums[j] = (eventSums[j] as number) + hazard * value(position, j);
      }
      if (!isEvent) continue;
      tied++;
      tiedWeight += weight;
      tiedHazard += hazard;
    }
    for (let k = 0; k < tied; k++) {
      const share = ties === 'efron' ? k / tied : 0;
      const denominator = atRisk - share * tiedHazard;
      const hazard = tiedWeight / tied / denominator;
      step.forOthers.hazard += hazard;
      step.forEvents.hazard += hazard * (1 - share);
      for (let j = 0; j < columns; j++) {
        const mean = ((sums[j] as number) - share * (eventSums[j] as number)) / denominator;
        step.mean[j] = (step.mean[j] as number) + mean / tied;
        step.forOthers.meanHazard[j] = (step.forOthers.meanHazard[j] as number) + hazard * mean;
        step.forEvents.meanHazard[j] = (step.forEvents.meanHazard[j] as number) + hazard * (1 - share) * mean;
      }
    }
    return step;
  });
}

function columnMeans({ rows, columns, values }: Matrix): Float64Array {
  const means = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) means[j] = (means[j] as number) + (values[i * columns + j] as number) / rows;
  }
  return means;
}
