import type { z } from 'zod';
import { fromWireError, invalidInput } from '../errors.ts';
import type { Figure } from '../figure.ts';
import type { DataTable } from './data-table.ts';

export interface StatisticContext {
  /** An `AbortSignal` will do. */
  readonly signal: { readonly aborted: boolean; throwIfAborted(): void };
  /** Share of the work done, 0 to 1. */
  readonly report?: (share: number) => void;
}

/** One item of the shelf: parameters and a table in, a figure out. Pure: same input, same figure. */
export interface Statistic {
  readonly id: string;
  readonly title: string;
  /** What it answers, in two sentences, for someone who chooses. */
  readonly definition: string;
  /**
   * Flat object; every field has a title and a description, `column: 'number' | 'any'` where it names a column, and
   * `valueOf: '<field>'` where it is a value of the column that another field names.
   */
  readonly params: z.ZodObject;
  /** True when only the predictions of a run can feed it. */
  readonly needsRun: boolean;
  /** Parameters that fit this table, for a form to start from. They need not be complete. */
  suggest(table: DataTable): Record<string, unknown>;
  /** Parses `params` (a failure is `invalid-input`, field by field) and computes. */
  compute(table: DataTable, params: unknown, context: StatisticContext): Figure;
}

interface StatisticSpec<P extends z.ZodObject> extends Omit<Statistic, 'params' | 'suggest' | 'compute'> {
  readonly params: P;
  suggest(table: DataTable): Partial<z.input<P>>;
  compute(table: DataTable, params: z.output<P>, context: StatisticContext): Figure;
}

export function defineStatistic<P extends z.ZodObject>(spec: StatisticSpec<P>): Statistic {
  return {
    ...spec,
    compute(table, params, context) {
      const parsed = spec.params.safeParse(params);
      if (!parsed.success) throw fromWireError(invalidInput(parsed.error));
      return spec.compute(table, parsed.data, context);
    },
  };
}
