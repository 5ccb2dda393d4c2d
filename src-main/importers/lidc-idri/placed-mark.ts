import { AppError } from '#shared/errors.ts';
import type { Vec3, VoxelBox } from '#shared/imaging/geometry.ts';
import type { Mark } from './marks-file.ts';

/** An outline on the grid of its scan. */
export interface PlacedOutline {
  readonly slice: number;
  readonly inclusion: boolean;
  /** Column, row of each point in turn. */
  readonly points: Int32Array;
}

export interface PlacedMark {
  readonly mark: Mark;
  readonly outlines: readonly PlacedOutline[];
  /** Around all points, those of holes too. */
  readonly box: VoxelBox;
}

/** Where the first pixel of a slice lies on the grid of its scan: whole voxels. */
export interface SlicePlaces {
  readonly bySopUid: ReadonlyMap<string, Vec3>;
  /** For files that name no object: by z in mm to two decimals. */
  readonly byZ: ReadonlyMap<string, Vec3>;
}

export const zKey = (zMm: number): string => zMm.toFixed(2);

/** Refuses a mark on a slice that the scan does not have, or beyond its edge. */
export function placeMark(mark: Mark, { bySopUid, byZ }: SlicePlaces, size: Vec3): PlacedMark {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const outlines = mark.outlines.map(({ sopUid, zMm, inclusion, points }): PlacedOutline => {
    const first = bySopUid.get(sopUid) ?? byZ.get(zKey(zMm));
    if (!first) throw new AppError('not-found', 'A slice that it is drawn on is not in the series.');
    const placed = Int32Array.from(points, (value, n) => value + first[n % 2 === 0 ? 0 : 1]);
    const place = (axis: number, index: number): void => {
      if (index < 0 || index >= (size[axis] ?? 0))
        throw new AppError('invalid-input', 'An outline reaches beyond the edge of the slice.');
      low[axis] = Math.min(low[axis] as number, index);
      high[axis] = Math.max(high[axis] as number, index);
    };
    placed.forEach((value, n) => place(n % 2, value));
    place(2, first[2]);
    return { slice: first[2], inclusion, points: placed };
  });
  const length = (axis: number): number => (high[axis] as number) - (low[axis] as number) + 1;
  return {
    mark,
    outlines,
    box: {
      start: [low[0] as number, low[1] as number, low[2] as number],
      size: [length(0), length(1), length(2)],
    },
  };
}
