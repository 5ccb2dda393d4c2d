import { z } from 'zod';
import { differenceScales } from '../agreement/limits-of-agreement.ts';
import { levelParam, pairedParams } from '../agreement/params.ts';

export const blandAltmanParams = z.object({
  ...pairedParams,
  scale: z.enum(differenceScales).default('difference').meta({
    title: 'Differences as',
    description:
      'difference: in the unit of the measurement. percent: of the mean of the two. log: ratios, for differences that grow with size. The last two need measurements above 0.',
  }),
  coverage: z.number().gt(0.5).lt(1).default(0.95).meta({
    title: 'Share between the limits',
    description: 'Of the differences, if they are normally distributed: 0.95 gives bias ± 1.96 standard deviations.',
  }),
  ...levelParam,
});
