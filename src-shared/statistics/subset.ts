import { z } from 'zod';
import { AppError } from '../errors.ts';
import { type DataTable, rowsWhere } from './data-table.ts';

/** The two fields by which any statistic is restricted to some rows. */
export const subsetParams = {
  subsetColumn: z.string().default('').meta({
    title: 'Only where',
    description: 'A column that chooses rows, e.g. `part`. Empty: all rows.',
    column: 'any',
  }),
  subsetValue: z.string().default('').meta({
    title: 'is',
    description: 'The value of that column, e.g. `test`.',
    valueOf: 'subsetColumn',
  }),
};

interface Subset {
  readonly subsetColumn: string;
  readonly subsetValue: string;
}

/** The rows chosen; `invalid-input` when none are left. */
export function subsetRows(table: DataTable, { subsetColumn, subsetValue }: Subset): number[] {
  const rows = rowsWhere(table, subsetColumn, subsetValue);
  if (rows.length > 0) return rows;
  throw new AppError(
    'invalid-input',
    subsetColumn === '' ? 'The table has no rows.' : `No row has ${subsetColumn} = "${subsetValue}".`,
  );
}

/** For captions: empty, or ` with part = test`. */
export const subsetText = ({ subsetColumn, subsetValue }: Subset): string =>
  subsetColumn === '' ? '' : ` with ${subsetColumn} = ${subsetValue}`;
