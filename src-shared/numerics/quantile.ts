/** Values in ascending order, as a new array. */
export const sorted = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();

/**
 * The sample quantile of type 7 (Hyndman & Fan 1996), the default of R and numpy: linear between order statistics.
 * @param ascending at least one value, ascending
 */
export function quantileOfSorted(ascending: Float64Array, probability: number): number {
  const position = Math.min(1, Math.max(0, probability)) * (ascending.length - 1);
  const below = Math.floor(position);
  const low = ascending[below] as number;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number;
  return low === high ? low : low + (position - below) * (high - low);
}

/** The median of at least one value: the middle one, or the mean of the two in the middle. */
export const median = (values: ArrayLike<number>): number => quantileOfSorted(sorted(values), 0.5);
