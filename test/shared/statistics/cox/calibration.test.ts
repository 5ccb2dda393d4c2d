import { describe, expect, it } from 'vitest';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type CoxInput, fitCox } from '#shared/statistics/cox/fit-cox.ts';
import { testProportionality } from '#shared/statistics/cox/proportionality.ts';

const runs = 1500;
/** 0.05 with three standard errors. */
const reach = 3 * Math.sqrt((0.05 * 0.95) / runs);

/** A group of a fifth of the patients and a number, both without effect; whole days, so that times tie. */
function nullFollowUp(random: () => number, count: number, lesionsOf: number): CoxInput {
  const rows = count * lesionsOf;
  const input = {
    times: new Float64Array(rows),
    events: new Uint8Array(rows),
    design: { rows, columns: 2, values: new Float64Array(2 * rows) },
    clusters: new Int32Array(rows),
  };
  for (let patient = 0; patient < count; patient++) {
    const group = random() < 0.2 ? 1 : 0;
    const level = randomNormal(random);
    const time = Math.ceil(-Math.log(1 - random()) * 20);
    const end = Math.ceil(random() * 40);
    for (let k = 0; k < lesionsOf; k++) {
      const row = patient * lesionsOf + k;
      input.times[row] = Math.min(time, end);
      input.events[row] = time <= end ? 1 : 0;
      input.design.values[2 * row] = group;
      input.design.values[2 * row + 1] = level + 0.5 * randomNormal(random);
      input.clusters[row] = patient;
    }
  }
  return input;
}

describe('tests of Cox’s model on simulated nulls', () => {
  // Of 60 patients 12 are in the smaller group: what R gives too rejects a true null in 5 to 6 of 100 (6,000 runs).
  it.each([
    { count: 120, slack: 0 },
    { count: 60, slack: 0.01 },
  ])('hold their level with unequal groups, ties and $count patients', ({ count, slack }) => {
    const random = createRandom(2026);
    const rejected = { wald: 0, score: 0, likelihoodRatio: 0, proportionality: 0 };
    for (let run = 0; run < runs; run++) {
      const { clusters: _, ...input } = nullFollowUp(random, count, 1);
      const fit = fitCox(input);
      if ('unavailable' in fit) throw new Error(fit.unavailable);
      for (const name of ['wald', 'score', 'likelihoodRatio'] as const)
        if ((fit[name]?.p ?? 1) < 0.05) rejected[name]++;
      const { global } = testProportionality(input, fit, { ties: 'efron', transform: 'km', terms: [[0], [1]] });
      if ((global?.p ?? 1) < 0.05) rejected.proportionality++;
    }
    for (const [name, times] of Object.entries(rejected)) {
      expect(times / runs, name).toBeGreaterThan(0.05 - reach);
      expect(times / runs, name).toBeLessThan(0.05 + slack + reach);
    }
  });

  it('hold their level for lesions of a patient only with the robust variance', () => {
    const random = createRandom(99);
    const rejected = { robust: 0, independent: 0 };
    for (let run = 0; run < runs; run++) {
      const input = nullFollowUp(random, 300, 3);
      const { clusters: _, ...independent } = input;
      const [robust, naive] = [fitCox(input), fitCox(independent)];
      if ('unavailable' in robust || 'unavailable' in naive) throw new Error('expected fits');
      if ((robust.wald?.p ?? 1) < 0.05) rejected.robust++;
      if ((naive.wald?.p ?? 1) < 0.05) rejected.independent++;
    }
    expect(rejected.independent / runs).toBeGreaterThan(0.2);
    expect(rejected.robust / runs).toBeGreaterThan(0.05 - reach);
    expect(rejected.robust / runs).toBeLessThan(0.05 + reach);
  });
});
