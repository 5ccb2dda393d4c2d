import { type Matrix, rowOf, rowProducts, sliceRows } from './matrix.ts';
import type { Work } from './work.ts';

/** Squared Euclidean distances between the rows of a matrix, a row of them at a time. */
export interface Distances {
  readonly count: number;
  /** Calls `visit` with each row in turn and its squared distance to every row; `squared` holds until the next call. */
  forEachRow(visit: (row: number, squared: Float64Array) => void, work?: Work): void;
}

/** Up to this many rows all distances are kept: 4,000 rows are 128 MB. More are made anew each time they are asked for. */
export const mostKeptRows = 4000;
/** Rows whose distances to all others are made at once. */
const blockRows = 256;

/**
 * |a|² + |b|² - 2ab from blocked products in double precision. Give centred rows: far from the origin the difference
 * loses digits.
 */
export function distancesBetween(matrix: Matrix, work: Work = {}): Distances {
  return matrix.rows <= mostKeptRows ? distancesOfGram(rowProducts(matrix, matrix, work)) : blockedDistances(matrix);
}

/** From the products of all rows with all rows. */
export function distancesOfGram(gram: Matrix): Distances {
  const n = gram.rows;
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const own = gram.values[i * n + i] as number;
    for (let j = 0; j < i; j++) {
      const squared = Math.max(0, own + (gram.values[j * n + j] as number) - 2 * (gram.values[i * n + j] as number));
      values[i * n + j] = squared;
      values[j * n + i] = squared;
    }
  }
  const kept: Matrix = { rows: n, columns: n, values };
  return {
    count: n,
    forEachRow(visit, work = {}) {
      for (let i = 0; i < n; i++) {
        if (i % blockRows === 0) tell(work, i / n);
        visit(i, rowOf(kept, i));
      }
    },
  };
}

function blockedDistances(matrix: Matrix): Distances {
  const norms = Float64Array.from({ length: matrix.rows }, (_, i) => {
    let sum = 0;
    for (const value of rowOf(matrix, i)) sum += value * value;
    return sum;
  });
  return {
    count: matrix.rows,
    forEachRow(visit, work = {}) {
      for (let start = 0; start < matrix.rows; start += blockRows) {
        tell(work, start / matrix.rows);
        const block = sliceRows(matrix, start, Math.min(start + blockRows, matrix.rows));
        const products = rowProducts(block, matrix, work.signal ? { signal: work.signal } : {});
        for (let i = 0; i < block.rows; i++) {
          const squared = rowOf(products, i);
          const own = norms[start + i] as number;
          for (let j = 0; j < squared.length; j++) {
            squared[j] = Math.max(0, own + (norms[j] as number) - 2 * (squared[j] as number));
          }
          squared[start + i] = 0;
          visit(start + i, squared);
        }
      }
    },
  };
}

const tell = ({ signal, report }: Work, share: number): void => {
  signal?.throwIfAborted();
  report?.(share);
};

/** The nearest rows of every row, itself left out; nearest first, ties by row number. */
export interface Neighbours {
  /** Rows. */
  readonly count: number;
  /** Neighbours of each row. */
  readonly each: number;
  /** count x each row numbers; -1 where there are not that many. */
  readonly indices: Int32Array;
  /** count x each squared distances; infinite where there are not that many. */
  readonly squared: Float64Array;
}

/**
 * Exact k nearest neighbours. Checked against scikit-learn's `NearestNeighbors`.
 * @param each neighbours of each row, less than the number of rows
 * @param groups rows of the same group are no neighbours of each other, e.g. lesions of one patient
 */
export function nearestNeighbours(
  distances: Distances,
  each: number,
  { groups, ...work }: Work & { readonly groups?: ArrayLike<number> } = {},
): Neighbours {
  const { count } = distances;
  if (each >= count) throw new RangeError(`${each} neighbours need more than ${count} rows`);
  const indices = new Int32Array(count * each).fill(-1);
  const squared = new Float64Array(count * each).fill(Number.POSITIVE_INFINITY);
  distances.forEachRow((row, toAll) => {
    const start = row * each;
    const last = start + each - 1;
    // Kept in order by insertion: most distances fail the first comparison.
    for (let j = 0; j < count; j++) {
      const distance = toAll[j] as number;
      if (distance >= (squared[last] as number) || j === row || (groups && groups[j] === groups[row])) continue;
      let at = last;
      for (; at > start && (squared[at - 1] as number) > distance; at--) {
        squared[at] = squared[at - 1] as number;
        indices[at] = indices[at - 1] as number;
      }
      squared[at] = distance;
      indices[at] = j;
    }
  }, work);
  return { count, each, indices, squared };
}
