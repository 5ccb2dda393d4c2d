import type { ColumnValues } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { isMissing } from './cell-values.ts';
import { readTableRows } from './table-rows.ts';

/** More distinct values than this are measurements or identifiers, for which nobody makes a value map. */
const mostCounted = 2000;
const mostListed = 50;
const longestText = 200;

/** The distinct texts of one column, the most frequent first, missing ones left out. */
export async function columnValues(path: string, column: string, signal: AbortSignal): Promise<ColumnValues> {
  const counts = new Map<string, number>();
  let index = -1;
  let more = false;
  await readTableRows(
    path,
    {
      onHeader({ columns }) {
        index = columns.indexOf(column);
        if (index < 0) throw new AppError('invalid-input', `The table has no column "${column}".`);
      },
      onRow(cells) {
        const text = (cells[index] ?? '').trim();
        if (isMissing(text)) return;
        const count = counts.get(text);
        if (count === undefined && (counts.size >= mostCounted || text.length > longestText)) more = true;
        else counts.set(text, (count ?? 0) + 1);
      },
    },
    signal,
  );
  const values = [...counts].map(([text, count]) => ({ text, count }));
  values.sort((a, b) => b.count - a.count || a.text.localeCompare(b.text, 'en', { numeric: true }));
  return { values: values.slice(0, mostListed), more: more || values.length > mostListed };
}
