import { z } from 'zod';
import { type DataTable, distinctTexts, textColumn } from '../data-table.ts';
import { expressionParams, permutationParams, suggestExpression } from '../gene-correlation/params.ts';

const { score, ...shared } = expressionParams;

export const comparisonParams = z.object({
  score,
  otherScore: z.string().default('').meta({
    title: 'Second score',
    description: 'The prediction of the other model, in the same rows. Empty: the other model has rows of its own.',
    column: 'number',
  }),
  modelColumn: z.string().default('').meta({
    title: 'Models are told apart by',
    description: 'Where each model has rows of its own: the column that says whose a row is, e.g. `run`.',
    column: 'any',
  }),
  model: z.string().default('').meta({
    title: 'First model',
    description: 'Its value of that column.',
    valueOf: 'modelColumn',
  }),
  otherModel: z.string().default('').meta({
    title: 'Second model',
    description: 'Its value of that column.',
    valueOf: 'modelColumn',
  }),
  ...shared,
  test: z.enum(['permutation', 'signed-rank', 'unpaired']).default('permutation').meta({
    title: 'Test shown',
    description:
      'permutation: swaps the two models’ predictions within patients; right also where genes depend on each other. signed-rank: pairs by gene, takes genes as independent. unpaired: as reported in the study; ignores that both models see the same genes.',
  }),
  ...permutationParams,
});
export type ComparisonParams = z.output<typeof comparisonParams>;

/** The first two runs of a table of several, else two score columns. */
export function suggestComparison(table: DataTable): Partial<z.input<typeof comparisonParams>> {
  const base = suggestExpression(table);
  if (!table.columns.has('run')) return base;
  const [model, otherModel] = distinctTexts(textColumn(table, 'run'));
  return { ...base, modelColumn: 'run', ...(model ? { model } : {}), ...(otherModel ? { otherModel } : {}) };
}
