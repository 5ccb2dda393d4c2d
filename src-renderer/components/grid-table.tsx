import { Fragment, type ReactNode } from 'react';
import classes from './grid-table.module.css';

export interface GridColumn {
  readonly id: string;
  readonly label: ReactNode;
  readonly align?: 'right';
  /** Short values that must not wrap. */
  readonly tight?: boolean;
  /** The heading is for screen readers alone. */
  readonly hidden?: boolean;
}

export interface GridRow {
  readonly id: string | number;
  readonly cells: readonly ReactNode[];
  readonly selected?: boolean;
  readonly onSelect?: () => void;
  readonly dimmed?: boolean;
  /** Unfolded below the row, over its whole width. */
  readonly details?: ReactNode;
}

/** A dense table of what fits in memory; it scrolls sideways in its own box when it must. */
export function GridTable({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: readonly GridColumn[];
  rows: readonly GridRow[];
}) {
  return (
    // A box that scrolls must be reachable by keyboard.
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={classes.table}>
        <caption className={classes.hidden}>{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" data-align={column.align}>
                <span className={column.hidden ? classes.hidden : undefined}>{column.label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={row.id}>
              <tr
                data-selected={row.selected || undefined}
                data-dimmed={row.dimmed || undefined}
                data-clickable={row.onSelect ? true : undefined}
                onClick={row.onSelect}
              >
                {row.cells.map((cell, index) => (
                  <td key={columns[index]?.id} data-align={columns[index]?.align} data-tight={columns[index]?.tight}>
                    {cell}
                  </td>
                ))}
              </tr>
              {row.details && (
                <tr data-details>
                  <td colSpan={columns.length}>{row.details}</td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The cell by which the keyboard opens a row. */
export function RowLink({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={classes.link} onClick={onClick}>
      {children}
    </button>
  );
}
