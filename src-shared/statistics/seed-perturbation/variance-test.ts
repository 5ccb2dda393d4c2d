import { fUpper } from '../../numerics/beta.ts';
import { correlationP, pearson } from '../../numerics/correlation.ts';
import { median } from '../../numerics/quantile.ts';

/** Two-sided p of equal variances; NaN where a sample does not vary or is too small. */

/**
 * Brown & Forsythe (1974): analysis of variance of the distances from the group medians (scipy's
 * `levene(center='median')`). For independent samples of any distribution.
 */
export function brownForsytheP(first: Float64Array, second: Float64Array): number {
  const distances = [first, second].map((values) => {
    const centre = median(values);
    return values.map((value) => Math.abs(value - centre));
  });
  const total = first.length + second.length;
  const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const overall = distances.reduce((sum, values) => sum + values.length * meanOf(values), 0) / total;
  let [between, within] = [0, 0];
  for (const values of distances) {
    const own = meanOf(values);
    between += values.length * (own - overall) ** 2;
    within += values.reduce((sum, value) => sum + (value - own) ** 2, 0);
  }
  return within === 0 || total < 4 ? Number.NaN : fUpper((between * (total - 2)) / within, 1, total - 2);
}

/**
 * Pitman (1939) and Morgan (1939): two paired samples have equal variances when their sum and difference are
 * uncorrelated; by Student's t with n - 2 degrees of freedom.
 */
export function pitmanMorganP(first: Float64Array, second: Float64Array): number {
  const sums = first.map((value, i) => value + (second[i] as number));
  const differences = first.map((value, i) => value - (second[i] as number));
  return correlationP(pearson(sums, differences), first.length);
}
