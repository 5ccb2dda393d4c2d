import { Checkbox } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { checkColumn } from './lesion-columns.tsx';
import type { LesionTableModel } from './lesion-grid.tsx';
import classes from './lesion-table.module.css';
import type { LesionView } from './use-lesion-window.ts';

interface LesionHeaderProps {
  table: LesionTableModel;
  sort: NonNullable<LesionView['sort']> | null;
  onSort: (sort: LesionView['sort']) => void;
  width: number;
  checks: HeaderChecks;
}

/** The checkbox of all rows. */
export interface HeaderChecks {
  readonly state: 'none' | 'some' | 'all';
  readonly onAll: () => void;
  readonly onNone: () => void;
}

/** Names, units and types of the columns; a click sorts up, then down, then not. The edge of a column moves its width. */
export function LesionHeader({ table, sort, onSort, width, checks }: LesionHeaderProps) {
  const next = (field: string) => {
    if (sort?.field !== field) return onSort({ field, descending: false });
    onSort(sort.descending ? null : { field, descending: true });
  };
  return (
    <div role="rowgroup" className={classes.head} style={{ width }}>
      {table.getHeaderGroups().map((group) => (
        <div key={group.id} role="row" aria-rowindex={1} className={classes.headRow}>
          {group.headers.map((header) => {
            const meta = header.column.columnDef.meta;
            const field = meta?.field ?? null;
            const sorted = field !== null && sort?.field === field;
            const inner = (
              <>
                <span className={classes.headName}>
                  {meta?.name}
                  {sorted &&
                    (sort.descending ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />)}
                </span>
                <span className={classes.headNote}>{meta?.note}</span>
              </>
            );
            return (
              <div
                key={header.id}
                role="columnheader"
                className={classes.headCell}
                data-align={meta?.align}
                style={{ width: header.getSize() }}
                aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              >
                {header.column.id === checkColumn ? (
                  <div className={classes.checkAll}>
                    <Checkbox
                      aria-label="Select all lesions of the table"
                      checked={checks.state === 'all'}
                      indeterminate={checks.state === 'some'}
                      onChange={() => (checks.state === 'none' ? checks.onAll() : checks.onNone())}
                    />
                  </div>
                ) : field === null ? (
                  <div className={classes.headLabel}>{inner}</div>
                ) : (
                  <button type="button" className={classes.headLabel} onClick={() => next(field)}>
                    {inner}
                  </button>
                )}
                <div
                  hidden={header.column.id === checkColumn}
                  className={classes.resizer}
                  data-active={header.column.getIsResizing() || undefined}
                  onMouseDown={header.getResizeHandler()}
                  onTouchStart={header.getResizeHandler()}
                  onDoubleClick={() => header.column.resetSize()}
                  aria-hidden
                />
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
