import { z } from 'zod';
import { positiveParams } from '../predictions/params.ts';
import { resamplingParams } from '../resampling/params.ts';

const probability = z.number().gt(0).lt(1);

export const decisionCurveParams = z.object({
  ...positiveParams,
  comparison: z.string().default('').meta({
    title: 'Compare with',
    description: 'A second predicted probability of the same value on the same lesions. Empty: none.',
    column: 'number',
  }),
  lowest: probability.default(0.05).meta({
    title: 'Lowest threshold',
    description: 'Threshold probability from which on someone would act; the curve begins here.',
  }),
  highest: probability
    .default(0.8)
    .meta({ title: 'Highest threshold', description: 'Threshold probability at which the curve ends.' }),
  reported: probability.default(0.5).meta({
    title: 'Report at',
    description: 'Threshold probability at which the net benefit is given as a number.',
  }),
  band: z
    .boolean()
    .default(true)
    .meta({ title: 'Band', description: 'Pointwise percentile bootstrap band over patients.' }),
  ...resamplingParams,
  resamples: resamplingParams.resamples.default(1999),
});
export type DecisionCurveParams = z.output<typeof decisionCurveParams>;
