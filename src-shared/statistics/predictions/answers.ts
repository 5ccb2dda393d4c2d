import { z } from 'zod';
import { significant } from '../wording.ts';
import type { Predictions } from './predictions.ts';

/** The fields that turn probabilities into answers. */
export const answerParams = {
  decision: z.enum(['threshold', 'argmax']).default('threshold').meta({
    title: 'Answer',
    description:
      'For two classes. threshold: positive from the threshold upwards. argmax: the more probable class. More classes are always answered with the most probable one.',
  }),
  threshold: z.number().default(0.5).meta({
    title: 'Threshold',
    description:
      'For two classes: a probability of at least this is answered with the positive value. Fix it on other patients (tuning), never on those shown.',
  }),
};

interface AnswerParams {
  readonly decision: 'threshold' | 'argmax';
  readonly threshold: number;
}

/** The class that each row is answered with. */
export function answersOf(data: Predictions, { decision, threshold }: AnswerParams): Int32Array {
  if (data.classes.length > 2) return mostProbable(data);
  const isPositive = (score: number): boolean => (decision === 'argmax' ? score > 0.5 : score >= threshold);
  return Int32Array.from(data.scores[1] as Float64Array, (score) => (isPositive(score) ? 1 : 0));
}

/** Class of the largest score of each row; the first of equals. */
function mostProbable({ scores, truth }: Predictions): Int32Array {
  return Int32Array.from(truth, (_, row) => {
    let best = 0;
    for (let k = 1; k < scores.length; k++) {
      if ((scores[k]?.[row] as number) > (scores[best]?.[row] as number)) best = k;
    }
    return best;
  });
}

/** For captions and Methods. */
export function answerSentence({ classes }: Predictions, { decision, threshold }: AnswerParams): string {
  if (classes.length > 2) return 'The answer is the most probable class.';
  const [, positive] = classes;
  return decision === 'argmax'
    ? `The answer is "${positive}" where its probability is above one half.`
    : `The answer is "${positive}" from a probability of ${significant(threshold, 4)} upwards.`;
}
