import { z } from 'zod';
import { positiveParams } from '../predictions/params.ts';
import { bootstrapMethodField, resamplingParams } from '../resampling/params.ts';

export const calibrationParams = z.object({
  ...positiveParams,
  bins: z
    .number()
    .int()
    .min(2)
    .max(50)
    .default(10)
    .meta({ title: 'Bins', description: 'Number of groups of predictions; empty ones are left out.' }),
  binning: z.enum(['quantile', 'width']).default('quantile').meta({
    title: 'Bins hold',
    description: 'quantile: equal numbers of lesions. width: equal ranges of the prediction.',
  }),
  smooth: z.enum(['3', '4', '5', 'none']).default('4').meta({
    title: 'Knots of the curve',
    description:
      'Smooth calibration curve: logistic regression on a restricted cubic spline of the log-odds of the prediction. none: no curve.',
  }),
  interval: bootstrapMethodField,
  ...resamplingParams,
});
export type CalibrationParams = z.output<typeof calibrationParams>;
