import type { Quantity } from '../../domain/entities.ts';
import type { BootstrapResult } from './bootstrap.ts';
import { type BootstrapMethod, bootstrapInterval } from './intervals.ts';

/** A resampled number of a statistic. */
export interface Estimand {
  /** As in a warning: `the AUC`. */
  readonly name: string;
  /** Limits that it cannot pass. */
  readonly range: readonly [number, number];
  /** Why it cannot be computed, where it cannot. */
  readonly undefinedReason: string;
}

/**
 * The numbers of a bootstrap with their intervals. What the sample itself does not define is unavailable with its
 * reason; an interval that does not exist, or of which more than 1 % of the resamples are missing, is told in `warnings`.
 * @param centre `mean`: the mean of the resamples stands as the estimate, as in the study's code; else the sample's
 */
export function quantitiesOf(
  result: BootstrapResult,
  estimands: readonly Estimand[],
  options: { method: BootstrapMethod; level: number; resamples: number; centre?: 'sample' | 'mean' },
): { quantities: Quantity[]; warnings: string[] } {
  const { method, level, resamples, centre = 'sample' } = options;
  const warnings: string[] = [];
  const quantities = estimands.map(({ name, range, undefinedReason }, i): Quantity => {
    const sample = result.estimates[i] as number;
    if (Number.isNaN(sample)) return { unavailable: undefinedReason };
    const replicates = result.replicates[i] as Float64Array;
    const lacking = resamples - replicates.length;
    if (lacking > resamples / 100) {
      warnings.push(
        `${capital(name)} could not be computed in ${lacking} of ${resamples} resamples; its interval is that of the others.`,
      );
    }
    const jackknife = result.jackknife[i] as Float64Array;
    const interval = bootstrapInterval(method, { estimate: sample, replicates, jackknife, level, range });
    const estimate =
      centre === 'sample' || replicates.length === 0
        ? sample
        : replicates.reduce((sum, value) => sum + value, 0) / replicates.length;
    if ('low' in interval) return { estimate, low: interval.low, high: interval.high, level };
    warnings.push(`There is no interval for ${name}: ${interval.unavailable}.`);
    return { estimate };
  });
  return { quantities, warnings };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
