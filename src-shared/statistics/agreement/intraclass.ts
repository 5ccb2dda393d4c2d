import type { Quantity } from '../../domain/entities.ts';
import { fUpper } from '../../numerics/beta.ts';
import { fQuantile } from '../../numerics/upper-quantiles.ts';

/**
 * Intraclass correlation in the six forms of Shrout & Fleiss (1979) in the notation of McGraw & Wong (1996), with their
 * F intervals and F tests; for the absolute agreement of two-way models the Satterthwaite interval. Golden values of the
 * 6 x 4 table of Shrout & Fleiss; equal to pingouin and to R's psych and irr.
 */
export const iccForms = ['A,1', 'C,1', '1', 'A,k', 'C,k', '1,k'] as const;
export type IccForm = (typeof iccForms)[number];

/** The same form in the older notation and in words. */
export const iccFormNames: Record<IccForm, { shroutFleiss: string; words: string }> = {
  'A,1': { shroutFleiss: 'ICC(2,1)', words: 'two-way, absolute agreement, single measurement' },
  'C,1': { shroutFleiss: 'ICC(3,1)', words: 'two-way, consistency, single measurement' },
  '1': { shroutFleiss: 'ICC(1,1)', words: 'one-way random, single measurement' },
  'A,k': { shroutFleiss: 'ICC(2,k)', words: 'two-way, absolute agreement, mean of the measurements' },
  'C,k': { shroutFleiss: 'ICC(3,k)', words: 'two-way, consistency, mean of the measurements' },
  '1,k': { shroutFleiss: 'ICC(1,k)', words: 'one-way random, mean of the measurements' },
};

/** Measurements of `cases` by `raters`, complete, row-major. */
export interface Ratings {
  readonly cases: number;
  readonly raters: number;
  readonly values: Float64Array;
}

/** Mean squares of the two-way layout without replication. */
export interface MeanSquares {
  readonly between: number;
  /** Within cases, raters not told apart. */
  readonly within: number;
  readonly raters: number;
  readonly residual: number;
}

export function meanSquares({ cases, raters, values }: Ratings): MeanSquares {
  const caseMeans = new Float64Array(cases);
  const raterMeans = new Float64Array(raters);
  for (let i = 0; i < cases; i++) {
    for (let j = 0; j < raters; j++) {
      const value = values[i * raters + j] as number;
      caseMeans[i] = (caseMeans[i] as number) + value / raters;
      raterMeans[j] = (raterMeans[j] as number) + value / cases;
    }
  }
  const mean = caseMeans.reduce((sum, value) => sum + value, 0) / cases;
  const squaresAround = (means: Float64Array): number => means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let [within, residual] = [0, 0];
  for (let i = 0; i < cases; i++) {
    for (let j = 0; j < raters; j++) {
      const difference = (values[i * raters + j] as number) - (caseMeans[i] as number);
      within += difference ** 2;
      residual += (difference - ((raterMeans[j] as number) - mean)) ** 2;
    }
  }
  // Rounding leaves this much of a sum of squares that is 0.
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const noise = cases * raters * (1e-14 * largest) ** 2;
  const clean = (squares: number): number => (squares <= noise ? 0 : squares);
  return {
    between: clean(raters * squaresAround(caseMeans)) / (cases - 1),
    within: clean(within) / (cases * (raters - 1)),
    raters: clean(cases * squaresAround(raterMeans)) / (raters - 1),
    residual: clean(residual) / ((cases - 1) * (raters - 1)),
  };
}

export interface Intraclass {
  readonly icc: Quantity;
  /** Of the null hypothesis that the coefficient is `nullValue`, against a larger one. */
  readonly test:
    | { readonly f: number; readonly numeratorFreedom: number; readonly denominatorFreedom: number; readonly p: number }
    | { readonly unavailable: string };
}

/**
 * One form of the coefficient. Negative estimates stand as they are.
 * @param level coverage of the interval
 * @param nullValue of the F test, 0 to below 1
 */
