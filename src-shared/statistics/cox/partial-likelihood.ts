import type { LogLikelihood } from '../../numerics/newton.ts';
import { addWeightedGram } from '../../numerics/weighted-gram.ts';
import type { RiskSets } from './risk-sets.ts';

/** Beyond this a hazard would overflow; Newton's method then halves its step. */
const largestPredictor = 500;

/**
 * The log partial likelihood of Cox with Efron's (1977) or Breslow's (1974) treatment of ties, over columns of mean 0.
 *
 * Two passes over the sorted rows. Back in time, running sums over the patients at risk give at each event time the
 * denominator and the weighted mean of the covariates; forth in time, the cumulated hazard of each patient gives the
 * gradient X'(events - expected) and the information X' diag(expected) X - sum of squared means. No risk set is ever
 * walked twice, so an evaluation costs O(n p²).
 */
export function partialLikelihood(sets: RiskSets, ties: 'efron' | 'breslow'): LogLikelihood {
  const { events, weights, design, runEnds, startsStratum } = sets;
  const { columns, values } = design;
  const hazards = new Float64Array(design.rows);
  const expected = new Float64Array(design.rows);
  const residuals = new Float64Array(design.rows);
  /** Hazard that a time adds for those at risk, and for those who have the event at it. */
  const increments = new Float64Array(runEnds.length);
  const eventIncrements = new Float64Array(runEnds.length);
  const sums = new Float64Array(columns);
  const eventSums = new Float64Array(columns);

  return (x, gradient, information) => {
    gradient.fill(0);
    information.fill(0);
    let logLikelihood = 0;
    let atRisk = 0;
    let position = 0;
    for (let run = 0; run < runEnds.length; run++) {
      if (startsStratum[run] === 1) {
        atRisk = 0;
        sums.fill(0);
      }
      let tied = 0;
      let tiedWeight = 0;
      let tiedHazard = 0;
      for (const end = runEnds[run] as number; position < end; position++) {
        const row = position * columns;
        let predictor = 0;
        for (let j = 0; j < columns; j++) predictor += (x[j] as number) * (values[row + j] as number);
        if (!(Math.abs(predictor) < largestPredictor)) return Number.NaN;
        const weight = weights[position] as number;
        const hazard = weight * Math.exp(predictor);
        hazards[position] = hazard;
        atRisk += hazard;
        for (let j = 0; j < columns; j++) sums[j] = (sums[j] as number) + hazard * (values[row + j] as number);
        if (events[position] === 0) continue;
        if (tied === 0) eventSums.fill(0);
        tied++;
        tiedWeight += weight;
        tiedHazard += hazard;
        logLikelihood += weight * predictor;
        for (let j = 0; j < columns; j++)
          eventSums[j] = (eventSums[j] as number) + hazard * (values[row + j] as number);
      }
      increments[run] = 0;
      eventIncrements[run] = 0;
      if (tied === 0) continue;

      const weight = tiedWeight / tied;
      let [all, mixed, own] = [0, 0, 0];
      for (let k = 0; k < tied; k++) {
        const share = ties === 'efron' ? k / tied : 0;
        const denominator = atRisk - share * tiedHazard;
        logLikelihood -= weight * Math.log(denominator);
        increments[run] = (increments[run] as number) + weight / denominator;
        eventIncrements[run] = (eventIncrements[run] as number) + (weight * (1 - share)) / denominator;
        const square = weight / (denominator * denominator);
        all += square;
        mixed += share * square;
        own += share * share * square;
      }
      for (let j = 0; j < columns; j++) {
        const sum = sums[j] as number;
        const eventSum = eventSums[j] as number;
        const left = all * sum - mixed * eventSum;
        const right = own * eventSum - mixed * sum;
        const at = j * columns;
        if (own === 0) {
          for (let k = 0; k <= j; k++)
            information[at + k] = (information[at + k] as number) - left * (sums[k] as number);
        } else {
          for (let k = 0; k <= j; k++) {
            information[at + k] =
              (information[at + k] as number) - left * (sums[k] as number) - right * (eventSums[k] as number);
          }
        }
      }
    }

    let cumulated = 0;
    for (let run = runEnds.length - 1; run >= 0; run--) {
      const [start, end] = [run === 0 ? 0 : (runEnds[run - 1] as number), runEnds[run] as number];
      const later = cumulated + (increments[run] as number);
      const forEvents = cumulated + (eventIncrements[run] as number);
      for (let i = start; i < end; i++) {
        const isEvent = events[i] === 1;
        const expectedHere = (hazards[i] as number) * (isEvent ? forEvents : later);
        expected[i] = expectedHere;
        residuals[i] = (isEvent ? (weights[i] as number) : 0) - expectedHere;
      }
      cumulated = startsStratum[run] === 1 ? 0 : later;
    }
    addWeightedGram(design, expected, residuals, gradient, information);
    return logLikelihood;
  };
}
