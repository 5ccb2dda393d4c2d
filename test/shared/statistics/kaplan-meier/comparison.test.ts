import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { comparePairs } from '#shared/statistics/kaplan-meier/comparison.ts';
import { logRank } from '#shared/statistics/kaplan-meier/log-rank.ts';
import python from '#test/reference/survival/accuracy-over-time.json' with { type: 'json' };
import { reference, referenceData, rejectionBounds } from './reference.ts';

const { times, events, groups, strata } = referenceData;

describe('weighted and stratified log-rank tests', () => {
  it.each([
    ['plain', 'log-rank', 0, null],
    ['peto', 'peto-peto', 0, null],
    ['peto', 'fleming-harrington', 1, null],
    ['half', 'fleming-harrington', 0.5, null],
    ['stratified', 'log-rank', 0, strata],
    ['stratifiedPeto', 'peto-peto', 0, strata],
  ] as const)('%s equals R survdiff', (name, variant, rho, by) => {
    const { test } = logRank(times, events, groups, 3, variant, { rho, gamma: 0, strata: by });
    expect(test!.chiSquare / reference.logRank[name]).toBeCloseTo(1, 10);
    expect(test!.degreesOfFreedom).toBe(2);
  });

  it.each(python.flemingHarrington)('rho $rho and gamma $gamma equal lifelines', ({ rho, gamma, chi, p }) => {
    const { test } = logRank(times, events, groups, 3, 'fleming-harrington', { rho, gamma });
    expect(test!.chiSquare / chi).toBeCloseTo(1, 9);
    expect(test!.p / p).toBeCloseTo(1, 8);
  });

  it('with every patient of one group in a stratum of its own has nothing to compare', () => {
    expect(logRank(times, events, groups, 3, 'log-rank', { strata: groups }).test).toBeNull();
  });
});

describe('pairs of groups', () => {
  const data = {
    ...referenceData,
    groupLabels: ['a', 'b', 'c'],
    shortLabels: [],
    stratumLabels: [],
    strata: null,
    subjects: null,
    rows: new Int32Array(),
    scores: [],
    threshold: null,
    warnings: [],
  };

  it('equal R: each among its two groups alone, adjusted by Holm and by Benjamini and Hochberg', () => {
    const { chi, p, holm, bh } = reference.pairs;
    for (const [adjustment, adjusted] of [['holm', holm] as const, ['benjamini-hochberg', bh] as const]) {
      const pairs = comparePairs(data, adjustment, 'log-rank', {});
      expect(pairs.map(({ first, second }) => [first, second])).toEqual([
        [0, 1],
        [0, 2],
        [1, 2],
      ]);
      pairs.forEach((pair, i) => {
        expect(pair.test!.chiSquare / chi[i]!).toBeCloseTo(1, 10);
        expect(pair.test!.p / p[i]!).toBeCloseTo(1, 9);
        expect(pair.adjusted! / adjusted[i]!).toBeCloseTo(1, 9);
      });
    }
  });

  it('that could not be tested do not count among the tests that are adjusted for', () => {
    const late = { ...data, times: times.map((time, i) => (groups[i] === 2 ? time + 1e4 : time)) };
    const pairs = comparePairs(late, 'holm', 'log-rank', {});
    const quiet = comparePairs(
      { ...late, events: events.map((event, i) => (groups[i] === 2 ? event : 0)) },
      'holm',
      'log-rank',
      {},
    );
    expect(pairs.every(({ test }) => test !== null)).toBe(true);
    expect(quiet.map(({ test, adjusted }) => [test === null, adjusted === null])).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('hold the family-wise level under the null with unequal groups, ties and few patients', () => {
    const random = createRandom(31);
    const runs = 1500;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const simulated = Int32Array.from({ length: 60 }, (_, i) => (i < 12 ? 0 : i < 32 ? 1 : 2));
      const followUp = Uint8Array.from(simulated, () => (random() < 0.7 ? 1 : 0));
      const found = comparePairs(
        {
          ...data,
          groups: simulated,
          events: followUp,
          times: Float64Array.from(simulated, () => Math.ceil(-8 * Math.log(1 - random()))),
        },
        'holm',
        'log-rank',
        {},
      );
      if (found.some(({ adjusted }) => adjusted !== null && adjusted < 0.05)) rejected++;
    }
    const [, most] = rejectionBounds(runs);
    expect(rejected).toBeLessThan(most);
    expect(rejected).toBeGreaterThan(0.015 * runs);
  });
});
