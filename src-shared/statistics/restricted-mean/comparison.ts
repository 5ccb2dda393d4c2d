import type { Quantity } from '../../domain/entities.ts';
import { normalQuantile, normalTwoSided } from '../../numerics/distributions.ts';
import { adjustedPs } from '../multiplicity/adjust.ts';
import type { RestrictedMean } from './mean-to-horizon.ts';

/** One group against the reference group. */
export interface MeanComparison {
  readonly group: number;
  readonly difference: Quantity;
  readonly differenceP: Quantity;
  readonly ratio: Quantity;
  readonly ratioP: Quantity;
  /** p of the difference, adjusted by Holm over the comparisons; only with more than one. */
  readonly adjustedP: Quantity | null;
}

const unknown: Quantity = { unavailable: 'the mean of one of the two groups cannot be estimated' };

/**
 * Differences (normal) and ratios (normal on the log scale, delta method) of the means of each group and the reference
 * group, with Wald tests, as survRM2 gives them.
 */
export function compareMeans(
  means: readonly (RestrictedMean | null)[],
  reference: number,
  options: { level: number; unit: string },
): MeanComparison[] {
  const z = normalQuantile(1 - (1 - options.level) / 2);
  const base = means[reference] ?? null;
  const compared = means.flatMap((mean, group) => (group === reference ? [] : [{ group, mean }]));
  const list = compared.map(({ group, mean }) => ({ group, ...compareTwo(mean, base, z, options) }));
  const tested = list.flatMap(({ differenceP }, i) =>
    'estimate' in differenceP ? [{ i, p: differenceP.estimate }] : [],
  );
  const adjusted = adjustedPs(
    tested.map(({ p }) => p),
    'holm',
  );
  return list.map((one, i) => {
    const at = tested.findIndex((test) => test.i === i);
    const adjustedP: Quantity = at < 0 ? unknown : { estimate: adjusted[at] as number };
    return { ...one, adjustedP: list.length > 1 ? adjustedP : null };
  });
}

function compareTwo(
  mean: RestrictedMean | null,
  base: RestrictedMean | null,
  z: number,
  { level, unit }: { level: number; unit: string },
): Omit<MeanComparison, 'group' | 'adjustedP'> {
  if (!mean || !base) return { difference: unknown, differenceP: unknown, ratio: unknown, ratioP: unknown };
  const difference = mean.mean - base.mean;
  const error = Math.hypot(mean.standardError, base.standardError);
  const logRatio = Math.log(mean.mean / base.mean);
  const logError = Math.hypot(mean.standardError / mean.mean, base.standardError / base.mean);
  const noSpread: Quantity = { unavailable: 'no event up to the time in either group' };
  const hasRatio = mean.mean > 0 && base.mean > 0;
  const noRatio: Quantity = { unavailable: 'the mean of a group is 0' };
  return {
    difference: { estimate: difference, low: difference - z * error, high: difference + z * error, level, unit },
    differenceP: error > 0 ? { estimate: normalTwoSided(difference / error) } : noSpread,
    ratio: hasRatio
      ? {
          estimate: Math.exp(logRatio),
          low: Math.exp(logRatio - z * logError),
          high: Math.exp(logRatio + z * logError),
          level,
        }
      : noRatio,
    ratioP: !hasRatio ? noRatio : logError > 0 ? { estimate: normalTwoSided(logRatio / logError) } : noSpread,
  };
}
