import { normalQuantile } from '../../numerics/distributions.ts';
import { quantileOfSorted, sorted } from '../../numerics/quantile.ts';
import { fitLogisticModel, inverseLogit, type LogisticModel } from './logistic-model.ts';
import { logOdds } from './recalibration.ts';

export interface SmoothCurve {
  /** Over the range of the predictions: x = prediction, y = smoothed share of positives. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[];
  /** Knots that were used; 0: a straight line on the scale of log-odds. */
  readonly knots: number;
  /** Mean absolute difference between curve and prediction over the rows (integrated calibration index). */
  readonly index: number;
}

/** Quantiles of the knots (Harrell 2015, table 2.3). */
const knotQuantiles = {
  3: [0.1, 0.5, 0.9],
  4: [0.05, 0.35, 0.65, 0.95],
  5: [0.05, 0.275, 0.5, 0.725, 0.95],
} as const;
export type KnotCount = keyof typeof knotQuantiles;

const gridPoints = 100;

/**
 * Flexible calibration curve: logistic regression of the outcome on a restricted cubic spline of the log-odds of the
 * prediction (Harrell 2015; Van Calster 2016), with pointwise Wald limits made on the scale of log-odds. Where knots
 * coincide, the curve falls back to a straight line on that scale. Equal to statsmodels' fit on the same basis.
 */
export function smoothCurve(input: {
  outcome: Uint8Array;
  probabilities: Float64Array;
  clusters: Int32Array | null;
  knots: KnotCount;
  level: number;
}): SmoothCurve | { readonly unavailable: string } {
  const { outcome, probabilities, clusters, level } = input;
  const odds = probabilities.map(logOdds);
  const ascending = sorted(odds);
  const wanted = knotQuantiles[input.knots].map((share) => quantileOfSorted(ascending, share));
  const knots = new Set(wanted).size === wanted.length ? wanted : [];
  const design = (values: Float64Array): Float64Array[] => [
    new Float64Array(values.length).fill(1),
    ...splineBasis(values, knots),
  ];
  const model = fitLogisticModel({ outcome, columns: design(odds), clusters });
  if ('unavailable' in model) return model;

  const [least, most] = ends(probabilities);
  const grid = Float64Array.from({ length: gridPoints + 1 }, (_, i) => least + ((most - least) * i) / gridPoints);
  const z = normalQuantile(1 - (1 - level) / 2);
  const columns = design(grid.map(logOdds));
  const points = Array.from(grid, (x, i) => {
    const { linear, error } = predict(model, columns, i);
    return {
      x,
      y: inverseLogit(linear),
      low: inverseLogit(linear - z * error),
      high: inverseLogit(linear + z * error),
    };
  });
  const fitted = design(odds);
  const index =
    probabilities.reduce((sum, p, row) => sum + Math.abs(inverseLogit(predict(model, fitted, row).linear) - p), 0) /
    probabilities.length;
  return { points, knots: knots.length, index };
}

/** Least and largest value. */
function ends(values: Float64Array): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
}

/**
 * Restricted cubic spline without intercept: the value itself, then k - 2 terms that are cubic between the knots and
 * linear beyond the outer two, divided by the square of the distance of these (as R's `rcs`).
 */
export function splineBasis(values: Float64Array, knots: readonly number[]): Float64Array[] {
  if (knots.length < 3) return [values];
  const [last, before, first] = [knots.at(-1), knots.at(-2), knots[0]] as [number, number, number];
  const scale = (last - first) ** 2;
  const cube = (x: number): number => Math.max(0, x) ** 3;
  const terms = knots.slice(0, -2).map((knot) =>
    values.map((x) => {
      const bend =
        cube(x - knot) -
        (cube(x - before) * (last - knot)) / (last - before) +
        (cube(x - last) * (before - knot)) / (last - before);
      return bend / scale;
    }),
  );
  return [values, ...terms];
}

function predict(
  { coefficients, covariance }: LogisticModel,
  columns: readonly Float64Array[],
  row: number,
): { linear: number; error: number } {
  const size = coefficients.length;
  let linear = 0;
  let variance = 0;
  for (let j = 0; j < size; j++) {
    const value = columns[j]?.[row] as number;
    linear += (coefficients[j] as number) * value;
    for (let k = 0; k < size; k++) {
      variance += value * (covariance[j * size + k] as number) * (columns[k]?.[row] as number);
    }
  }
  return { linear, error: Math.sqrt(Math.max(0, variance)) };
}
