import type { Cell } from '#shared/domain/entities.ts';
import { type DateOrder, isoDate, readDate, replaceDates } from '../deidentify/date-text.ts';

const longestDate = 40;

/**
 * Tells from all cells of a column whether `05/06/2019` is in May or in June, and writes its days as `YYYY-MM-DD`. A
 * column in which no day proves it is read as the rest of the table, so are days within sentences, and day first where
 * nothing at all proves it.
 */
export class IsoDates {
  readonly #proofs = new Map<string, Record<DateOrder, number>>();
  readonly #all: Record<DateOrder, number> = { 'day-first': 0, 'month-first': 0 };

  look(column: string, cell: Cell): void {
    const proved = typeof cell === 'string' && cell.length < longestDate ? readDate(cell)?.proves : null;
    if (!proved) return;
    const proofs = this.#proofs.get(column) ?? { 'day-first': 0, 'month-first': 0 };
    proofs[proved]++;
    this.#all[proved]++;
    this.#proofs.set(column, proofs);
  }

  rewritten(column: string, cell: Cell): Cell {
    if (typeof cell !== 'string') return cell;
    const date = cell.length < longestDate ? readDate(cell, orderOf(this.#proofs.get(column) ?? this.#all)) : null;
    return date ? `${isoDate(date.day)}${date.rest}` : replaceDates(cell, (day) => day, orderOf(this.#all));
  }
}

const orderOf = (proofs: Readonly<Record<DateOrder, number>>): DateOrder =>
  proofs['month-first'] > proofs['day-first'] ? 'month-first' : 'day-first';
