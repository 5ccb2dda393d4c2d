import { AppError } from '../../errors.ts';
import { centredRows } from '../../numerics/pca.ts';
import type { Work } from '../../numerics/work.ts';
import type { DataTable } from '../data-table.ts';
import { subsetRows } from '../subset.ts';
import type { NearestLesionsParams } from './params.ts';

export interface Candidate {
  /** Of the table. */
  readonly row: number;
  /** Cosine similarity or Euclidean distance. */
  readonly value: number;
}

interface Query {
  readonly table: DataTable;
  /** Row of the chosen lesion. */
  readonly chosen: number;
  readonly dimension: number;
  readonly values: Float32Array;
}

/** The lesions to compare with, nearest first, ties by row. Scaling is by the chosen lesion and all of these. */
export function rankedLesions(
  { table, chosen, dimension, values }: Query,
  params: NearestLesionsParams,
  work: Work,
): { ranked: Candidate[]; compared: number } {
  const hasFeatures = (row: number): boolean => !Number.isNaN(values[row * dimension]);
  if (!hasFeatures(chosen)) throw new AppError('invalid-input', `${params.lesion} has no features.`);
  const { patients } = table;
  const rows = subsetRows(table, params).filter(
    (row) =>
      row !== chosen && hasFeatures(row) && !(params.otherPatients && patients && patients[row] === patients[chosen]),
  );
  const all = [chosen, ...rows];
  const featureOf =
    params.scale === 'standardise'
      ? scaledRows(values, dimension, all)
      : (index: number) =>
          values.subarray((all[index] as number) * dimension, ((all[index] as number) + 1) * dimension);
  const own = featureOf(0);
  const compare = params.similarity === 'cosine' ? cosine : distance;
  const ranked = rows.map((row, index): Candidate => {
    if (index % 1000 === 0) {
      work.signal?.throwIfAborted();
      work.report?.(index / rows.length);
    }
    return { row, value: compare(own, featureOf(index + 1)) };
  });
  const sign = params.similarity === 'cosine' ? -1 : 1;
  ranked.sort((a, b) => sign * (a.value - b.value) || a.row - b.row);
  return { ranked, compared: rows.length };
}

function scaledRows(values: Float32Array, dimension: number, rows: readonly number[]): (index: number) => Float64Array {
  const scaled = centredRows(values, dimension, rows, true);
  return (index) => scaled.values.subarray(index * dimension, (index + 1) * dimension);
}

type Vector = Float32Array | Float64Array;

/** 0 where one of them has no direction. */
function cosine(a: Vector, b: Vector): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k] as number, b[k] as number];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb))) : 0;
}

function distance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += ((a[k] as number) - (b[k] as number)) ** 2;
  return Math.sqrt(sum);
}
