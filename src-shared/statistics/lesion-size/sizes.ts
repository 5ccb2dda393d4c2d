import { AppError } from '../../errors.ts';
import { quantileOfSorted, sorted } from '../../numerics/quantile.ts';
import { type DataTable, numberColumn } from '../data-table.ts';
import { subsetRows } from '../subset.ts';
import { counted } from '../wording.ts';
import type { LesionSizeParams } from './params.ts';

/** Sizes of lesions along two axes, in mm. */
export interface Sizes {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly subjects: Int32Array | null;
  readonly patients: number;
  readonly warnings: string[];
}

/** Lesions with both sizes; those without, or with a size that is not above 0, are left out and counted. */
export function lesionSizes(table: DataTable, params: LesionSizeParams): Sizes {
  const [first, second] = [numberColumn(table, params.first), numberColumn(table, params.second)];
  const chosen = subsetRows(table, params);
  const present = chosen.filter((row) => !Number.isNaN(first[row]) && !Number.isNaN(second[row]));
  const rows = present.filter((row) => (first[row] as number) > 0 && (second[row] as number) > 0);
  if (rows.length === 0)
    throw new AppError('invalid-input', `No row has sizes above 0 in both ${params.first} and ${params.second}.`);
  const { subjects, patients } = table;
  return {
    first: Float64Array.from(rows, (row) => first[row] as number),
    second: Float64Array.from(rows, (row) => second[row] as number),
    subjects: subjects ? Int32Array.from(rows, (row) => subjects[row] as number) : null,
    patients: patients ? new Set(rows.map((row) => patients[row])).size : rows.length,
    warnings: [
      ...leftOut(chosen.length - present.length, 'a size is missing'),
      ...leftOut(present.length - rows.length, 'a size is 0 or less'),
    ],
  };
}

const leftOut = (count: number, reason: string): string[] =>
  count === 0 ? [] : [`${counted(count, 'row')} left out: ${reason}.`];

/** Where both axes end: at a round number that holds the limit and 99.5% of the sizes along each axis. */
export function axisEnd({ first, second }: Sizes, { limitMm, axisEndMm }: LesionSizeParams): number {
  if (axisEndMm !== null) return axisEndMm;
  const most = Math.max(quantileOfSorted(sorted(first), 0.995), quantileOfSorted(sorted(second), 0.995), 1.1 * limitMm);
  const step = 2 * 10 ** (Math.floor(Math.log10(most)) - 1);
  return Number((Math.ceil(most / step) * step).toPrecision(6));
}
