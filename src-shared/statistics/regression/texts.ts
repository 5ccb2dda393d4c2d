import type { Quantity } from '../../domain/entities.ts';
import { significant } from '../wording.ts';

/** A name as part of an id: `probability-of-alive`. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** 0.65, 12.34, 0.088, 0.0021, 123. */
export const ratioText = (value: number): string =>
  value >= 0.1 && value < 100 ? value.toFixed(2) : significant(value, value < 0.1 ? 2 : 3);

/** A p value as it stands in a column of p values. */
export const pText = (p: Quantity): string => {
  if ('unavailable' in p) return '–';
  if (p.estimate < 1e-300) return '< 1e-300';
  return p.estimate >= 1e-4 ? p.estimate.toPrecision(2) : p.estimate.toExponential(1);
};

/** A difference with three decimals and a true minus sign. */
export const signed = (value: number): string => `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(3)}`;
