import type { Matrix } from '../../numerics/matrix.ts';
import { maximise, restrictedTo } from '../../numerics/newton.ts';
import {
  columnsFrom,
  type FitResult,
  fitOfMaximum,
  type ModelFit,
  scaleColumns,
  waldTest,
} from '../regression/model-fit.ts';
import { clusterCovariance } from '../regression/sandwich.ts';
import { exactIsFeasible, exactLikelihood } from './exact-likelihood.ts';
import { partialLikelihood } from './partial-likelihood.ts';
import { type FollowUpInput, riskSets, type TieMethod } from './risk-sets.ts';
import { scoreResiduals } from './score-residuals.ts';

export interface CoxInput extends FollowUpInput {
  readonly ties?: TieMethod;
  /** Patient of each row, where several rows of a patient are not independent: the variance is then cluster-robust. */
  readonly clusters?: Int32Array | undefined;
  /** The tests are against the model with so many first columns instead of none. */
  readonly nullColumns?: number;
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
  const { events, design, ties = 'efron', nullColumns = 0 } = input;
  const eventCount = events.reduce((sum, event) => sum + event, 0);
  if (eventCount === 0) return { unavailable: 'no patient has the event' };
  const scaled = scaleColumns(design);
  const sets = riskSets({ ...input, design: scaled.design });
  if (ties === 'exact' && !exactIsFeasible(sets))
    return { unavailable: 'too many events at equal times for the exact method; Efron’s is close to it' };
  const likelihood = ties === 'exact' ? exactLikelihood(sets) : partialLikelihood(sets, ties);
  const zero = new Float64Array(design.columns);
  const from = nullColumns === 0 ? zero : maximise(restrictedTo(nullColumns, likelihood), zero).x;
  const maximum = maximise(likelihood, from);
  if (!maximum.converged) return { unavailable: 'the fit did not converge' };
  // Without information at the start a column does not vary among the patients at risk at any event time.
  const isConstant = (j: number): boolean => !((maximum.startInformation[j] as number) > 1e-10 * eventCount);
  const fit = fitOfMaximum(maximum, scaled.scales, isConstant, { nullColumns });
  const whole = { ...fit, events: eventCount, independentCovariance: null };
  if (!input.clusters || ties === 'exact') return whole;
  const residuals = scoreResiduals(input, fit.coefficients, ties);
  const covariance = clusterCovariance(residuals, fit.covariance, input.clusters);
  return {
    ...whole,
    covariance,
    independentCovariance: fit.covariance,
    likelihoodRatio: null,
    score: null,
    wald: waldTest(fit.columns, fit.coefficients, covariance, columnsFrom(nullColumns, design.columns)),
  };
}
