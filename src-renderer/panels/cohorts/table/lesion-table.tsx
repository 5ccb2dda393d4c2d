import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { SelectionBar } from '#renderer/components/selection-bar.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { openLesion } from '#renderer/state/open-lesion.ts';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useCuration } from '#renderer/state/use-curation.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { CohortId, LesionId, SplitId } from '#shared/domain/ids.ts';
import { lesionColumns, lesionFeatures } from './lesion-columns.tsx';
import { LesionGrid, rowHeight } from './lesion-grid.tsx';
import classes from './lesion-table.module.css';
import { LesionToolbar } from './lesion-toolbar.tsx';
import { useCheckedLesions } from './use-checked-lesions.ts';
import { type LesionView, useLesionWindow } from './use-lesion-window.ts';

interface LesionTableProps {
  cohortId: CohortId;
  splitId: SplitId | null;
  /** At the left end of the toolbar. */
  leading?: ReactNode;
  selectedId: LesionId | null;
  onSelect: (id: LesionId) => void;
}

/** The lesions of a cohort: any number of them, of which only what is in sight is fetched and drawn. */
export function LesionTable({ cohortId, splitId, leading, selectedId, onSelect }: LesionTableProps) {
  const [sort, setSort] = useState<LesionView['sort']>(null);
  const [filters, setFilters] = useState<NonNullable<LesionView['filters']>>([]);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const view = useMemo<LesionView>(
    () => ({ cohortId, sort, filters, search, splitId }),
    [cohortId, sort, filters, search, splitId],
  );

  const scroller = useRef<HTMLDivElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const [total, setTotal] = useState(0);
  // It hands out functions that change, which matters to the React compiler alone; this app does without it.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const [range] = useDebouncedValue(`${items[0]?.index ?? 0} ${items.at(-1)?.index ?? 0}`, 60, { leading: true });
  const [first = 0, last = 0] = range.split(' ').map(Number);
  const selection = useCheckedLesions(view);
  const lesions = useLesionWindow(view, first, Math.max(last, 60), selection.checked);
  useEffect(() => setTotal(lesions.total), [lesions.total]);
  const clinical = useCall('cohorts.columns', { cohortId }).data;
  const columns = useMemo(() => lesionColumns(clinical ?? [], splitId !== null), [clinical, splitId]);
  const table = useTable({
    features: lesionFeatures,
    columns,
    data: lesions.slots,
    getRowId: ({ index }) => String(index),
    columnResizeMode: 'onChange',
  });

  const [active, setActive] = useState<number | null>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  // Another order or choice of rows starts at its top, with none of them active.
  useEffect(() => {
    if (view && scroller.current) scroller.current.scrollTop = 0;
    setActive(null);
    setWanted(null);
  }, [view]);
  const readOnly = useReadOnly();
  const exclude = useSend('lesions.setExcluded');
  const activeRow = active === null ? null : lesions.rowAt(active);
  const choose = (index: number) => {
    const next = Math.min(Math.max(index, 0), lesions.total - 1);
    setActive(next);
    virtualizer.scrollToIndex(next, { align: 'auto' });
    const row = lesions.rowAt(next);
    if (row) onSelect(row.id);
    else setWanted(next);
  };
  const wantedRow = wanted === null ? null : lesions.rowAt(wanted);
  // A row chosen by key before it was fetched is opened when it comes.
  useEffect(() => {
    if (!wantedRow) return;
    setWanted(null);
    onSelect(wantedRow.id);
  }, [wantedRow, onSelect]);

  const curation = useCuration(cohortId);
  const { checked } = selection;
  const check = (index: number, range: boolean) => {
    setActive(index);
    if (range) return selection.extendTo(index);
    const row = lesions.rowAt(index);
    if (row) selection.toggle(row.id, index);
  };
  const open = (index: number) => {
    const row = lesions.rowAt(index);
    if (row) void openLesion(row.id, row.scanId);
  };

  useHotkeys([
    ['/', () => searchField.current?.focus()],
    [
      'X',
      () => {
        if (activeRow && selectedId === activeRow.id && !readOnly)
          exclude.mutate({ lesionId: activeRow.id, excluded: !activeRow.excluded });
      },
    ],
  ]);

  return (
    <div className={classes.pane}>
      <LesionToolbar
        table={table}
        leading={leading}
        searchField={searchField}
        search={typed}
        onSearch={setTyped}
        filters={filters}
        onFilters={setFilters}
        total={lesions.total}
      />
      {checked.size > 0 && (
        <SelectionBar
          count={checked.size}
          tags={curation.tags}
          disabled={readOnly || curation.isPending || selection.isReading}
          actions={curation.actionsFor([...checked])}
          onClear={selection.clear}
        />
      )}
      {lesions.error && (
        <Failed message={describeError(lesions.error).message} onRetry={() => void lesions.refetch()} />
      )}
      {lesions.isPending ? (
        <Pending rows={12} label="Reading the lesions" />
      ) : (
        <LesionGrid
          table={table}
          scroller={scroller}
          virtualizer={virtualizer}
          first={first}
          total={lesions.total}
          isEmpty={lesions.total === 0 && filters.length === 0 && search.trim() === ''}
          isStale={lesions.isStale}
          selectedId={selectedId}
          active={active}
          sort={sort ?? null}
          onSort={setSort}
          onChoose={choose}
          onCheck={check}
          onOpen={open}
          checks={{
            state: checked.size === 0 ? 'none' : checked.size >= lesions.total ? 'all' : 'some',
            onAll: () => selection.checkAll(lesions.total),
            onNone: selection.clear,
          }}
        />
      )}
    </div>
  );
}
