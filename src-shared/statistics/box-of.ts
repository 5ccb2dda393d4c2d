import { quantileOfSorted, sorted } from '../numerics/quantile.ts';

/**
 * A box at category `x`: quartiles of type 7, mean, and Tukey's whiskers, the farthest data within 1.5 interquartile
 * ranges of the box.
 * @param values at least one
 */
export function boxOf(values: Float64Array, x: number) {
  const ascending = sorted(values);
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantileOfSorted(ascending, share)) as [
    number,
    number,
    number,
  ];
  const reach = 1.5 * (q3 - q1);
  const within = ascending.filter((value) => value >= q1 - reach && value <= q3 + reach);
  return {
    x,
    low: within[0] ?? q1,
    q1,
    median,
    q3,
    high: within.at(-1) ?? q3,
    mean: ascending.reduce((sum, value) => sum + value, 0) / ascending.length,
    points: Array.from(values, (y) => ({ y })),
  };
}
