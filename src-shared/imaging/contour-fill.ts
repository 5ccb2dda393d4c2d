import { AppError } from '../errors.ts';

/** A polygon in continuous voxel indices of a plane. */
export interface Polygon {
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** A plane of a mask: element (u, v) lies at `offset + (u - uStart) uStride + (v - vStart) vStride`. */
export interface PlaneOfMask {
  readonly offset: number;
  readonly uStart: number;
  readonly uCount: number;
  readonly uStride: number;
  readonly vStart: number;
  readonly vCount: number;
  readonly vStride: number;
}

/** More crossings of a contour with rows of voxels are not an outline. */
const crossingLimit = 2 ** 22;

/** Flips every voxel of each row that lies between two crossings of the polygon with the row. */
export function fillEvenOdd(data: Uint8Array, plane: PlaneOfMask, { u, v }: Polygon): void {
  const { low, high } = rangeOf(v);
  const firstRow = Math.max(Math.ceil(low), plane.vStart);
  const lastRow = Math.min(Math.ceil(high) - 1, plane.vStart + plane.vCount - 1);
  const crossings: number[][] = Array.from({ length: Math.max(lastRow - firstRow + 1, 0) }, () => []);
  let total = 0;
  for (let n = 0; n < u.length; n++) {
    const next = n + 1 === u.length ? 0 : n + 1;
    const [ua, va, ub, vb] = [u[n] as number, v[n] as number, u[next] as number, v[next] as number];
    const first = Math.max(Math.ceil(Math.min(va, vb)), firstRow);
    const last = Math.min(Math.ceil(Math.max(va, vb)) - 1, lastRow);
    total += Math.max(last - first + 1, 0);
    if (total > crossingLimit) throw new AppError('unsupported', 'A contour is too intricate to be an outline.');
    for (let row = first; row <= last; row++) {
      crossings[row - firstRow]?.push(ua + ((row - va) * (ub - ua)) / (vb - va));
    }
  }
  crossings.forEach((row, n) => {
    row.sort((a, b) => a - b);
    for (let m = 0; m + 1 < row.length; m += 2) {
      const first = Math.max(Math.ceil(row[m] as number), plane.uStart);
      const end = Math.min(Math.ceil(row[m + 1] as number), plane.uStart + plane.uCount);
      let position =
        plane.offset + (n + firstRow - plane.vStart) * plane.vStride + (first - plane.uStart) * plane.uStride;
      for (let at = first; at < end; at++, position += plane.uStride) data[position] = (data[position] as number) ^ 1;
    }
  });
}

function rangeOf(values: Float64Array): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}
