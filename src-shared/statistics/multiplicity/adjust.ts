/**
 * p values adjusted for the number of tests in a family: reject where the adjusted p is at most the level.
 * Holm (Scand J Stat 1979; 6: 65) keeps the probability of any false rejection, under any dependence; Benjamini and
 * Hochberg (J R Stat Soc B 1995; 57: 289) keep the expected share of false rejections among all, for independent or
 * positively dependent tests. Golden values, and equal to R's `p.adjust` and statsmodels' `multipletests`.
 */
export const adjustments = ['holm', 'benjamini-hochberg', 'none'] as const;
export type Adjustment = (typeof adjustments)[number];

export const adjustmentNames: Record<Adjustment, string> = {
  holm: 'Holm',
  'benjamini-hochberg': 'Benjamini-Hochberg',
  none: 'no adjustment',
};

/** The adjusted p values in the order of `ps`, each at least its own p and at most 1. @param ps each from 0 to 1 */
export function adjustedPs(ps: readonly number[], adjustment: Adjustment): number[] {
  if (adjustment === 'none') return [...ps];
  return adjustment === 'holm' ? holm(ps) : benjaminiHochberg(ps);
}

/** From the smallest p: (tests left) x p, never below the one before. */
export function holm(ps: readonly number[]): number[] {
  const adjusted = [...ps];
  let least = 0;
  ascending(ps).forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (ps.length - rank) * (ps[index] as number)));
    adjusted[index] = least;
  });
  return adjusted;
}

/** From the largest p: (tests / rank) x p, never above the one before. */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const adjusted = [...ps];
  let most = 1;
  const order = ascending(ps);
  for (let rank = order.length; rank > 0; rank--) {
    const index = order[rank - 1] as number;
    most = Math.min(most, (ps.length / rank) * (ps[index] as number));
    adjusted[index] = most;
  }
  return adjusted;
}

const ascending = (ps: readonly number[]): number[] =>
  ps.map((_, index) => index).sort((a, b) => (ps[a] as number) - (ps[b] as number));
