import type { SlicePlacement } from './slice-stack.ts';

/** HU of what lies outside every slice: air. */
export const outsideHu = -1024;

/** The slices between which a plane of the grid lies, and how far it is from the first to the second, 0 to 1. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
  readonly share: number;
}

/**
 * The true neighbours of a plane.
 * @param placement slices by ascending position; @param alongMm position of the plane, within theirs
 */
export function bracketOf(placement: readonly SlicePlacement[], alongMm: number): Bracket {
  const last = placement.length - 1;
  let lower = 0;
  while (lower < last - 1 && (placement[lower + 1] as SlicePlacement).alongMm <= alongMm) lower++;
  const from = (placement[lower] as SlicePlacement).alongMm;
  const to = (placement[Math.min(lower + 1, last)] as SlicePlacement).alongMm;
  const share = Math.min(Math.max((alongMm - from) / (to - from), 0), 1);
  if (share < 1e-6) return { lower, upper: lower, share: 0 };
  if (share > 1 - 1e-6) return { lower: lower + 1, upper: lower + 1, share: 0 };
  return { lower, upper: lower + 1, share };
}

/** Pixels of a slice. */
export interface SlicePixels {
  readonly columns: number;
  readonly rows: number;
  readonly hu: ArrayLike<number>;
}

/**
 * Adds `weight` times a slice, shifted by a fraction of a pixel (bilinear), to a box of one plane of the grid. Outside
 * the slice there is air.
 * @param box first column and row of the grid, and how many; @param position index in `out` of its first value
 */
export function addShifted(
  slice: SlicePixels,
  shift: SlicePlacement['shift'],
  box: { readonly start: readonly [number, number]; readonly size: readonly [number, number] },
  weight: number,
  out: Float32Array,
  position: number,
): void {
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= slice.columns || row >= slice.rows
      ? outsideHu
      : (slice.hu[row * slice.columns + column] as number);
  const [wholeI, wholeJ] = [Math.floor(-shift[0] + 1e-9), Math.floor(-shift[1] + 1e-9)];
  const fractionI = Math.max(-shift[0] - wholeI, 0);
  const fractionJ = Math.max(-shift[1] - wholeJ, 0);
  for (let j = 0, n = position; j < box.size[1]; j++) {
    const row = box.start[1] + j + wholeJ;
    for (let i = 0; i < box.size[0]; i++, n++) {
      const column = box.start[0] + i + wholeI;
      const upper = at(column, row) * (1 - fractionI) + (fractionI > 0 ? at(column + 1, row) * fractionI : 0);
      const value =
        fractionJ > 0
          ? upper * (1 - fractionJ) +
            (at(column, row + 1) * (1 - fractionI) + (fractionI > 0 ? at(column + 1, row + 1) * fractionI : 0)) *
              fractionJ
          : upper;
      out[n] = (out[n] as number) + weight * value;
    }
  }
}
