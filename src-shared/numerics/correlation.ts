import { betaRegularised } from './beta.ts';
import { ascendingOrder } from './order.ts';

/** Pearson's correlation; NaN where either does not vary beyond rounding or there are fewer than two values. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [squaresX, squaresY, products] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dx = (x[i] as number) - meanX;
    const dy = (y[i] as number) - meanY;
    squaresX += dx * dx;
    squaresY += dy * dy;
    products += dx * dy;
  }
  const varies = (squares: number, mean: number): boolean => squares > n * (1e-14 * mean) ** 2;
  if (!varies(squaresX, meanX) || !varies(squaresY, meanY)) return Number.NaN;
  return Math.max(-1, Math.min(1, products / Math.sqrt(squaresX * squaresY)));
}

/** Spearman's correlation: Pearson's of the mid-ranks, so ties need no correction. NaN as for `pearson`. */
export const spearman = (x: Float64Array, y: Float64Array): number => pearson(midRanks(x), midRanks(y));

/**
 * Two-sided p of no correlation by Student's t with n - 2 degrees of freedom, from r itself so that small tails keep
 * their digits. For Spearman's an approximation, the usual one (scipy, R with ties). NaN below three pairs.
 */
export const correlationP = (r: number, count: number): number =>
  count < 3 ? Number.NaN : betaRegularised((1 - r) * (1 + r), (count - 2) / 2, 0.5);

/** Ranks from 1; equal values share the mean of their ranks. */
export function midRanks(values: Float64Array): Float64Array {
  const order = ascendingOrder(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let i = start; i < end; i++) ranks[order[i] as number] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}
