import type { z } from 'zod';
import { fromWireError, invalidInput } from '../errors.ts';
import { completeFigure, type Figure, type FigureInput } from '../figure.ts';
import type { DataTable } from './data-table.ts';

export const statisticGroups = [
  'Classification',
  'Comparison',
  'Survival',
  'Stability',
  'Feature space',
  'Biology',
  'Cohort',
] as const;
export type StatisticGroup = (typeof statisticGroups)[number];

/**
 * - `run`: predictions of one run. `runs`: predictions of several runs, one below the other: a row per lesion and run
 *   with the columns `run`, `model` and `fraction`.
 * - `perturbations`: predictions of one run at perturbed seeds, a row per lesion and draw with the column `draw`
 *   (0: the seed itself).
 * - `features`, `expression`, `gene-sets`, `saliency`, `feature-stability`, `study`: the attachment of that name.
 */
export const statisticNeeds = [
  'run',
  'runs',
  'perturbations',
  'features',
  'expression',
  'gene-sets',
  'saliency',
  'feature-stability',
  'study',
] as const;
export type StatisticNeed = (typeof statisticNeeds)[number];

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
   * Flat object; every field has a title and a description, `column: 'number' | 'any'` where it names a column (or, as
   * an array of strings, several), and `valueOf: '<field>'` where it is a value of the column that another field names.
   */
  readonly params: z.ZodObject;
  /** The shelf shows statistics by group. */
  readonly group: StatisticGroup;
  /** What a source must give besides columns; the command line feeds tidy tables and files instead. */
  readonly needs: readonly StatisticNeed[];
  /** Parameters that fit this table, for a form to start from. They need not be complete. */
  suggest(table: DataTable): Record<string, unknown>;
  /** Parses `params` (a failure is `invalid-input`, field by field) and computes. */
  compute(table: DataTable, params: unknown, context: StatisticContext): Figure;
}

interface StatisticSpec<P extends z.ZodObject> extends Omit<Statistic, 'params' | 'suggest' | 'compute'> {
  readonly params: P;
  suggest(table: DataTable): Partial<z.input<P>>;
  /** What has a default in the schema of figures may be left out; a number that is not finite is refused. */
  compute(table: DataTable, params: z.output<P>, context: StatisticContext): FigureInput;
}

export function defineStatistic<P extends z.ZodObject>(spec: StatisticSpec<P>): Statistic {
  return {
    ...spec,
    compute(table, params, context) {
      const parsed = spec.params.safeParse(params);
      if (!parsed.success) throw fromWireError(invalidInput(parsed.error));
      return completeFigure(spec.compute(table, parsed.data, context));
    },
  };
}
