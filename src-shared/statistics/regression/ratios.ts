import type { Quantity } from '../../domain/entities.ts';
import { normalQuantile, normalTwoSided } from '../../numerics/distributions.ts';
import type { ColumnState, ModelFit } from './model-fit.ts';

/** Why a column has no estimate; undefined where it has one. */
export const reasons: Record<Exclude<ColumnState, 'estimated'>, string> = {
  constant: 'it does not vary among these patients while events come',
  collinear: 'it follows from the covariates before it',
  separated: 'separation: the likelihood rises without end as this coefficient grows',
};

/** One coefficient of a model with what is reported of it. */
export interface Ratio {
  readonly coefficient: Quantity;
  readonly standardError: Quantity;
  /** exp of the coefficient with Wald's limits. */
  readonly ratio: Quantity;
  /** Wald's test, two-sided. */
  readonly p: Quantity;
}

export function ratioOf(fit: ModelFit | { unavailable: string }, column: number, level: number): Ratio {
  const reason = 'unavailable' in fit ? fit.unavailable : reasonOf(fit.columns[column] as ColumnState);
  if (reason !== null || 'unavailable' in fit) {
    const none = { unavailable: reason ?? '' };
    return { coefficient: none, standardError: none, ratio: none, p: none };
  }
  const estimate = fit.coefficients[column] as number;
  const error = Math.sqrt(fit.covariance.values[column * fit.covariance.columns + column] as number);
  const reach = normalQuantile(1 - (1 - level) / 2) * error;
  return {
    coefficient: { estimate, low: estimate - reach, high: estimate + reach, level },
    standardError: { estimate: error },
    ratio: ratioQuantity(estimate, reach, level),
    p: { estimate: normalTwoSided(estimate / error) },
  };
}

const reasonOf = (state: ColumnState): string | null => (state === 'estimated' ? null : reasons[state]);

/** Beyond the range of numbers a ratio cannot be written. */
function ratioQuantity(estimate: number, reach: number, level: number): Quantity {
  const [ratio, low, high] = [Math.exp(estimate), Math.exp(estimate - reach), Math.exp(estimate + reach)];
  if (!Number.isFinite(high) || ratio === 0)
    return { unavailable: 'the ratio or a limit is too large for a number; give the covariate in larger units' };
  return { estimate: ratio, low, high, level };
}
