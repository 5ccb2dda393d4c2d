import { median } from '../../numerics/quantile.ts';
import type { LesionSpread } from './lesion-spread.ts';

/** Decimals at which the usual spread of a lesion has two digits: predictions of a strong penalty lie close together. */
export function decimalsOf(spreads: readonly LesionSpread[]): number {
  const usual = median(spreads.map(({ deviation }) => deviation));
  return usual > 0 ? Math.min(10, Math.max(3, Math.ceil(-Math.log10(usual)) + 1)) : 3;
}
