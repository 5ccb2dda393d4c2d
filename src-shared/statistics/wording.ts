import type { Quantity } from '../domain/entities.ts';

/** Numbers as they stand in captions, notes and tables. Everything here is presentation: values keep all their digits. */

/** A number with `digits` significant digits, trailing zeros dropped. */
export const significant = (value: number, digits = 3): string =>
  String(Number(value.toPrecision(digits))).replace(/^-/, '−');

/** `p = 0.032`, `p = 0.50`, `p = 5.4e-7`: two significant digits, never rounded to 0. */
export function pValue(p: number): string {
  if (p === 0) return 'p < 1e-300';
  if (p >= 0.0001) return `p = ${p.toPrecision(2)}`;
  return `p = ${p.toExponential(1)}`;
}

/** `3 patients`, `1 patient`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `0.71 (0.61–0.80)`; the reason where there is no estimate. An open end is written as such. */
export function quantityText(quantity: Quantity, format: (value: number) => string, open = 'not reached'): string {
  if ('unavailable' in quantity) return quantity.unavailable;
  const { estimate, low, high } = quantity;
  if (low === undefined && high === undefined) return format(estimate);
  const end = (value: number | undefined): string => (value === undefined ? open : format(value));
  // A dash between negative numbers would read as one more minus.
  const between = (low ?? 0) < 0 || (high ?? 0) < 0 ? ' to ' : '–';
  return `${format(estimate)} (${end(low)}${between}${end(high)})`;
}
