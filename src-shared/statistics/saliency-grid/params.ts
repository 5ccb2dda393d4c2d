import { z } from 'zod';

export const saliencyGridParams = z.object({
  count: z.number().int().min(1).max(12).default(6).meta({
    title: 'Lesions',
    description: 'How many of the maps that were made are shown, in the order of patients; two stand side by side.',
  }),
  slice: z.enum(['seed', 'most salient']).default('seed').meta({
    title: 'Slice',
    description: 'The axial slice through the seed, as in the study, or the one with the highest mean saliency.',
  }),
  smoothing: z.number().min(0).max(10).default(1).meta({
    title: 'Smoothing',
    description: 'Standard deviation of a Gaussian in mm, 1 as in the study. 0: none.',
  }),
  scaling: z.enum(['min-max', 'none']).default('min-max').meta({
    title: 'Scale of the map',
    description:
      'min-max: each map from its least value (0) to its greatest (1), as in the study; sign and size are lost. none: the fall of the log-odds, one scale for all.',
  }),
  levels: z.array(z.number().gt(0).lt(1)).max(9).default([0.5, 0.7, 0.9]).meta({
    title: 'Isolines',
    description: 'Shares of the way from the least to the greatest value of the map. Empty: none.',
  }),
  windowCentre: z.number().min(-1024).max(3000).default(-600).meta({
    title: 'Window centre',
    description: 'HU in the middle of the greys: −600 for lung, 40 for soft tissue.',
  }),
  windowWidth: z.number().positive().max(6000).default(1500).meta({
    title: 'Window width',
    description: 'HU from black to white: 1500 for lung, 400 for soft tissue.',
  }),
});
export type SaliencyGridParams = z.output<typeof saliencyGridParams>;
