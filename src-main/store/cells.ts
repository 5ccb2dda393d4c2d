import type { Cell, Column } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import type { Parameter } from './database.ts';

/** As stored: booleans are 1 and 0, a missing value has no row. */
export const storedCell = (value: Exclude<Cell, null>): Parameter =>
  typeof value === 'boolean' ? Number(value) : value;

/** As read from a column of this type. */
export function toCell(type: Column['type'], value: Parameter | undefined): Cell {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return value === 1;
  return type === 'number' ? Number(value) : String(value);
}

/** The value as this column holds it, or `invalid-input` naming the column. Text columns take any value as text. */
export function cellOfType(column: Pick<Column, 'name' | 'type'>, value: Cell): Cell {
  if (value === null) return null;
  if (column.type === 'text') return String(value);
  if (typeof value === column.type && (typeof value !== 'number' || Number.isFinite(value))) return value;
  const message = `Column “${column.name}” holds ${column.type === 'number' ? 'numbers' : 'yes or no'}; this value is ${typeof value === 'number' ? 'not finite' : typeof value}.`;
  throw new AppError('invalid-input', message, { issues: [{ path: column.name, message }] });
}
