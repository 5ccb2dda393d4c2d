import { pearson, spearman } from '../../numerics/correlation.ts';
import { fitLine, type LineFit } from '../../numerics/line-fit.ts';
import { determination } from '../agreement/determination.ts';
import { intraclassEstimate } from '../agreement/intraclass.ts';
import { type CaseRows, rowsByCase, twoOccasions } from '../agreement/repeated-measurements.ts';
import { attached, type DataTable } from '../data-table.ts';
import type { FeatureTestRetestParams } from './params.ts';

interface Context {
  readonly signal: { throwIfAborted(): void };
  readonly report?: (share: number) => void;
}

/** Two vectors of features of each case, compared feature by feature and all together. */
export interface FeatureComparison {
  readonly cases: readonly CaseRows[];
  readonly names: readonly [first: string, second: string];
  readonly dimension: number;
  /** Per feature, over the cases; NaN where it does not vary. */
  readonly icc: Float64Array;
  readonly spearman: Float64Array;
  readonly rSquared: Float64Array;
  /** Over all features of all cases in one list. */
  readonly flat: {
    readonly first: Float64Array;
    readonly second: Float64Array;
    readonly spearman: number;
    readonly rSquared: number;
    readonly determinationOfFirst: number;
    readonly determinationOfSecond: number;
    readonly line: LineFit | null;
  };
  readonly warnings: readonly string[];
}

/** Compares the features of the first and the second occasion; cases without features on both are left out. */
export function compareFeatures(
  table: DataTable,
  params: FeatureTestRetestParams,
  { signal, report }: Context,
): FeatureComparison {
  const { dimension, values } = attached(table, 'features');
  const { cases, occasions, warnings } = rowsByCase(table, params, {
    wanted: twoOccasions(table, params),
    isMissing: (row) => Number.isNaN(values[row * dimension]),
    what: 'features',
  });
  const n = cases.length;
  const icc = new Float64Array(dimension);
  const [rho, squares] = [new Float64Array(dimension), new Float64Array(dimension)];
  const [flatFirst, flatSecond] = [new Float64Array(n * dimension), new Float64Array(n * dimension)];
  const ratings = new Float64Array(2 * n);
  for (let feature = 0; feature < dimension; feature++) {
    if (feature % 64 === 0) {
      signal.throwIfAborted();
      report?.(feature / dimension);
    }
    for (let i = 0; i < 2 * n; i++) {
      const row = cases[i >> 1]?.rows[i & 1] as number;
      ratings[i] = values[row * dimension + feature] as number;
      const flat = (i & 1) === 0 ? flatFirst : flatSecond;
      flat[feature * n + (i >> 1)] = ratings[i] as number;
    }
    const first = flatFirst.subarray(feature * n, (feature + 1) * n);
    const second = flatSecond.subarray(feature * n, (feature + 1) * n);
    icc[feature] = n < 2 ? Number.NaN : intraclassEstimate({ cases: n, raters: 2, values: ratings }, 'A,1');
    rho[feature] = spearman(first, second);
    squares[feature] = pearson(first, second) ** 2;
  }
  signal.throwIfAborted();
  return {
    cases,
    names: [`${params.occasion} ${occasions[0]}`, `${params.occasion} ${occasions[1]}`],
    dimension,
    icc,
    spearman: rho,
    rSquared: squares,
    flat: {
      first: flatFirst,
      second: flatSecond,
      spearman: spearman(flatFirst, flatSecond),
      rSquared: pearson(flatFirst, flatSecond) ** 2,
      determinationOfFirst: determination(flatFirst, flatSecond),
      determinationOfSecond: determination(flatSecond, flatFirst),
      line: fitLine(flatFirst, flatSecond),
    },
    warnings,
  };
}
