import { z } from 'zod';
import { type DataTable, rowsWhere, textColumn } from '../data-table.ts';
import { isIdentifier } from '../roc/params.ts';
import { subsetParams } from '../subset.ts';

export const mapMethods = ['pca', 'tsne', 'umap'] as const;
export type MapMethod = (typeof mapMethods)[number];

export const embeddingParams = z.object({
  method: z.enum(mapMethods).default('tsne').meta({
    title: 'Map',
    description:
      'pca: the two directions of greatest variance, the only map whose distances mean something. tsne, umap: maps that keep neighbours together and nothing else.',
  }),
  colour: z.string().default('').meta({
    title: 'Colour by',
    description:
      'A column of classes, or of numbers. Empty: all lesions alike, and no measure of how classes separate.',
    column: 'any',
  }),
  colourAs: z.enum(['auto', 'classes', 'number']).default('auto').meta({
    title: 'Colours stand for',
    description: 'auto: a column of numbers with more than 8 values is a number, any other column holds classes.',
  }),
  ...subsetParams,
  scale: z.enum(['none', 'standardise']).default('none').meta({
    title: 'Scale of features',
    description: 'none: as they are, as in the study. standardise: each feature to a standard deviation of 1.',
  }),
  perplexity: z.number().min(1).max(1000).default(30).meta({
    title: 'Perplexity (t-SNE)',
    description: 'How many neighbours a lesion is compared with, roughly; less than the number of lesions.',
  }),
  repulsion: z.enum(['barnes-hut', 'exact']).default('barnes-hut').meta({
    title: 'Sum over pairs (t-SNE)',
    description: 'barnes-hut: far lesions together (angle 0.5), as scikit-learn does. exact: every pair, slower.',
  }),
  iterations: z.number().int().min(250).max(10_000).default(1000).meta({
    title: 'Iterations (t-SNE)',
    description: 'The first 250 are exaggerated.',
  }),
  neighbours: z.number().int().min(2).max(500).default(15).meta({
    title: 'Neighbours (UMAP)',
    description: 'More of them show larger structures.',
  }),
  minDistance: z.number().min(0).max(0.99).default(0.1).meta({
    title: 'Least distance (UMAP)',
    description: 'How closely lesions may be packed in the map.',
  }),
  masses: z.array(z.number().gt(0).lt(1)).max(9).default([0.25, 0.5, 0.75]).meta({
    title: 'Density contours',
    description:
      'Shares of each class that lie within its contours. Empty: none; colours of a number have none either.',
  }),
  smoothing: z.number().min(0.1).max(5).default(1).meta({
    title: 'Width of the density',
    description: 'Times the width by the rule of Scott.',
  }),
  k: z.number().int().min(1).max(200).default(10).meta({
    title: 'Neighbours compared (k)',
    description: 'For trustworthiness, purity and accuracy of the nearest neighbours.',
  }),
  otherPatients: z.boolean().default(true).meta({
    title: 'Neighbours of other patients only',
    description:
      'Lesions of one patient resemble each other for reasons other than their class. No: any lesion may be a neighbour in purity and accuracy.',
  }),
  permutations: z.number().int().min(0).max(100_000).default(0).meta({
    title: 'Permutations',
    description: 'Of the classes, for a p of the silhouette. 0: no test. For one lesion per patient only.',
  }),
  seed: z.number().int().min(0).default(42).meta({
    title: 'Seed',
    description: 'Of UMAP and of the permutations. PCA and t-SNE take no chances: t-SNE starts from the PCA.',
  }),
});
export type EmbeddingParams = z.output<typeof embeddingParams>;

/** Colours by the target of a run on its test lesions, else by a column whose name speaks of classes. */
export function suggestEmbedding(table: DataTable): Partial<z.input<typeof embeddingParams>> {
  const names = [...table.columns.keys()];
  if (names.includes('target')) {
    const test = names.includes('part') ? { subsetColumn: 'part', subsetValue: 'test' } : null;
    const targets = textColumn(table, 'target');
    const shown = rowsWhere(table, test?.subsetColumn ?? '', test?.subsetValue ?? '');
    const count = shown.filter((row) => (targets[row] ?? null) !== null).length;
    return { ...fitting(count), colour: 'target', ...test };
  }
  const usable = names.filter((name) => !isIdentifier(name) && !['patient', 'lesion'].includes(name));
  const colour = usable.find((name) => /site|class|type|label|diagnos|histolog|target/i.test(name));
  return { ...fitting(table.rowCount), ...(colour ? { colour } : {}) };
}

/** What so few lesions allow: a perplexity of at most a third of them, and fewer neighbours than lesions. */
const fitting = (count: number) => ({
  perplexity: Math.min(30, Math.max(1, Math.floor((count - 1) / 3))),
  ...(count <= 15 ? { neighbours: Math.max(2, count - 1), k: Math.max(1, Math.floor((count - 1) / 2)) } : {}),
});
