import { pValue } from '../wording.ts';

/** `p = 0.032`; of a permutation test at the least p it can give, `p ≤ 0.0020`, never 0. */
export function pText({ p, atFloor }: { readonly p: number; readonly atFloor: boolean }): string {
  return atFloor ? `p ≤ ${p.toPrecision(2)}` : pValue(p);
}

/** The same without `p = `, for the cells of a table. */
export const pCell = (p: { readonly p: number; readonly atFloor: boolean }): string => pText(p).replace(/^p (= )?/, '');
