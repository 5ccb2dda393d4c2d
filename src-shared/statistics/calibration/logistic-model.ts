import { type LogLikelihood, maximise } from '../../numerics/newton.ts';
import { invertPositive } from '../../numerics/positive-definite.ts';

export interface LogisticModel {
  readonly coefficients: Float64Array;
  /** Row-major, of the coefficients. */
  readonly covariance: Float64Array;
}

interface Input {
  readonly outcome: Uint8Array;
  /** Columns of the design; a column of ones is the intercept. Of about unit spread. */
  readonly columns: readonly Float64Array[];
  /** Added to the linear predictor of each row. */
  readonly offset?: Float64Array;
  /** Patient of each row, where patients have several: the covariance is then the sandwich over patients. */
  readonly clusters?: Int32Array | null;
}

/**
 * Unpenalised logistic regression with an offset by Newton's method. Its covariance is the inverse information or, with
 * clusters, Liang and Zeger's sandwich with the small-sample factor G / (G - 1) x (n - 1) / (n - k). Equal to statsmodels'
 * `GLM(Binomial)` with `cov_type` nonrobust and cluster.
 */
export function fitLogisticModel(input: Input): LogisticModel | { readonly unavailable: string } {
  const { outcome, columns } = input;
  const size = columns.length;
  const maximum = maximise(logLikelihood(input), new Float64Array(size));
  if (maximum.diverging.includes(1)) return { unavailable: 'the predictions separate the classes fully' };
  if (!maximum.converged) return { unavailable: 'the fit did not converge' };
  if (maximum.information.leftOut.includes(1)) return { unavailable: 'the predictions vary too little' };
  const inverse = invertPositive(maximum.information).values;
  const coefficients = maximum.x;
  if (!input.clusters) return { coefficients, covariance: inverse };

  const scores = clusterScores(input, coefficients);
  const count = scores.length / size;
  if (count < 2) return { unavailable: 'there is one patient' };
  const meat = new Float64Array(size * size);
  for (let cluster = 0; cluster < count; cluster++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) {
        meat[j * size + k] =
          (meat[j * size + k] as number) +
          (scores[cluster * size + j] as number) * (scores[cluster * size + k] as number);
      }
    }
  }
  const rows = outcome.length;
  const factor = (count / (count - 1)) * ((rows - 1) / (rows - size));
  const covariance = product(product(inverse, meat, size), inverse, size).map((value) => value * factor);
  return { coefficients, covariance };
}

function predictor({ columns, offset }: Input, coefficients: Float64Array, row: number): number {
  let sum = offset ? (offset[row] as number) : 0;
  columns.forEach((column, j) => {
    sum += (coefficients[j] as number) * (column[row] as number);
  });
  return sum;
}

export const inverseLogit = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

function logLikelihood(input: Input): LogLikelihood {
  const { outcome, columns } = input;
  const size = columns.length;
  return (x, gradient, information) => {
    gradient.fill(0);
    information.fill(0);
    let sum = 0;
    for (let row = 0; row < outcome.length; row++) {
      const linear = predictor(input, x, row);
      const isPositive = outcome[row] as number;
      sum -= Math.log1p(Math.exp(-Math.abs(linear))) + Math.max(0, isPositive === 1 ? -linear : linear);
      const probability = inverseLogit(linear);
      const weight = probability * (1 - probability);
      for (let j = 0; j < size; j++) {
        const value = columns[j]?.[row] as number;
        gradient[j] = (gradient[j] as number) + (isPositive - probability) * value;
        for (let k = 0; k <= j; k++) {
          const at = j * size + k;
          information[at] = (information[at] as number) + weight * value * (columns[k]?.[row] as number);
        }
      }
    }
    return sum;
  };
}

/** Gradient of each cluster, one after the other. */
function clusterScores(input: Input, coefficients: Float64Array): Float64Array {
  const { outcome, columns, clusters } = input;
  const size = columns.length;
  const numbers = new Map<number, number>();
  for (const cluster of clusters ?? []) if (!numbers.has(cluster)) numbers.set(cluster, numbers.size);
  const scores = new Float64Array(numbers.size * size);
  outcome.forEach((isPositive, row) => {
    const residual = isPositive - inverseLogit(predictor(input, coefficients, row));
    const start = (numbers.get(clusters?.[row] as number) as number) * size;
    columns.forEach((column, j) => {
      scores[start + j] = (scores[start + j] as number) + residual * (column[row] as number);
    });
  });
  return scores;
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      for (let j = 0; j < size; j++) {
        result[i * size + j] =
          (result[i * size + j] as number) + (a[i * size + k] as number) * (b[k * size + j] as number);
      }
    }
  }
  return result;
}
