import type { Quantity } from '../../domain/entities.ts';
import { chiSquareQuantile } from '../../numerics/upper-quantiles.ts';

/** How far two measurements of one case lie apart, in the unit of the measurement. */
export interface WithinSubject {
  /** Standard error of measurement. */
  readonly standardError: Quantity;
  /** Minimal detectable change of a case. */
  readonly detectableChange: Quantity;
  /** Coefficient of variation in per cent. */
  readonly variation: Quantity;
}

/**
 * From pairs of measurements (Bland & Altman 1996; QIBA's conventions):
 * - standard error of measurement = within-subject standard deviation = sqrt(Σ d² / 2n), which is the square root of
 *   the one-way MSW and of MSE + (MSC - MSE) / n, so a systematic difference counts (agreement, not consistency); its
 *   interval by chi-square with n degrees of freedom;
 * - minimal detectable change = z √2 times it, the repeatability coefficient: 95% of the differences between two
 *   measurements of an unchanged case are smaller;
 * - coefficient of variation = sqrt(mean((d² / 2) / m²)) with m the mean of the pair; needs positive means.
 * @param z of the level of the change, e.g. 1.96
 */
export function withinSubject(
  first: Float64Array,
  second: Float64Array,
  { level, z }: { level: number; z: number },
): WithinSubject {
  const n = first.length;
  let [squares, relative] = [0, 0];
  let positive = true;
  for (let i = 0; i < n; i++) {
    const [a, b] = [first[i] as number, second[i] as number];
    const half = (a - b) ** 2 / 2;
    squares += half;
    if (!(a > 0 && b > 0)) positive = false;
    relative += half / ((a + b) / 2) ** 2;
  }
  const tail = (1 - level) / 2;
  const around = (estimate: number, factor: number, unit?: string): Quantity => ({
    estimate: factor * estimate,
    low: factor * estimate * Math.sqrt(n / chiSquareQuantile(tail, n)),
    high: factor * estimate * Math.sqrt(n / chiSquareQuantile(1 - tail, n)),
    level,
    ...(unit === undefined ? {} : { unit }),
  });
  const deviation = Math.sqrt(squares / n);
  return {
    standardError: around(deviation, 1),
    detectableChange: around(deviation, z * Math.SQRT2),
    variation: positive ? around(Math.sqrt(relative / n), 100, '%') : { unavailable: 'it needs measurements above 0' },
  };
}
