import { z } from 'zod';
import { answerParams } from '../predictions/answers.ts';
import { predictionParams } from '../predictions/params.ts';
import { bootstrapMethodField, resamplingParams } from '../resampling/params.ts';
import { studyComparisons } from './study-values.ts';

export const performanceParams = z.object({
  ...predictionParams,
  ...answerParams,
  convention: z.enum(['sample', 'paper-text', 'reference-code']).default('sample').meta({
    title: 'Convention',
    description:
      "sample: the statistic of the sample with the interval chosen below. paper-text: 9999 resamples of lesions, basic interval, as the study writes. reference-code: 1000 resamples of lesions, percentile interval, and the mean of the resamples as the estimate, as the study's published code does.",
  }),
  showConventions: z.boolean().default(true).meta({
    title: 'Compare conventions',
    description: 'Adds a table of every measure under each convention; it takes about twice as long.',
  }),
  interval: bootstrapMethodField,
  aucInterval: z.enum(['bootstrap', 'delong']).default('bootstrap').meta({
    title: 'Interval of the AUC',
    description: 'For two classes. bootstrap: as the other measures. delong: analytic, for one lesion per patient.',
  }),
  ...resamplingParams,
  study: z.enum(studyComparisons).default('none').meta({
    title: 'Beside the study',
    description:
      'Shows the headline numbers that the study printed for its own data as reference, marked as such; they come from other patients and are no comparison.',
  }),
});
export type PerformanceParams = z.output<typeof performanceParams>;
