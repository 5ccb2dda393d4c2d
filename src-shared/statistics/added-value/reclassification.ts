/** How the probabilities of a larger model differ from those of a smaller one. */
export interface Reclassification {
  /** Category-free net reclassification improvement, -2 to 2. */
  readonly nri: number;
  /** Integrated discrimination improvement, -1 to 1. */
  readonly idi: number;
}

/**
 * NRI(> 0): of the positive, the share whose probability rises minus the share whose falls, plus the reverse among the
 * negative (Pencina, D'Agostino & Steyerberg 2011). IDI: rise of the mean probability of the positive minus that of the
 * negative (Pencina et al. 2008).
 * @param outcome 1 or 0 per row, both present
 */
export function reclassification(outcome: Uint8Array, smaller: Float64Array, larger: Float64Array): Reclassification {
  const counts = [0, 0];
  const moved = [0, 0];
  const risen = [0, 0];
  outcome.forEach((value, i) => {
    const change = (larger[i] as number) - (smaller[i] as number);
    counts[value] = (counts[value] as number) + 1;
    moved[value] = (moved[value] as number) + Math.sign(change);
    risen[value] = (risen[value] as number) + change;
  });
  const [negatives, positives] = counts as [number, number];
  const [movedNegative, movedPositive] = moved as [number, number];
  const [risenNegative, risenPositive] = risen as [number, number];
  return {
    nri: movedPositive / positives - movedNegative / negatives,
    idi: risenPositive / positives - risenNegative / negatives,
  };
}
