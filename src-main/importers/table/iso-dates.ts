import type { Cell } from '#shared/domain/entities.ts';
import { type DateOrder, isoDate, readDate } from '../deidentify/date-text.ts';

/**
 * Tells from all cells of a column whether `05/06/2019` is in May or in June, and writes its days as `YYYY-MM-DD`. A
 * column in which no day proves it is read day first.
 */
export class IsoDates {
  readonly #proofs: Record<DateOrder, number>[];

  constructor(columnCount: number) {
    this.#proofs = Array.from({ length: columnCount }, () => ({ 'day-first': 0, 'month-first': 0 }));
  }

  look(cells: readonly Cell[]): void {
    cells.forEach((cell, column) => {
      const proved = typeof cell === 'string' && cell.length < 40 ? readDate(cell)?.proves : null;
      const proofs = this.#proofs[column];
      if (proved && proofs) proofs[proved]++;
    });
  }

  rewrite(cells: Cell[]): void {
    cells.forEach((cell, column) => {
      if (typeof cell !== 'string' || cell.length >= 40) return;
      const proofs = this.#proofs[column];
      const order = proofs && proofs['month-first'] > proofs['day-first'] ? 'month-first' : 'day-first';
      const date = readDate(cell, order);
      if (date) cells[column] = `${isoDate(date.day)}${date.rest}`;
    });
  }
}
