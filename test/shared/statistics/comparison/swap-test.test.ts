import { describe, expect, it } from 'vitest';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { differingRows, type Metric, swapMetric } from '#shared/statistics/comparison/metrics.ts';
import { asRanks } from '#shared/statistics/comparison/scales.ts';
import { type SwapTest, swapTest, twoSidedP, upperShare } from '#shared/statistics/comparison/swap-test.ts';
import reference from '#test/reference/comparison/comparison.json' with { type: 'json' };
import { equalModels, everySwap, golden, ownUnits, predictionOf, twoClasses } from './examples.ts';

function testOf(
  y: readonly number[],
  p: readonly number[],
  q: readonly number[],
  options: {
    metric?: Metric;
    permutations?: number;
    exactUpTo?: number;
    units?: Int32Array;
    seed?: number;
    ranks?: boolean;
  } = {},
): SwapTest {
  const [first, second] = [predictionOf(p), predictionOf(q)].map((one) => (options.ranks ? asRanks(one) : one));
  return swapTest({
    units: options.units ?? ownUnits(y.length),
    differs: differingRows(first!, second!),
    difference: swapMetric(options.metric ?? 'auc', twoClasses(y), first!, second!),
    permutations: options.permutations ?? everySwap.permutations,
    exactUpTo: options.exactUpTo ?? everySwap.exactUpTo,
    random: createRandom(options.seed ?? 1),
  });
}

describe('the swap test', () => {
  it('gives the golden p over all 1024 swaps', () => {
    const test = testOf(golden.y, golden.p, golden.q);
    expect(test).toMatchObject({ exact: true, permutations: 1024, observed: expect.closeTo(-0.18, 12) });
    expect(twoSidedP(test)).toEqual({ p: 0.1953125, atFloor: false });
  });

  it('equals scipy over all swaps of tied scores, for AUC and average precision', () => {
    for (const { y, p, q, auc, averagePrecision } of reference.swaps) {
      const byAuc = testOf(y, p, q);
      expect(byAuc.observed).toBeCloseTo(auc.difference, 12);
      expect(twoSidedP(byAuc).p).toBeCloseTo(auc.p, 12);
      const byPrecision = testOf(y, p, q, { metric: 'average-precision' });
      expect(byPrecision.observed).toBeCloseTo(averagePrecision.difference, 12);
      expect(twoSidedP(byPrecision).p).toBeCloseTo(averagePrecision.p, 12);
    }
  });

  it('comes near the exact p with random swaps, and changes with the seed', () => {
    const drawn = testOf(golden.y, golden.p, golden.q, { exactUpTo: 0, permutations: 20_000 });
    expect(drawn.exact).toBe(false);
    expect(Math.abs(twoSidedP(drawn).p - 0.1953125)).toBeLessThan(0.02);
    const other = testOf(golden.y, golden.p, golden.q, { exactUpTo: 0, permutations: 20_000, seed: 2 });
    expect(other.atLeast).not.toBe(drawn.atLeast);
  });

  it('is never 0: at its floor the p of 1000 swaps is 2 / 1001, and marked', () => {
    const y = Array.from({ length: 60 }, (_, i) => i % 2);
    const random = createRandom(4);
    const test = testOf(
      y,
      y.map((label) => 0.2 + 0.6 * label),
      y.map(() => random()),
    );
    expect(twoSidedP(test)).toEqual({ p: 2 / 1001, atFloor: true });
    expect(upperShare(test)).toBe(0);
  });

  it('is 1 for two models that predict the same', () => {
    expect(twoSidedP(testOf(golden.y, golden.p, golden.p))).toEqual({ p: 1, atFloor: false });
  });

  it('swaps the lesions of a patient together', () => {
    const units = Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4);
    const test = testOf(golden.y, golden.p, golden.q, { units });
    expect(test).toMatchObject({ exact: true, permutations: 32 });
  });

  it('stops when it is cancelled', () => {
    const stop = () => {
      throw new Error('stopped');
    };
    const run = () =>
      swapTest({
        ...everySwap,
        units: ownUnits(10),
        differs: new Uint8Array(10).fill(1),
        difference: () => 0,
        signal: { throwIfAborted: stop },
      });
    expect(run).toThrow('stopped');
  });
});

describe('the level of the swap test under the null hypothesis', () => {
  const simulations = 1000;
  /** Share of p below 0.05, which 999 swaps can reach in steps of 0.002. */
  function rejected(
    size: number,
    positives: number,
    options: { metric?: Metric; levels?: number; scale?: number; ranks?: boolean },
  ): number {
    const random = createRandom(11);
    let below = 0;
    for (let i = 0; i < simulations; i++) {
      const y = Array.from({ length: size }, (_, row) => Number(row < positives));
      const { p, q } = equalModels(random, y, options);
      const test = testOf(y, p, q, { ...options, permutations: 499, exactUpTo: 1024, seed: i });
      if (twoSidedP(test).p < 0.05) below++;
    }
    return below / simulations;
  }
  // Binomial bounds of 1000 simulations at 0.05: 0.05 +- 3 x 0.0069. Ties and few cases may lower it, never raise it.
  const upper = 0.071;

  it.each([
    ['AUC, unequal classes', 60, 10, {}],
    ['AUC, tied scores', 40, 15, { levels: 5 }],
    ['average precision', 60, 20, { metric: 'average-precision' as const }],
    ['balanced accuracy', 60, 15, { metric: 'balanced-accuracy' as const }],
    ['AUC, ranks of models of different scale', 60, 25, { scale: 0.2, ranks: true }],
  ] as const)('is 5%% for %s', (_, size, positives, options) => {
    const share = rejected(size, positives, options);
    expect(share).toBeLessThan(upper);
    expect(share).toBeGreaterThan('metric' in options && options.metric === 'balanced-accuracy' ? 0.01 : 0.029);
  });

  it('is not exceeded by all swaps of ten cases', () => {
    expect(rejected(10, 4, {})).toBeLessThan(upper);
  });

  it('needs patients to be swapped whole: lesion by lesion, alike lesions of a patient reject too often', () => {
    const random = createRandom(12);
    const [patients, lesions] = [24, 4];
    const y = Array.from({ length: patients * lesions }, (_, row) => Math.floor(row / lesions) % 2);
    const units = Int32Array.from(y, (_, row) => Math.floor(row / lesions));
    let [byPatient, byLesion] = [0, 0];
    const runs = 600;
    for (let i = 0; i < runs; i++) {
      const effects = Array.from({ length: patients }, () => [randomNormal(random), randomNormal(random)]);
      const [p, q] = [0, 1].map((model) =>
        y.map((label, row) => 1 / (1 + Math.exp(-label - effects[units[row]!]![model]! - 0.2 * randomNormal(random)))),
      );
      const options = { permutations: 299, exactUpTo: 0, seed: i };
      if (twoSidedP(testOf(y, p!, q!, { ...options, units })).p < 0.05) byPatient++;
      if (twoSidedP(testOf(y, p!, q!, options)).p < 0.05) byLesion++;
    }
    // 0.05 + 3 x 0.0089.
    expect(byPatient / runs).toBeLessThan(0.077);
    expect(byLesion / runs).toBeGreaterThan(0.2);
  });
});
