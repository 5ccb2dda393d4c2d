import { type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallInput, CallOutput } from '#renderer/api.ts';
import { ask, useCall } from '#renderer/state/use-call.ts';
import type { LesionRow } from '#shared/contract/cohorts.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import { pageOffset, pageRows, pagesOf } from './row-pages.ts';

/** What the table shows: everything of `lesions.page` but the window itself. */
export type LesionView = Omit<CallInput<'lesions.page'>, 'offset' | 'limit'>;

type LesionPage = CallOutput<'lesions.page'>;

/**
 * The lesions `first` to `last` of a sorted and filtered view, fetched page by page. While a new view is fetched, the
 * top of the old one stays, and `isStale` says so.
 */
export function useLesionWindow(view: LesionView, first: number, last: number, checked: ReadonlySet<LesionId>) {
  const head = useCall('lesions.page', { ...view, offset: 0, limit: pageRows }, { keepPrevious: true });
  const total = head.data?.total ?? 0;
  const end = Math.min(last, total - 1);
  const pages = useQueries({
    queries: pagesOf(first, end).map((offset) => {
      const input = { ...view, offset, limit: pageRows };
      return { queryKey: ['lesions.page', input], queryFn: () => ask('lesions.page', input) };
    }),
    combine: dataOf,
  });
  const { data: top, isPlaceholderData: isStale } = head;
  const slots = useMemo(() => {
    const rowAt = (index: number): LesionRow | null => {
      const offset = pageOffset(index);
      const page = isStale ? undefined : pages[(offset - pageOffset(first)) / pageRows];
      return (page ?? (offset === 0 ? top : undefined))?.rows[index - offset] ?? null;
    };
    return Array.from({ length: Math.max(0, end + 1 - first) }, (_, n) => {
      const row = rowAt(first + n);
      return { index: first + n, row, checked: row !== null && checked.has(row.id) };
    });
  }, [first, end, pages, top, isStale, checked]);
  const rowAt = (index: number): LesionRow | null => slots[index - first]?.row ?? null;
  return { total, slots, rowAt, isStale, isPending: head.isPending, error: head.error, refetch: head.refetch };
}

const dataOf = (results: UseQueryResult<LesionPage>[]): (LesionPage | undefined)[] => results.map(({ data }) => data);
