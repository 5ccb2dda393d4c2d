import { z } from 'zod';
import { expressionParams, geneFilterField, permutationParams } from '../gene-correlation/params.ts';
import { setSizeParams } from '../over-representation/params.ts';

export const enrichmentParams = z.object({
  ...expressionParams,
  geneFilter: geneFilterField('all'),
  permute: z.enum(['patients', 'genes']).default('patients').meta({
    title: 'Permute',
    description:
      'patients: deals the scores out to the patients anew, which keeps the correlation between genes. genes: shuffles the ranking; for few patients, but genes of a set that vary together then look enriched.',
  }),
  exponent: z.number().min(0).max(3).default(1).meta({
    title: 'Weight exponent',
    description: 'How much the size of its correlation counts for a gene of the set: 1 in GSEA, 0 for ranks alone.',
  }),
  ...setSizeParams,
  set: z.string().default('').meta({
    title: 'Set followed',
    description: 'Name of the set whose running sum is drawn. Empty: the one of smallest p.',
  }),
  ...permutationParams,
});
export type EnrichmentParams = z.output<typeof enrichmentParams>;
