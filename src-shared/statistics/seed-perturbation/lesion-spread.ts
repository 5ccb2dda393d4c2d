import { quantileOfSorted, sorted } from '../../numerics/quantile.ts';
import { predictedClass } from './draw-metrics.ts';
import type { PerturbedModel } from './perturbed-predictions.ts';

/** How far the prediction of one lesion moves with its seed. */
export interface LesionSpread {
  /** Position among the lesions of the model. */
  readonly lesion: number;
  /** At the seed itself; null without draw 0. */
  readonly unperturbed: number | null;
  readonly mean: number;
  /** Standard deviation over the draws, divisor n - 1. */
  readonly deviation: number;
  /** Ends of the interval that holds the share `level` of the draws (quantiles of type 7). */
  readonly low: number;
  readonly high: number;
  /** Share of the draws whose class is not that at the seed (without draw 0: not that of the mean). */
  readonly flips: number;
}

/**
 * In the order of the lesions. Of two classes the probability of the positive one; of more, that of the class predicted
 * at the seed itself.
 */
export function lesionSpreads(
  model: PerturbedModel,
  draws: number,
  { threshold, level }: { threshold: number; level: number },
): LesionSpread[] {
  const { scores, unperturbed, lesions } = model;
  return lesions.map((_, lesion) => {
    const means = scores.map((values) => [mean(values.subarray(lesion * draws, (lesion + 1) * draws))]);
    const reference = unperturbed
      ? predictedClass(unperturbed, lesion, threshold)
      : predictedClass(means, 0, threshold);
    const shown = scores.length === 1 ? 0 : reference;
    const own = (scores[shown] as Float64Array).slice(lesion * draws, (lesion + 1) * draws);
    const ascending = sorted(own);
    let flips = 0;
    for (let draw = 0; draw < draws; draw++) {
      if (predictedClass(scores, lesion * draws + draw, threshold) !== reference) flips++;
    }
    const centre = mean(own);
    return {
      lesion,
      unperturbed: unperturbed ? ((unperturbed[shown] as Float64Array)[lesion] as number) : null,
      mean: centre,
      deviation: Math.sqrt(own.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (draws - 1)),
      low: quantileOfSorted(ascending, (1 - level) / 2),
      high: quantileOfSorted(ascending, (1 + level) / 2),
      flips: flips / draws,
    };
  });
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
