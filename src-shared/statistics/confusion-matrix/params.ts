import { z } from 'zod';
import { answerParams } from '../predictions/answers.ts';
import { predictionParams } from '../predictions/params.ts';
import { bootstrapMethodField, resamplingParams } from '../resampling/params.ts';

export const confusionMatrixParams = z.object({
  ...predictionParams,
  ...answerParams,
  normalise: z.enum(['truth', 'answer', 'all']).default('truth').meta({
    title: 'Percentages of',
    description:
      'truth: of the lesions of the true class, so that the diagonal holds the recalls. answer: of the lesions with the same answer, so that it holds the precisions. all: of all lesions.',
  }),
  interval: bootstrapMethodField,
  ...resamplingParams,
});
export type ConfusionMatrixParams = z.output<typeof confusionMatrixParams>;
