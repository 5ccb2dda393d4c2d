import type { Quantity } from '../../domain/entities.ts';
import { studentTwoSided } from '../../numerics/beta.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { fitLine, type LineFit } from '../../numerics/line-fit.ts';
import { studentQuantile } from '../../numerics/upper-quantiles.ts';

export const differenceScales = ['difference', 'percent', 'log'] as const;
export type DifferenceScale = (typeof differenceScales)[number];

/** Second minus first against their mean, on the scale chosen. */
export interface Differences {
  /** Mean of the pair; on the log scale its geometric mean. */
  readonly means: Float64Array;
  /** Differences, per cent of the mean, or ln(second / first). */
  readonly differences: Float64Array;
}

/** Null where the scale needs measurements above 0 and some are not. */
export function differencesOf(first: Float64Array, second: Float64Array, scale: DifferenceScale): Differences | null {
  if (scale !== 'difference' && [...first, ...second].some((value) => value <= 0)) return null;
  const mean = (a: number, b: number): number => (scale === 'log' ? Math.sqrt(a * b) : (a + b) / 2);
  const difference: Record<DifferenceScale, (a: number, b: number) => number> = {
    difference: (a, b) => b - a,
    percent: (a, b) => (200 * (b - a)) / (a + b),
    log: (a, b) => Math.log(b / a),
  };
  return {
    means: first.map((a, i) => mean(a, second[i] as number)),
    differences: first.map((a, i) => difference[scale](a, second[i] as number)),
  };
}

export interface LimitsOfAgreement {
  readonly bias: Quantity;
  /** Two-sided one-sample t test of bias 0. */
  readonly biasP: Quantity;
  readonly deviation: number;
  readonly lower: Quantity;
  readonly upper: Quantity;
  /** Differences on means: does the difference change with size? Null where the means do not vary. */
  readonly trend: LineFit | null;
}

/**
 * Bias and limits of agreement (Bland & Altman 1986): mean difference ± z standard deviations. Interval of the bias by
 * Student's t; of the limits by t with the standard error s sqrt(1/n + z²/(2(n - 1))) (Bland & Altman 1999).
 * Null below three pairs.
 * @param coverage share of differences between the limits, e.g. 0.95
 */
export function limitsOfAgreement(
  { means, differences }: Differences,
  { coverage, level }: { coverage: number; level: number },
): LimitsOfAgreement | null {
  const n = differences.length;
  if (n < 3) return null;
  const bias = differences.reduce((sum, value) => sum + value, 0) / n;
  const squares = differences.reduce((sum, value) => sum + (value - bias) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  const t = studentQuantile((1 - level) / 2, n - 1);
  const z = normalQuantile((1 + coverage) / 2);
  const around = (estimate: number, error: number): Quantity => ({
    estimate,
    low: estimate - t * error,
    high: estimate + t * error,
    level,
  });
  const biasError = deviation / Math.sqrt(n);
  const limitError = deviation * Math.sqrt(1 / n + z ** 2 / (2 * (n - 1)));
  return {
    bias: around(bias, biasError),
    biasP:
      biasError === 0
        ? { unavailable: 'all differences are equal' }
        : { estimate: studentTwoSided(bias / biasError, n - 1) },
    deviation,
    lower: around(bias - z * deviation, limitError),
    upper: around(bias + z * deviation, limitError),
    trend: fitLine(means, differences),
  };
}
