import { z } from 'zod';
import type { DataTable } from '../data-table.ts';
import { probabilityColumn } from '../roc/params.ts';
import { subsetParams } from '../subset.ts';

export const geneFilterField = (byDefault: 'study' | 'all') =>
  z.enum(['study', 'spread', 'all']).default(byDefault).meta({
    title: 'Genes',
    description:
      'study: genes whose mean expression is above the overall mean, then those of largest standard deviation. spread: those of largest standard deviation. all: every gene. The filter sees no score.',
  });

/** The fields by which every statistic of gene expression turns lesions into patients and chooses genes. */
export const expressionParams = {
  score: z.string().meta({
    title: 'Score',
    description: 'The prediction that is correlated with each gene, e.g. the probability of a class.',
    column: 'number',
  }),
  aggregate: z.enum(['mean', 'largest', 'first']).default('mean').meta({
    title: 'Several lesions of a patient',
    description:
      'Expression is measured once per patient: take the mean score of the lesions, the score of the largest lesion, or that of the first.',
  }),
  volumeColumn: z.string().default('volume mm3').meta({
    title: 'Lesion volume',
    description: 'Which lesion is the largest; used by that choice alone.',
    column: 'number',
  }),
  ...subsetParams,
  geneFilter: geneFilterField('study'),
  genesKept: z.number().int().min(10).max(100_000).default(500).meta({
    title: 'Genes kept',
    description: 'How many genes of largest standard deviation the filter keeps; 500 in the study.',
  }),
  correlation: z.enum(['pearson', 'spearman']).default('pearson').meta({
    title: 'Correlation',
    description: 'Pearson: linear. Spearman: of ranks, for expression that is not logarithmic or has outliers.',
  }),
};
export type ExpressionParams = z.output<z.ZodObject<typeof expressionParams>>;

export const permutationParams = {
  permutations: z.number().int().min(99).max(100_000).default(1000).meta({
    title: 'Permutations',
    description: 'How many random rearrangements the p value rests on; the least possible is 1 / (permutations + 1).',
  }),
  seed: z
    .number()
    .int()
    .min(0)
    .default(42)
    .meta({ title: 'Seed', description: 'The same seed gives the same permutations.' }),
};

export const geneCorrelationParams = z.object({
  ...expressionParams,
  shownGenes: z.number().int().min(5).max(50).default(15).meta({
    title: 'Genes listed',
    description:
      'How many of the strongest genes are drawn by name; the table holds twice as many, the source data all.',
  }),
  ...permutationParams,
});
export type GeneCorrelationParams = z.output<typeof geneCorrelationParams>;

/** A filter is for whole transcriptomes. */
const smallPanel = 1000;

/** The second class of two, or the first number; the test lesions; all genes of a small panel. */
export function suggestExpression(table: DataTable): {
  score?: string;
  subsetColumn?: string;
  subsetValue?: string;
  geneFilter?: 'all';
} {
  const names = [...table.columns.keys()];
  const probabilities = names.filter((name) => name.startsWith(probabilityColumn('')));
  const isNumber = (name: string): boolean => table.columns.get(name)?.type === 'number';
  const score = probabilities[1] ?? probabilities[0] ?? names.find((name) => isNumber(name) && !isKey(name));
  const genes = table.attachments?.expression?.genes.length ?? Number.POSITIVE_INFINITY;
  return {
    ...(score === undefined ? {} : { score }),
    ...(names.includes('part') ? { subsetColumn: 'part', subsetValue: 'test' } : {}),
    ...(genes <= smallPanel ? { geneFilter: 'all' as const } : {}),
  };
}

const isKey = (name: string): boolean => /(^|[^a-z])(id|no|nr|index|unnamed|seed|fraction|scan|draw)\b/i.test(name);
