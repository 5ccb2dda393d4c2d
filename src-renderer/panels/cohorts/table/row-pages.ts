/** Rows of one fetch. */
export const pageRows = 200;

/** Offset of the page that holds a row. */
export const pageOffset = (index: number): number => Math.floor(index / pageRows) * pageRows;

/** Offsets of the pages that hold the rows `first` to `last`; none where `last` comes before `first`. */
export function pagesOf(first: number, last: number): number[] {
  if (last < first) return [];
  const start = pageOffset(first);
  return Array.from({ length: (pageOffset(last) - start) / pageRows + 1 }, (_, page) => start + page * pageRows);
}
