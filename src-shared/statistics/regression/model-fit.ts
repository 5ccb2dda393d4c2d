import { chiSquareUpper } from '../../numerics/distributions.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import type { Maximum } from '../../numerics/newton.ts';
import { inverseForm, invertPositive, orderedCholesky } from '../../numerics/positive-definite.ts';

export interface ChiSquareTest {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/**
 * - `constant`: the column does not vary among the rows that carry information.
 * - `collinear`: the column follows from the columns before it.
 * - `separated`: the likelihood rises without end as its coefficient grows.
 */
export type ColumnState = 'estimated' | 'constant' | 'collinear' | 'separated';

/** A fitted regression. Coefficients are per unit of the design's columns, on the log scale of hazard or odds. */
export interface ModelFit {
  readonly columns: readonly ColumnState[];
  /** One per column; 0 where it is constant or collinear, the last iterate where it is separated. */
  readonly coefficients: Float64Array;
  /** Of the coefficients; 0 in the rows and columns of what is not estimated. */
  readonly covariance: Matrix;
  readonly logLikelihood: number;
  /** Of the null model: without the columns, or with the first `nullColumns` of them. */
  readonly nullLogLikelihood: number;
  /** Against the null model; null where no further column is estimated. Wald's also where one is separated. */
  readonly likelihoodRatio: ChiSquareTest | null;
  readonly score: ChiSquareTest | null;
  readonly wald: ChiSquareTest | null;
  readonly iterations: number;
}

export type FitResult<Fit extends ModelFit = ModelFit> = Fit | { readonly unavailable: string };

/** A design whose columns have mean 0 and standard deviation 1, so that Newton's steps compare. */
export interface ScaledDesign {
  readonly design: Matrix;
  readonly centres: Float64Array;
  /** 0 for a constant column, whose scaled values are 0. */
  readonly scales: Float64Array;
}

/** Centres and scales the columns; the rows weigh alike. */
export function scaleColumns(design: Matrix): ScaledDesign {
  const { rows, columns } = design;
  const centres = new Float64Array(columns);
  const scales = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++)
      centres[j] = (centres[j] as number) + (design.values[i * columns + j] as number) / rows;
  }
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const deviation = (design.values[i * columns + j] as number) - (centres[j] as number);
      values[i * columns + j] = deviation;
      scales[j] = (scales[j] as number) + (deviation * deviation) / rows;
    }
  }
  for (let j = 0; j < columns; j++) {
    const scale = Math.sqrt(scales[j] as number);
    // What is left of a constant column is the rounding of its mean.
    scales[j] = scale > 1e-12 * Math.abs(centres[j] as number) ? scale : 0;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const scale = scales[j] as number;
      values[i * columns + j] = scale === 0 ? 0 : (values[i * columns + j] as number) / scale;
    }
  }
  return { design: { rows, columns, values }, centres, scales };
}

export const chiSquareTest = (chiSquare: number, degreesOfFreedom: number): ChiSquareTest => ({
  chiSquare,
  degreesOfFreedom,
  p: chiSquareUpper(Math.max(0, chiSquare), degreesOfFreedom),
});

/**
 * A maximum over scaled columns as a fit in the units of the design.
 * @param isConstant columns without variation where it counts
 * @param first index of the first column of the design among the coordinates (1 after an intercept)
 * @param nullColumns how many columns the null model has, at whose maximum the search began
 */
export function fitOfMaximum(
  maximum: Maximum,
  scales: Float64Array,
  isConstant: (column: number) => boolean,
  { first = 0, nullColumns = 0 }: { first?: number; nullColumns?: number } = {},
): ModelFit {
  const columns = Array.from(scales, (_, j): ColumnState => {
    if (isConstant(j)) return 'constant';
    if (maximum.information.leftOut[first + j] === 1) return 'collinear';
    return maximum.diverging[first + j] === 1 ? 'separated' : 'estimated';
  });
  const size = scales.length;
  const inverse = invertPositive(maximum.information);
  const unit = (j: number): number => (columns[j] === 'estimated' ? 1 / (scales[j] as number) : 0);
  const values = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < size; k++) {
      const scaled = inverse.values[(first + j) * inverse.columns + first + k] as number;
      values[j * size + k] = scaled * unit(j) * unit(k);
    }
  }
  const coefficients = Float64Array.from(scales, (scale, j) =>
    scale === 0 ? 0 : (maximum.x[first + j] as number) / scale,
  );
  const covariance = { rows: size, columns: size, values };
  const tested = columns.slice(nullColumns);
  const used = tested.filter((state) => state === 'estimated' || state === 'separated').length;
  const ratio = 2 * (maximum.value - maximum.startValue);
  return {
    columns,
    coefficients,
    covariance,
    logLikelihood: maximum.value,
    nullLogLikelihood: maximum.startValue,
    likelihoodRatio: used === 0 ? null : chiSquareTest(ratio, used),
    score: used === 0 ? null : chiSquareTest(maximum.startScore, used),
    wald: waldTest(columns, coefficients, covariance, columnsFrom(nullColumns, size)),
    iterations: maximum.iterations,
  };
}

/** Numbers of the columns from `start` on. */
export const columnsFrom = (start: number, size: number): number[] =>
  Array.from({ length: size - start }, (_, i) => start + i);

/** Wald's test that all estimated coefficients (or those of `only`) are 0; null where one of them is separated. */
export function waldTest(
  columns: readonly ColumnState[],
  coefficients: Float64Array,
  covariance: Matrix,
  only: readonly number[] = Array.from(columns.keys()),
): ChiSquareTest | null {
  if (only.some((j) => columns[j] === 'separated')) return null;
  const kept = only.filter((j) => columns[j] === 'estimated');
  if (kept.length === 0) return null;
  const values = Float64Array.from(
    kept.flatMap((j) => kept.map((k) => covariance.values[j * covariance.columns + k] as number)),
  );
  const factor = orderedCholesky({ rows: kept.length, columns: kept.length, values });
  const rank = kept.length - factor.leftOut.reduce((sum, out) => sum + out, 0);
  if (rank === 0) return null;
  return chiSquareTest(
    inverseForm(
      factor,
      Float64Array.from(kept, (j) => coefficients[j] as number),
    ),
    rank,
  );
}
