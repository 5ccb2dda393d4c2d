import { createRandom, type Random, randomNormal } from '#shared/numerics/random.ts';
import type { Prediction, Truth } from '#shared/statistics/comparison/metrics.ts';
import { exactSwaps, type SwapTestInput } from '#shared/statistics/comparison/swap-test.ts';

/** The ten cases of the golden values. */
export const golden = {
  y: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
  p: [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.8, 0.9, 0.35, 0.7],
  q: [0.2, 0.3, 0.5, 0.6, 0.1, 0.7, 0.9, 0.6, 0.4, 0.8],
};

export const twoClasses = (classes: readonly number[]): Truth => ({
  classes: Int32Array.from(classes),
  classNames: ['no', 'yes'],
  present: [0, 1],
  isTwoClass: true,
});

export const predictionOf = (scores: readonly number[], cutoff = 0.5): Prediction => ({
  scores: [Float64Array.from(scores)],
  predicted: Int32Array.from(scores, (score) => Number(score > cutoff)),
});

export const everySwap: Pick<SwapTestInput, 'permutations' | 'exactUpTo' | 'random'> = {
  permutations: 1000,
  exactUpTo: exactSwaps,
  random: createRandom(1),
};

/** Units 0, 1, 2, ...: each row its own. */
export const ownUnits = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** Probability-like scores of two equally good models that share part of their error, in `levels` steps (0: none). */
export function equalModels(
  random: Random,
  y: readonly number[],
  { separation = 1, levels = 0, scale = 1 }: { separation?: number; levels?: number; scale?: number } = {},
): { p: number[]; q: number[] } {
  const squash = (value: number): number => {
    const probability = 1 / (1 + Math.exp(-value));
    return levels === 0 ? probability : Math.round(probability * levels) / levels;
  };
  const shared = y.map((label) => separation * label + 0.7 * randomNormal(random));
  const own = (factor: number): number[] =>
    shared.map((value) => squash(factor * (value + 0.7 * randomNormal(random) - separation / 2)));
  return { p: own(1), q: own(scale) };
}
