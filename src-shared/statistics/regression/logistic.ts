import type { Matrix } from '../../numerics/matrix.ts';
import { type LogLikelihood, maximise } from '../../numerics/newton.ts';
import { addWeightedGram } from '../../numerics/weighted-gram.ts';
import { type FitResult, fitOfMaximum, type ModelFit, scaleColumns } from './model-fit.ts';

export interface LogisticFit extends ModelFit {
  readonly intercept: number;
}

/**
 * Unpenalised logistic regression with an intercept, by Newton's method (which is iteratively reweighted least
 * squares). Equal to statsmodels `Logit` and R's `glm(binomial)`. Separation is found, not iterated into.
 * @param outcome 1 or 0 per row
 * @param design rows x covariates, without a column for the intercept
 */
export function fitLogistic({ outcome, design }: { outcome: Uint8Array; design: Matrix }): FitResult<LogisticFit> {
  const positives = outcome.reduce((sum, value) => sum + value, 0);
  if (positives === 0 || positives === outcome.length)
    return { unavailable: `${positives === 0 ? 'no row is' : 'all rows are'} positive` };
  const scaled = scaleColumns(design);
  const start = new Float64Array(design.columns + 1);
  start[0] = Math.log(positives / (outcome.length - positives));
  const maximum = maximise(logisticLikelihood(outcome, scaled.design), start);
  if (!maximum.converged) return { unavailable: 'the fit did not converge' };
  const fit = fitOfMaximum(maximum, scaled.scales, (j) => scaled.scales[j] === 0, 1);
  const shift = fit.coefficients.reduce((sum, value, j) => sum + value * (scaled.centres[j] as number), 0);
  return { ...fit, intercept: (maximum.x[0] as number) - shift };
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
