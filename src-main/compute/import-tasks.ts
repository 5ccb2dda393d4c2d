import { columnValues } from '#main/importers/table/column-values.ts';
import { previewRows } from '#main/importers/table/preview-rows.ts';
import type { ColumnValues, RowsPreview, TableMapping } from '#shared/contract/imports.ts';
import type { Task } from './task.ts';

export const columnValuesTask: Task<{ path: string; column: string }, never, ColumnValues> = (
  { path, column },
  { signal },
) => columnValues(path, column, signal);

export const previewRowsTask: Task<{ path: string; mapping: TableMapping; limit: number }, never, RowsPreview> = (
  { path, mapping, limit },
  { signal },
) => previewRows(path, mapping, limit, signal);
