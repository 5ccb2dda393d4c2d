import { createRandom } from '#shared/numerics/random.ts';

/** Normal deviates (Box-Muller) of a seed, so that every drawing of the gallery is the same. */
export function createNormal(seed: number): () => number {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

export const common = { values: [], caption: 'Sample data.', methods: 'Drawn to be looked at.' };
