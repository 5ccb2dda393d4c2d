import type { Matrix } from '../../numerics/matrix.ts';
import { maximise } from '../../numerics/newton.ts';
import { type FitResult, fitOfMaximum, type ModelFit, scaleColumns, waldTest } from '../regression/model-fit.ts';
import { exactIsFeasible, exactLikelihood } from './exact-likelihood.ts';
import { partialLikelihood } from './partial-likelihood.ts';
import { type FollowUpInput, riskSets, type TieMethod } from './risk-sets.ts';
import { scoreResiduals } from './score-residuals.ts';

export interface CoxInput extends FollowUpInput {
  readonly ties?: TieMethod;
  /** Patient of each row, where several rows of a patient are not independent: the variance is then cluster-robust. */
  readonly clusters?: Int32Array | undefined;
}

export interface CoxFit extends ModelFit {
  readonly events: number;
  /** With clusters: the variance that takes the rows as independent. Null without. */
  readonly independentCovariance: Matrix | null;
}

/**
 * Fits Cox's proportional hazards model by Newton's method from 0. The rows are sorted once and an evaluation walks
 * them twice, so a fit of n patients and p covariates costs O(n log n) + O(n p²) per iteration.
 *
 * Equal to R's `survival::coxph` 3.5 to 9 digits (test/reference/cox), coefficients, variance and the three tests.
 * As there, a covariate that is constant or follows from those before it is left out (`columns` says so). Unlike there,
 * a coefficient that runs to infinity is `separated` instead of a large number with a larger standard error; the
 * likelihood-ratio test stays valid then, Wald's is null.
 *
 * With `clusters` the covariance and Wald's test are those of Lin & Wei (1989) with the residuals summed by cluster,
 * and the likelihood-ratio and score tests, which suppose independent rows, are null.
 * @returns coefficients per unit of each design column; `unavailable` with the reason where there is no fit
 */
export function fitCox(input: CoxInput): FitResult<CoxFit> {
  const { events, design, ties = 'efron' } = input;
  const eventCount = events.reduce((sum, event) => sum + event, 0);
  if (eventCount === 0) return { unavailable: 'no patient has the event' };
  const scaled = scaleColumns(design);
  const sets = riskSets({ ...input, design: scaled.design });
  if (ties === 'exact' && !exactIsFeasible(sets))
    return { unavailable: 'too many events at equal times for the exact method; Efron’s is close to it' };
  const likelihood = ties === 'exact' ? exactLikelihood(sets) : partialLikelihood(sets, ties);
  const maximum = maximise(likelihood, new Float64Array(design.columns));
  if (!maximum.converged) return { unavailable: 'the fit did not converge' };
  // Without information at 0 a column does not vary among the patients at risk at any event time.
  const isConstant = (j: number): boolean => !((maximum.startInformation[j] as number) > 1e-10 * eventCount);
  const fit = fitOfMaximum(maximum, scaled.scales, isConstant);
  const whole = { ...fit, events: eventCount, independentCovariance: null };
  if (!input.clusters || ties === 'exact') return whole;
  const covariance = robustCovariance(input, fit, ties, input.clusters);
  return {
    ...whole,
    covariance,
    independentCovariance: fit.covariance,
    likelihoodRatio: null,
    score: null,
    wald: waldTest(fit.columns, fit.coefficients, covariance),
  };
}

/** D'D, where a row of D is the sum over a cluster of the changes of the coefficients when its rows are left out. */
function robustCovariance(input: CoxInput, fit: ModelFit, ties: 'efron' | 'breslow', clusters: Int32Array): Matrix {
  const size = input.design.columns;
  const residuals = scoreResiduals(input, fit.coefficients, ties);
  const byCluster = new Map<number, Float64Array>();
  clusters.forEach((cluster, row) => {
    const sum = byCluster.get(cluster) ?? new Float64Array(size);
    byCluster.set(cluster, sum);
    const weight = input.weights?.[row] ?? 1;
    for (let j = 0; j < size; j++) {
      let change = 0;
      for (let k = 0; k < size; k++)
        change += (residuals.values[row * size + k] as number) * (fit.covariance.values[k * size + j] as number);
      sum[j] = (sum[j] as number) + weight * change;
    }
  });
  const values = new Float64Array(size * size);
  for (const change of byCluster.values()) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++)
        values[j * size + k] = (values[j * size + k] as number) + (change[j] as number) * (change[k] as number);
    }
  }
  return { rows: size, columns: size, values };
}
