import type { Matrix } from '../../numerics/matrix.ts';
import { type LogLikelihood, maximise, restrictedTo } from '../../numerics/newton.ts';
import { invertPositive } from '../../numerics/positive-definite.ts';
import { addWeightedGram } from '../../numerics/weighted-gram.ts';
import { columnsFrom, type FitResult, fitOfMaximum, type ModelFit, scaleColumns, waldTest } from './model-fit.ts';
import { clusterCovariance } from './sandwich.ts';

export interface LogisticFit extends ModelFit {
  readonly intercept: number;
}

export interface LogisticInput {
  /** 1 or 0 per row. */
  readonly outcome: Uint8Array;
  /** Rows x covariates, without a column for the intercept. */
  readonly design: Matrix;
  /** Patient of each row, where several rows of a patient are not independent: see `clusterCovariance`. */
  readonly clusters?: Int32Array | undefined;
  /** The tests are against the model with so many first columns instead of none. */
  readonly nullColumns?: number;
}

/**
 * Unpenalised logistic regression with an intercept, by Newton's method (which is iteratively reweighted least
 * squares). Equal to statsmodels `Logit` and R's `glm(binomial)`. Separation is found, not iterated into. With
 * clusters the covariance and Wald's test are robust, and the two tests that suppose independent rows are null.
 */
export function fitLogistic({ outcome, design, clusters, nullColumns = 0 }: LogisticInput): FitResult<LogisticFit> {
  const positives = outcome.reduce((sum, value) => sum + value, 0);
  if (positives === 0 || positives === outcome.length)
    return { unavailable: `${positives === 0 ? 'no row is' : 'all rows are'} positive` };
  const scaled = scaleColumns(design);
  const start = new Float64Array(design.columns + 1);
  start[0] = Math.log(positives / (outcome.length - positives));
  const likelihood = logisticLikelihood(outcome, scaled.design);
  const from = nullColumns === 0 ? start : maximise(restrictedTo(nullColumns + 1, likelihood), start).x;
  const maximum = maximise(likelihood, from);
  if (!maximum.converged) return { unavailable: 'the fit did not converge' };
  const fit = fitOfMaximum(maximum, scaled.scales, (j) => scaled.scales[j] === 0, { first: 1, nullColumns });
  const shift = fit.coefficients.reduce((sum, value, j) => sum + value * (scaled.centres[j] as number), 0);
  const whole = { ...fit, intercept: (maximum.x[0] as number) - shift };
  if (!clusters) return whole;
  const residuals = scoreResiduals(outcome, scaled.design, maximum.x);
  const robust = clusterCovariance(residuals, invertPositive(maximum.information), clusters);
  const covariance = inUnits(robust, scaled.scales, fit);
  const wald = waldTest(fit.columns, fit.coefficients, covariance, columnsFrom(nullColumns, design.columns));
  return { ...whole, covariance, likelihoodRatio: null, score: null, wald };
}

/** (1, x) times outcome minus probability. */
function scoreResiduals(outcome: Uint8Array, design: Matrix, x: Float64Array): Matrix {
  const columns = design.columns + 1;
  const values = new Float64Array(design.rows * columns);
  const probabilities = logisticProbabilities({ intercept: x[0] as number, coefficients: x.subarray(1) }, design);
  probabilities.forEach((probability, i) => {
    const residual = (outcome[i] as number) - probability;
    values[i * columns] = residual;
    for (let j = 1; j < columns; j++)
      values[i * columns + j] = residual * (design.values[i * design.columns + j - 1] as number);
  });
  return { rows: design.rows, columns, values };
}

/** The covariance of scaled coefficients after an intercept, as that of the coefficients of the design. */
function inUnits(covariance: Matrix, scales: Float64Array, { columns }: ModelFit): Matrix {
  const size = scales.length;
  const unit = (j: number): number => (columns[j] === 'estimated' ? 1 / (scales[j] as number) : 0);
  const values = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < size; k++)
      values[j * size + k] = (covariance.values[(j + 1) * (size + 1) + k + 1] as number) * unit(j) * unit(k);
  }
  return { rows: size, columns: size, values };
}

/** Probability of each row of a design under a fit. */
export function logisticProbabilities(
  { coefficients, intercept }: Pick<LogisticFit, 'coefficients' | 'intercept'>,
  design: Matrix,
): Float64Array {
  return Float64Array.from({ length: design.rows }, (_, i) => {
    let predictor = intercept;
    for (let j = 0; j < design.columns; j++)
      predictor += (coefficients[j] as number) * (design.values[i * design.columns + j] as number);
    return 1 / (1 + Math.exp(-predictor));
  });
}

/** x: the intercept, then one coefficient per column. */
function logisticLikelihood(outcome: Uint8Array, design: Matrix): LogLikelihood {
  const { rows, columns, values } = design;
  const size = columns + 1;
  const residuals = new Float64Array(rows);
  const weights = new Float64Array(rows);
  return (x, gradient, information) => {
    gradient.fill(0);
    information.fill(0);
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const row = i * columns;
      let predictor = x[0] as number;
      for (let j = 0; j < columns; j++) predictor += (x[j + 1] as number) * (values[row + j] as number);
      const isPositive = outcome[i] as number;
      const small = Math.exp(-Math.abs(predictor));
      const probability = predictor >= 0 ? 1 / (1 + small) : small / (1 + small);
      sum -= Math.log1p(small) + (isPositive === 1 ? Math.max(0, -predictor) : Math.max(0, predictor));
      const residual = isPositive - probability;
      const weight = small / (1 + small) ** 2;
      residuals[i] = residual;
      weights[i] = weight;
      gradient[0] = (gradient[0] as number) + residual;
      information[0] = (information[0] as number) + weight;
      for (let j = 0; j < columns; j++) {
        const at = (j + 1) * size;
        information[at] = (information[at] as number) + weight * (values[row + j] as number);
      }
    }
    addWeightedGram(design, weights, residuals, gradient, information, { offset: size + 1, stride: size, first: 1 });
    return sum;
  };
}
