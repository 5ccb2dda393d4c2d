import { Text } from '@mantine/core';
import type { ReactTable } from '@tanstack/react-table';
import type { Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';
import type { LesionId } from '#shared/domain/ids.ts';
import type { LesionSlot, lesionFeatures } from './lesion-columns.tsx';
import { LesionHeader } from './lesion-header.tsx';
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
}

/** The table itself, as an ARIA grid whose focus stays on the grid and whose active row moves by the arrow keys. */
export function LesionGrid(props: LesionGridProps) {
  const { table, scroller, virtualizer, first, total, isEmpty, isStale, selectedId, active, sort, onSort, onChoose } =
    props;
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
      aria-activedescendant={rows.some((row) => row.original.index === active) ? `lesion-row-${active}` : undefined}
      onKeyDown={(event) => {
        const { target: from, currentTarget: grid, key } = event;
        const target = from === grid ? targetOf(key, Math.floor(grid.clientHeight / rowHeight) - 3) : undefined;
        if (target === undefined || total === 0) return;
        event.preventDefault();
        onChoose(target);
      }}
    >
      <LesionHeader table={table} sort={sort} onSort={onSort} width={width} />
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
              data-excluded={lesion?.excluded || undefined}
              style={{ transform: `translateY(${item.start}px)`, width }}
              onClick={() => onChoose(item.index)}
            >
              {lesion && row
                ? row.getVisibleCells().map((cell) => (
                    <div
                      key={cell.id}
                      role="gridcell"
                      className={classes.cell}
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
