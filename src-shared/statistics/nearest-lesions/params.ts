import { z } from 'zod';
import { type DataTable, textColumn } from '../data-table.ts';
import { subsetParams } from '../subset.ts';

export const similarities = ['cosine', 'euclidean'] as const;

export const nearestLesionsParams = z.object({
  nameColumn: z.string().default('lesion').meta({
    title: 'Names in',
    description: 'The column that names lesions, each once.',
    column: 'any',
  }),
  lesion: z.string().default('').meta({
    title: 'Lesion',
    description: 'The lesion whose neighbours are looked for, by its name.',
    valueOf: 'nameColumn',
  }),
  similarity: z.enum(similarities).default('cosine').meta({
    title: 'Similarity',
    description: 'cosine: of the directions of the features, −1 to 1. euclidean: by their distance, nearest first.',
  }),
  scale: z.enum(['none', 'standardise']).default('none').meta({
    title: 'Scale of features',
    description: 'none: as they are. standardise: each feature to mean 0 and a standard deviation of 1.',
  }),
  count: z.number().int().min(1).max(50).default(10).meta({
    title: 'Lesions shown',
    description: 'The nearest so many.',
  }),
  otherPatients: z.boolean().default(true).meta({
    title: 'Of other patients only',
    description: 'Lesions of the same patient resemble each other anyway.',
  }),
  colour: z.string().default('').meta({
    title: 'Colour by',
    description: 'A column of classes. Empty: all alike.',
    column: 'any',
  }),
  described: z.array(z.string()).max(12).default([]).meta({
    title: 'Columns of the table',
    description: 'What is listed of each lesion beside its similarity.',
    column: 'any',
  }),
  ...subsetParams,
});
export type NearestLesionsParams = z.output<typeof nearestLesionsParams>;

/** The first lesion of the test part, described by its target and the first clinical columns. */
export function suggestNearestLesions(table: DataTable): Partial<z.input<typeof nearestLesionsParams>> {
  const names = [...table.columns.keys()];
  const parts = names.includes('part') ? textColumn(table, 'part') : [];
  const isOwn = (name: string): boolean =>
    /^(probability of |patient$|lesion$|scan$|part$|target$|volume mm3$)/.test(name);
  const found = names.includes('lesion') ? textColumn(table, 'lesion') : [];
  const first = found.find((_, row) => parts.length === 0 || parts[row] === 'test') ?? found[0];
  const hasTarget = names.includes('target');
  return {
    ...(first ? { lesion: first } : {}),
    ...(hasTarget ? { colour: 'target' } : {}),
    described: [...(hasTarget ? ['target'] : []), ...names.filter((name) => !isOwn(name)).slice(0, 4)],
  };
}
