import { Text } from '@mantine/core';
import type { ReactTable } from '@tanstack/react-table';
import type { Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';
import type { LesionId } from '#shared/domain/ids.ts';
import { checkColumn, type LesionSlot, type lesionFeatures } from './lesion-columns.tsx';
import { type HeaderChecks, LesionHeader } from './lesion-header.tsx';
import classes from './lesion-table.module.css';
import type { LesionView } from './use-lesion-window.ts';

/** Height of a row in pixels, as `--row-height`. */
export const rowHeight = 28;

export type LesionTableModel = ReactTable<typeof lesionFeatures, LesionSlot>;

interface LesionGridProps {
  table: LesionTableModel;
  scroller: RefObject<HTMLDivElement | null>;
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  /** Index of the first row of the table's data. */
  first: number;
  total: number;
  /** The cohort itself has none, whatever is searched for. */
  isEmpty: boolean;
  isStale: boolean;
  selectedId: LesionId | null;
  active: number | null;
  sort: NonNullable<LesionView['sort']> | null;
  onSort: (sort: LesionView['sort']) => void;
  onChoose: (index: number) => void;
  /** Adds a row to the checked ones or takes it out; with `range`, adds all from the last one. */
  onCheck: (index: number, range: boolean) => void;
  onOpen: (index: number) => void;
  checks: HeaderChecks;
}

/** The table itself, as an ARIA grid whose focus stays on the grid and whose active row moves by the arrow keys. */
export function LesionGrid(props: LesionGridProps) {
  const { table, scroller, virtualizer, first, total, isEmpty, isStale, selectedId, active, sort, onSort } = props;
  const { onChoose, onCheck, onOpen, checks } = props;
  const rows = table.getRowModel().rows;
  const width = table.getTotalSize();
  const current = active ?? -1;
  const targetOf = (key: string, screen: number): number | undefined =>
    ({
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + screen,
      PageUp: current - screen,
      Home: 0,
      End: total - 1,
    })[key];
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-stale={isStale || undefined}
      role="grid"
      tabIndex={0}
      aria-label="Lesions"
      aria-rowcount={total + 1}
      aria-colcount={table.getVisibleLeafColumns().length}
      aria-busy={isStale}
      aria-multiselectable
      aria-activedescendant={rows.some((row) => row.original.index === active) ? `lesion-row-${active}` : undefined}
      onKeyDown={(event) => {
        const { target: from, currentTarget: grid, key } = event;
        if (from === grid && active !== null && (key === ' ' || key === 'Enter')) {
          event.preventDefault();
          if (key === ' ') onCheck(active, event.shiftKey);
          else onOpen(active);
          return;
        }
        const target = from === grid ? targetOf(key, Math.floor(grid.clientHeight / rowHeight) - 3) : undefined;
        if (target === undefined || total === 0) return;
        event.preventDefault();
        onChoose(target);
      }}
    >
      <LesionHeader table={table} sort={sort} onSort={onSort} width={width} checks={checks} />
      <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize(), width }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index - first];
          const lesion = row?.original.index === item.index ? row.original.row : null;
          return (
            <div
              key={item.index}
              id={`lesion-row-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={lesion !== null && lesion.id === selectedId}
              className={classes.row}
              data-excluded={lesion?.excluded || (lesion && lesion.criterion !== null) || undefined}
              data-checked={row?.original.checked || undefined}
              style={{ transform: `translateY(${item.start}px)`, width }}
              onMouseDown={(event) => {
                // A range of rows, not of text.
                if (event.shiftKey) event.preventDefault();
              }}
              onClick={(event) => {
                const cell = (event.target as Element).closest('[data-column]');
                const isCheck = cell?.getAttribute('data-column') === checkColumn;
                if (isCheck || event.shiftKey || event.ctrlKey || event.metaKey) onCheck(item.index, event.shiftKey);
                else onChoose(item.index);
              }}
              onDoubleClick={(event) => {
                const cell = (event.target as Element).closest('[data-column]');
                if (cell?.getAttribute('data-column') !== checkColumn) onOpen(item.index);
              }}
            >
              {lesion && row
                ? row.getVisibleCells().map((cell) => (
                    <div
                      key={cell.id}
                      role="gridcell"
                      className={classes.cell}
                      data-column={cell.column.id}
                      data-align={cell.column.columnDef.meta?.align}
                      style={{ width: cell.column.getSize() }}
                    >
                      <table.FlexRender cell={cell} />
                    </div>
                  ))
                : table.getVisibleLeafColumns().map((column) => (
                    <div key={column.id} role="gridcell" className={classes.cell} style={{ width: column.getSize() }}>
                      <span className={classes.waiting} />
                    </div>
                  ))}
            </div>
          );
        })}
      </div>
      {total === 0 && (
        <Text size="sm" c="dimmed" p={16}>
          {isEmpty
            ? 'The patients are known by their clinical values alone. Import their scans with seed points or contours.'
            : 'No lesion matches the search and the filters.'}
        </Text>
      )}
    </div>
  );
}
