import { quantileOfSorted, sorted } from '../../numerics/quantile.ts';
import type { Prediction } from './metrics.ts';

/**
 * Swapping the scores of two models presumes one scale: a probability and a logit, or two probabilities of very
 * different spread, are not exchangeable even where both models rank equally well.
 */
export interface ScaleCheck {
  /** Why the scores must not be swapped. */
  readonly refusal?: string;
  /** Why the scores should rather not be swapped. */
  readonly doubt?: string;
}

const isProbability = (scores: Float64Array): boolean => scores.every((value) => value >= 0 && value <= 1);

/** A middle half this many times wider than the other's is another scale for practical purposes. */
const widest = 4;

export function checkScales(first: Prediction, second: Prediction): ScaleCheck {
  const probabilities = [first, second].map(({ scores }) => scores.every(isProbability));
  if (probabilities[0] !== probabilities[1])
    return { refusal: 'the scores of one model lie within 0 to 1, those of the other do not' };
  const spreads = [first, second].map(({ scores }) => Math.max(...scores.map(spread)));
  const [least, most] = [Math.min(...spreads), Math.max(...spreads)];
  if (most > widest * least)
    return { doubt: `the middle half of the scores is over ${widest} times wider in one model than in the other` };
  return {};
}

function spread(values: Float64Array): number {
  const ascending = sorted(values);
  return quantileOfSorted(ascending, 0.75) - quantileOfSorted(ascending, 0.25);
}

/** The scores as mid-ranks among the lesions, from 0 to 1: on one scale for all models, with AUC and average precision kept. */
export function asRanks(prediction: Prediction): Prediction {
  return { ...prediction, scores: prediction.scores.map(midRanks) };
}

function midRanks(values: Float64Array): Float64Array {
  const order = Int32Array.from(values, (_, row) => row).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    const rank = (start + end) / 2 / values.length;
    for (let i = start; i < end; i++) ranks[order[i] as number] = rank;
    start = end;
  }
  return ranks;
}
