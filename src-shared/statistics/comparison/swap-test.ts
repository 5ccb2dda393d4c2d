import type { Random } from '../../numerics/random.ts';

/**
 * The paired permutation test of two models by swapping their predictions within units (Good 2005, chapter 3; Bandos,
 * Rockette & Gur 2005 for areas under the curve). Under the null hypothesis the two predictions of a unit are
 * exchangeable, so the observed difference is one of all those that swapping could have given. A unit is a patient
 * with all lesions, which are swapped together, since lesions of one patient are not independent.
 * Golden value: 2^10 swaps of ten cases; equal to scipy's `permutation_test(permutation_type='samples')`.
 */
export interface SwapTestInput {
  /** Unit of each row, numbered from 0 without gaps. */
  readonly units: Int32Array;
  /** 1 where the predictions of a row differ: units without such rows stay as they are. */
  readonly differs: Uint8Array;
  /** First model minus second after the rows with a 1 have been swapped. */
  readonly difference: (swapped: Uint8Array) => number;
  /** Drawn where all swaps are too many. */
  readonly permutations: number;
  /** All swaps are enumerated where they are at most this many. 0: never. */
  readonly exactUpTo: number;
  readonly random: Random;
  readonly signal?: { throwIfAborted(): void };
  readonly report?: ((share: number) => void) | undefined;
}

export interface SwapTest {
  /** First model minus second. */
  readonly observed: number;
  readonly exact: boolean;
  /** Swaps looked at: all of them, the observed one included, or those drawn. */
  readonly permutations: number;
  /** Differences of at least, and of at most, the observed one. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** Up to this many swaps, all are enumerated. */
export const exactSwaps = 2 ** 16;

/** Sums in another order may differ in the last bits: what is this near counts as equal, as in scipy. */
const slack = (observed: number): number => 1e-12 * Math.max(1, Math.abs(observed));

export function swapTest(input: SwapTestInput): SwapTest {
  const { units, differs, difference, permutations, exactUpTo } = input;
  const swapped = new Uint8Array(units.length);
  const observed = difference(swapped);
  const rowsOfUnit = rowsByUnit(units, differs);
  const exact = 2 ** rowsOfUnit.length <= exactUpTo;
  const draws = exact ? 2 ** rowsOfUnit.length : permutations;
  const next = exact ? everySwap(rowsOfUnit, swapped) : randomSwaps(rowsOfUnit, swapped, input.random);
  const near = slack(observed);
  let atLeast = 0;
  let atMost = 0;
  const hundredth = Math.max(1, Math.floor(draws / 100));
  for (let draw = 0; draw < draws; draw++) {
    if (draw % hundredth === 0) {
      input.signal?.throwIfAborted();
      input.report?.(draw / draws);
    }
    next(draw);
    const value = difference(swapped);
    if (value >= observed - near) atLeast++;
    if (value <= observed + near) atMost++;
  }
  return { observed, exact, permutations: draws, atLeast, atMost };
}

/** A p value and whether it is the least that so many permutations can give: then it is an upper bound. */
export interface PermutationP {
  readonly p: number;
  readonly atFloor: boolean;
}

/**
 * Twice the smaller tail, at most 1, as scipy counts. Of drawn permutations each tail is (b + 1) / (m + 1), which keeps
 * the level (Phipson & Smyth 2010); of all swaps it is their share.
 */
export function twoSidedP({ exact, permutations, atLeast, atMost }: SwapTest): PermutationP {
  const fewer = Math.min(atLeast, atMost);
  if (exact) return { p: Math.min(1, (2 * fewer) / permutations), atFloor: false };
  return { p: Math.min(1, (2 * (fewer + 1)) / (permutations + 1)), atFloor: fewer === 0 };
}

/** The share of permutations with a difference of at least the observed one: one-sided, and 0 when there is none. */
export const upperShare = ({ permutations, atLeast }: SwapTest): number => atLeast / permutations;

function rowsByUnit(units: Int32Array, differs: Uint8Array): Int32Array[] {
  const rows = new Map<number, number[]>();
  units.forEach((unit, row) => {
    if (differs[row] === 0) return;
    const list = rows.get(unit);
    if (list) list.push(row);
    else rows.set(unit, [row]);
  });
  return [...rows.values()].map((list) => Int32Array.from(list));
}

function setSwapped(swapped: Uint8Array, rows: Int32Array, value: number): void {
  for (let i = 0; i < rows.length; i++) swapped[rows[i] as number] = value;
}

/** In the order of the binary numbers, of which draw to draw only few bits change. */
function everySwap(rowsOfUnit: readonly Int32Array[], swapped: Uint8Array): (draw: number) => void {
  return (draw) => {
    rowsOfUnit.forEach((rows, unit) => setSwapped(swapped, rows, (draw >>> unit) & 1));
  };
}

/** Each unit is swapped with probability one half; 32 coins are tossed at once. */
function randomSwaps(rowsOfUnit: readonly Int32Array[], swapped: Uint8Array, random: Random): () => void {
  const tosses = 32;
  return () => {
    let coins = 0;
    for (let unit = 0; unit < rowsOfUnit.length; unit++) {
      const toss = unit % tosses;
      if (toss === 0) coins = Math.floor(random() * 2 ** tosses);
      setSwapped(swapped, rowsOfUnit[unit] as Int32Array, (coins >>> toss) & 1);
    }
  };
}
