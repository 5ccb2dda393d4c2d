import type { LogLikelihood } from '../../numerics/newton.ts';
import type { RiskSets } from './risk-sets.ts';

/** What one evaluation may cost, in multiplications: a few seconds for a fit. */
const mostWork = 1e8;
/** Of one time: e to this power must not overflow. */
const mostTied = 500;

/** Whether the exact likelihood can be had in reasonable time, and without overflow. */
export function exactIsFeasible({ events, runEnds, startsStratum, design }: RiskSets): boolean {
  const perPair = 1 + design.columns + (design.columns * (design.columns + 1)) / 2;
  let work = 0;
  let start = 0;
  let stratumStart = 0;
  let largest = 0;
  runEnds.forEach((end, run) => {
    if (startsStratum[run] === 1) stratumStart = start;
    let tied = 0;
    for (let i = start; i < end; i++) tied += events[i] as number;
    largest = Math.max(largest, tied);
    work += tied * (end - stratumStart) * perPair;
    start = end;
  });
  return work <= mostWork && largest <= mostTied;
}

/**
 * The exact (discrete, conditional logistic) log partial likelihood: at a time with d events among n patients at risk
 * the denominator is the sum over all choices of d of them, by the recursion of Gail, Lubin & Rubinstein (1981) with
 * its first and second derivatives. Equal to R's `ties = "exact"`; its score test of a group is the log-rank test.
 * Case weights have no meaning here and are taken as 1.
 */
export function exactLikelihood(sets: RiskSets): LogLikelihood {
  const { events, design, runEnds, startsStratum } = sets;
  const { columns, values } = design;
  const second = (columns * (columns + 1)) / 2;
  const width = 1 + columns + second;

  return (x, gradient, information) => {
    gradient.fill(0);
    information.fill(0);
    const hazards = new Float64Array(design.rows);
    for (let i = 0; i < design.rows; i++) {
      let predictor = 0;
      for (let j = 0; j < columns; j++) predictor += (x[j] as number) * (values[i * columns + j] as number);
      hazards[i] = Math.exp(predictor);
    }
    let logLikelihood = 0;
    let start = 0;
    let stratumStart = 0;
    for (let run = 0; run < runEnds.length; run++) {
      const end = runEnds[run] as number;
      if (startsStratum[run] === 1) stratumStart = start;
      let tied = 0;
      for (let i = start; i < end; i++) {
        if (events[i] === 0) continue;
        tied++;
        logLikelihood += Math.log(hazards[i] as number);
        for (let j = 0; j < columns; j++) gradient[j] = (gradient[j] as number) + (values[i * columns + j] as number);
      }
      start = end;
      if (tied === 0) continue;

      // The sums are taken of hazards scaled so that they stay near 1, whatever the number of choices.
      let total = 0;
      for (let i = stratumStart; i < end; i++) total += hazards[i] as number;
      const scale = tied / total;
      const sums = new Float64Array((tied + 1) * width);
      sums[0] = 1;
      for (let i = stratumStart; i < end; i++) addPatient(sums, i, scale * (hazards[i] as number), tied);
      const at = tied * width;
      const denominator = sums[at] as number;
      logLikelihood -= Math.log(denominator) - tied * Math.log(scale);
      let cell = at + 1 + columns;
      for (let j = 0; j < columns; j++) {
        const meanJ = (sums[at + 1 + j] as number) / denominator;
        gradient[j] = (gradient[j] as number) - meanJ;
        for (let k = 0; k <= j; k++, cell++) {
          const meanK = (sums[at + 1 + k] as number) / denominator;
          information[j * columns + k] =
            (information[j * columns + k] as number) + (sums[cell] as number) / denominator - meanJ * meanK;
        }
      }
    }
    return logLikelihood;
  };

  /** B(d) += h B(d - 1) for all d, with the derivatives of h = exp(x·β). */
  function addPatient(sums: Float64Array, patient: number, hazard: number, most: number): void {
    const row = patient * columns;
    for (let d = most; d >= 1; d--) {
      const to = d * width;
      const from = to - width;
      const value = sums[from] as number;
      if (value === 0) continue;
      sums[to] = (sums[to] as number) + hazard * value;
      let cell = 1 + columns;
      for (let j = 0; j < columns; j++) {
        const covariate = values[row + j] as number;
        const slope = sums[from + 1 + j] as number;
        sums[to + 1 + j] = (sums[to + 1 + j] as number) + hazard * (slope + covariate * value);
        for (let k = 0; k <= j; k++, cell++) {
          const other = values[row + k] as number;
          sums[to + cell] =
            (sums[to + cell] as number) +
            hazard *
              ((sums[from + cell] as number) +
                covariate * (sums[from + 1 + k] as number) +
                other * slope +
                covariate * other * value);
        }
      }
    }
  }
}
