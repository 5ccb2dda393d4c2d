import { normalCdf, normalQuantile } from '../../numerics/distributions.ts';
import { quantileOfSorted } from '../../numerics/quantile.ts';

export const bootstrapMethods = ['bca', 'percentile', 'basic'] as const;
export type BootstrapMethod = (typeof bootstrapMethods)[number];

export const bootstrapMethodNames: Record<BootstrapMethod, string> = {
  bca: 'bias-corrected and accelerated (BCa)',
  percentile: 'percentile',
  basic: 'basic (reverse percentile)',
};

export type Interval = { readonly low: number; readonly high: number } | { readonly unavailable: string };

/**
 * A confidence interval from bootstrap replicates (Davison & Hinkley 1997, chapter 5; Efron 1987 for BCa).
 * Quantiles are of type 7. BCa takes ties at the estimate as half, as scipy does, and its acceleration from the
 * cluster jackknife. Where BCa is undefined (all replicates on one side of the estimate) there is no interval.
 * @param replicates ascending
 * @param range limits that the quantity cannot pass; the basic interval is cut there
 */
export function bootstrapInterval(
  method: BootstrapMethod,
  input: {
    estimate: number;
    replicates: Float64Array;
    jackknife: Float64Array;
    level: number;
    range: readonly [number, number];
  },
): Interval {
  const { estimate, replicates, level, range } = input;
  if (replicates.length < 2) return { unavailable: 'too few resamples in which it could be computed' };
  if (replicates[0] === replicates.at(-1)) return { unavailable: 'every resample gave the same value' };
  const tail = (1 - level) / 2;
  const at = (probability: number): number => quantileOfSorted(replicates, probability);
  const cut = (value: number): number => Math.min(range[1], Math.max(range[0], value));
  if (method === 'percentile') return { low: at(tail), high: at(1 - tail) };
  if (method === 'basic') return { low: cut(2 * estimate - at(1 - tail)), high: cut(2 * estimate - at(tail)) };

  const bias = normalQuantile(shareBelow(replicates, estimate));
  if (!Number.isFinite(bias))
    return { unavailable: 'the BCa correction is infinite: all resamples lie on one side of the estimate' };
  const acceleration = accelerationOf(input.jackknife);
  const corrected = (probability: number): number => {
    const z = bias + normalQuantile(probability);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  return { low: at(corrected(tail)), high: at(corrected(1 - tail)) };
}

/** Share of the replicates below the estimate, those equal to it counted half. */
function shareBelow(replicates: Float64Array, estimate: number): number {
  // A replicate with the same composition as the sample may differ from it in the last bit.
  const slack = 1e-12 * Math.max(1, Math.abs(estimate));
  let below = 0;
  for (const value of replicates) below += value < estimate - slack ? 1 : value <= estimate + slack ? 0.5 : 0;
  return below / replicates.length;
}

/** Skewness of the jackknife values over 6: how fast the standard error changes with the estimate. */
export function accelerationOf(jackknife: Float64Array): number {
  if (jackknife.length === 0) return 0;
  const mean = jackknife.reduce((sum, value) => sum + value, 0) / jackknife.length;
  let squares = 0;
  let cubes = 0;
  for (const value of jackknife) {
    const difference = mean - value;
    squares += difference ** 2;
    cubes += difference ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