export function intraclass(ratings: Ratings, form: IccForm, { level = 0.95, nullValue = 0 } = {}): Intraclass {
  const { cases: n, raters: k } = ratings;
  if (n < 2) return without('at least two cases are needed');
  if (k < 2) return without('at least two measurements of each case are needed');
  const squares = meanSquares(ratings);
  const { between, within, raters, residual } = squares;
  if (between === 0 && within === 0) return without('all measurements are equal');
  if (form !== '1' && form !== '1,k' && between === 0 && residual === 0)
    return without('the cases do not differ from one another');
  if (form.endsWith('k') && between === 0) return without('the means of the cases do not differ');
  const estimate = estimateOf(form, squares, n, k);
  if (estimate > 1)
    return without('the cases differ so much less than their measurements that their means have no reliability');
  const error = form === '1' || form === '1,k' ? within : residual;
  if (error === 0) {
    const icc = interval(estimate, null, level);
    return { icc, test: { unavailable: 'the measurements of a case do not differ, so F is infinite' } };
  }
  const [d1, d2] = [n - 1, form === '1' || form === '1,k' ? n * (k - 1) : (n - 1) * (k - 1)];
  const ratio = between / error;
  const tail = (1 - level) / 2;
  if (form === 'A,1' || form === 'A,k') {
    const single = estimateOf('A,1', squares, n, k);
    const limits = agreementLimits({ n, k, between, raters, residual, single, tail });
    const ofMean = (value: number): number => (k * value) / (1 + (k - 1) * value);
    const ends = limits && (form === 'A,1' ? limits : { low: ofMean(limits.low), high: ofMean(limits.high) });
    return { icc: interval(estimate, ends, level), test: agreementTest(form, squares, n, k, nullValue) };
  }
  const low = ratio / fQuantile(tail, d1, d2);
  const high = ratio * fQuantile(tail, d2, d1);
  const isSingle = form === '1' || form === 'C,1';
  const end = (f: number): number => (isSingle ? (f - 1) / (f + k - 1) : 1 - 1 / f);
  const expected = isSingle ? (1 + (k - 1) * nullValue) / (1 - nullValue) : 1 / (1 - nullValue);
  const f = ratio / expected;
  return {
    icc: interval(estimate, { low: end(low), high: end(high) }, level),
    test: { f, numeratorFreedom: d1, denominatorFreedom: d2, p: fUpper(f, d1, d2) },
  };
}

/** The estimate alone; NaN where there is none. */
export function intraclassEstimate(ratings: Ratings, form: IccForm): number {
  const estimate = estimateOf(form, meanSquares(ratings), ratings.cases, ratings.raters);
  return Number.isFinite(estimate) ? estimate : Number.NaN;
}

function estimateOf(form: IccForm, { between, within, raters, residual }: MeanSquares, n: number, k: number): number {
  switch (form) {
    case '1':
      return (between - within) / (between + (k - 1) * within);
    case '1,k':
      return (between - within) / between;
    case 'C,1':
      return (between - residual) / (between + (k - 1) * residual);
    case 'C,k':
      return (between - residual) / between;
    case 'A,1':
      return (between - residual) / (between + (k - 1) * residual + (k / n) * (raters - residual));
    case 'A,k':
      return (between - residual) / (between + (raters - residual) / n);
  }
}

interface AgreementInput {
  n: number;
  k: number;
  between: number;
  raters: number;
  residual: number;
  single: number;
  tail: number;
}

/** McGraw & Wong 1996, table 7, for a single measurement; null where the degrees of freedom are undefined. */
function agreementLimits({ n, k, between, raters, residual, single, tail }: AgreementInput) {
  const a = (k * single) / (n * (1 - single));
  const b = 1 + (k * single * (n - 1)) / (n * (1 - single));
  const freedom = satterthwaite(a * raters, k - 1, b * residual, (n - 1) * (k - 1));
  if (!(freedom > 0)) return null;
  const lower = fQuantile(tail, n - 1, freedom);
  const upper = fQuantile(tail, freedom, n - 1);
  const rest = k * raters + (k * n - k - n) * residual;
  return {
    low: (n * (between - lower * residual)) / (lower * rest + n * between),
    high: (n * (upper * between - residual)) / (rest + n * upper * between),
  };
}

function agreementTest(
  form: IccForm,
  { between, raters, residual }: MeanSquares,
  n: number,
  k: number,
  nullValue: number,
): Intraclass['test'] {
  const size = form === 'A,1' ? k : 1;
  const a = (size * nullValue) / (n * (1 - nullValue));
  const b = 1 + (size * nullValue * (n - 1)) / (n * (1 - nullValue));
  const denominatorFreedom = satterthwaite(a * raters, k - 1, b * residual, (n - 1) * (k - 1));
  const f = between / (a * raters + b * residual);
  return { f, numeratorFreedom: n - 1, denominatorFreedom, p: fUpper(f, n - 1, denominatorFreedom) };
}

/** Degrees of freedom of a sum of two mean squares. */
const satterthwaite = (first: number, firstFreedom: number, second: number, secondFreedom: number): number =>
  (first + second) ** 2 / (first ** 2 / firstFreedom + second ** 2 / secondFreedom);

function interval(estimate: number, ends: { low: number; high: number } | null, level: number): Quantity {
  if (!Number.isFinite(estimate)) return { unavailable: 'the variation is too large or too small to compute with' };
  return ends && Number.isFinite(ends.low) && Number.isFinite(ends.high) ? { estimate, ...ends, level } : { estimate };
}

const without = (unavailable: string): Intraclass => ({ icc: { unavailable }, test: { unavailable } });
