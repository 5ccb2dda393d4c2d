import { z } from 'zod';
import { bootstrapMethods } from './intervals.ts';

const resamples = z
  .number()
  .int()
  .min(99)
  .max(100_000)
  .default(9999)
  .meta({ title: 'Resamples', description: 'Number of bootstrap resamples.' });

/** The fields of a statistic that resamples patients. */
export const resamplingParams = {
  resamples,
  vanished: z.enum(['redraw', 'stratify']).default('redraw').meta({
    title: 'If a resample lacks a class',
    description:
      'redraw: that resample is drawn again within the classes, and the caption says how many were. stratify: every resample keeps the number of patients of each class.',
  }),
  seed: z
    .number()
    .int()
    .min(0)
    .default(42)
    .meta({ title: 'Seed', description: 'The same seed gives the same interval.' }),
  level: z
    .number()
    .gt(0.5)
    .lt(1)
    .default(0.95)
    .meta({ title: 'Confidence level', description: 'Coverage of the interval.' }),
};

export interface Resampling {
  readonly resamples: number;
  readonly vanished: 'redraw' | 'stratify';
  readonly seed: number;
  readonly level: number;
}

export const bootstrapMethodField = z.enum(bootstrapMethods).default('bca').meta({
  title: 'Interval',
  description:
    'Bootstrap over patients. bca: bias-corrected and accelerated, allows for skewness and stays within the range of the measure. percentile: quantiles of the resamples. basic: those quantiles reflected at the estimate.',
});
