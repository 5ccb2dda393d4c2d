import { normalQuantile } from '../../numerics/distributions.ts';

/**
 * Wilson's score interval of a share (1927), without continuity correction: within 0 to 1 and of sensible width at
 * shares of 0 and 1. Equal to statsmodels' `proportion_confint(method='wilson')`.
 * @param count rows with the property, of `total` > 0
 */
export function wilsonInterval(count: number, total: number, level: number): { low: number; high: number } {
  const z = normalQuantile(1 - (1 - level) / 2);
  const share = count / total;
  const centre = share + (z * z) / (2 * total);
  const reach = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  const divisor = 1 + (z * z) / total;
  return { low: Math.max(0, (centre - reach) / divisor), high: Math.min(1, (centre + reach) / divisor) };
}
