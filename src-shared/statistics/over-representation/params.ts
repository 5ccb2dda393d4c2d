import { z } from 'zod';
import { expressionParams } from '../gene-correlation/params.ts';

export const setSizeParams = {
  minSize: z.number().int().min(1).max(10_000).default(10).meta({
    title: 'Smallest set',
    description: 'Sets with fewer of the tested genes are left out.',
  }),
  maxSize: z.number().int().min(1).max(100_000).default(500).meta({
    title: 'Largest set',
    description: 'Sets with more of the tested genes are left out.',
  }),
  shownSets: z.number().int().min(3).max(40).default(15).meta({
    title: 'Sets drawn',
    description: 'How many of the strongest sets are drawn; the table holds all that were tested.',
  }),
};

export const overRepresentationParams = z.object({
  ...expressionParams,
  leastCorrelation: z.number().min(0).lt(1).default(0.1).meta({
    title: 'Chosen genes: |r| above',
    description:
      'Genes that correlate more strongly are the chosen ones; 0.1 in the study, which few patients reach by chance alone.',
  }),
  direction: z.enum(['both', 'positive', 'negative']).default('both').meta({
    title: 'Direction',
    description: 'Genes that rise with the score, that fall with it, or both.',
  }),
  universe: z.enum(['annotated', 'tested', 'number']).default('annotated').meta({
    title: 'Universe',
    description:
      'What the chosen genes are drawn from. annotated: tested genes that stand in any set (as clusterProfiler). tested: all tested genes. number: a number you give, e.g. of all genes; it makes the p values of a filtered list too small.',
  }),
  universeSize: z.number().int().min(10).max(1_000_000).default(20_000).meta({
    title: 'Genes in the universe',
    description: 'For the universe “number” alone.',
  }),
  ...setSizeParams,
  storey: z.boolean().default(false).meta({
    title: 'Storey’s q values',
    description: 'Adds q values, which estimate the share of sets without enrichment (as clusterProfiler’s qvalue).',
  }),
});
export type OverRepresentationParams = z.output<typeof overRepresentationParams>;
