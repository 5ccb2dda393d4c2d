import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { type LogRankVariant, logRank } from '#shared/statistics/kaplan-meier/log-rank.ts';
import reference from '#test/reference/statistics/log-rank.json' with { type: 'json' };
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { goldenGroups } from './golden.ts';
import { lung1 } from './lung1.ts';

describe('the log-rank test', () => {
  it.each([
    ['log-rank', 11.967978, 5.4122636e-4],
    ['gehan-breslow', 11.30489, null],
    ['tarone-ware', 11.7871, null],
    ['peto-peto', 11.486792, null],
  ] as const)('%s gives the golden chi-square', (variant, chiSquare, p) => {
    const { times, events, groups } = goldenGroups();
    const { test } = logRank(times, events, groups, 2, variant);
    expect(test?.degreesOfFreedom).toBe(1);
    expect(test?.chiSquare).toBeCloseTo(chiSquare, 5);
    if (p !== null) expect(test!.p).toBeCloseTo(p, 11);
  });

  it('equals lifelines for three groups with ties', () => {
    const [times, events, groups] = [
      Float64Array.from(reference.times),
      Uint8Array.from(reference.events),
      Int32Array.from(reference.groups),
    ];
    for (const [variant, [chiSquare, p]] of Object.entries(reference.tests)) {
      const { test } = logRank(times, events, groups, 3, variant as LogRankVariant);
      expect(test?.degreesOfFreedom).toBe(2);
      expect(test!.chiSquare / chiSquare!).toBeCloseTo(1, 10);
      expect(test!.p / p!).toBeCloseTo(1, 9);
    }
  });

  it('does not depend on the order of rows or on the names of groups, and changes no input', () => {
    const { times, events, groups } = goldenGroups();
    const before = [times.slice(), events.slice(), groups.slice()];
    const plain = logRank(times, events, groups, 2, 'peto-peto').test!.chiSquare;
    expect([times, events, groups]).toEqual(before);
    const turned = logRank(
      times.toReversed(),
      events.toReversed(),
      groups.toReversed().map((g) => 1 - g),
      2,
      'peto-peto',
    );
    expect(turned.test!.chiSquare).toBeCloseTo(plain, 12);
  });

  it('has no test without events, and takes no degree of freedom for a group that was never at risk', () => {
    const times = Float64Array.of(1, 2, 3, 4);
    const groups = Int32Array.of(0, 1, 0, 1);
    expect(logRank(times, new Uint8Array(4), groups, 2, 'log-rank').test).toBeNull();
    const late = logRank(
      Float64Array.of(5, 6, 7, 8, 1),
      Uint8Array.of(1, 1, 1, 1, 0),
      Int32Array.of(0, 1, 0, 1, 2),
      3,
      'log-rank',
    );
    expect(late.test?.degreesOfFreedom).toBe(1);
  });

  it('finds a trend along ordered groups with one degree of freedom, equal to the two-group test for two scores', () => {
    const random = createRandom(8);
    const groups = Int32Array.from({ length: 300 }, (_, i) => i % 3);
    const times = Float64Array.from(groups, (group) => -Math.log(1 - random()) * (1 + 0.4 * group));
    const events = new Uint8Array(300).fill(1);
    const { trend, test } = logRank(times, events, groups, 3, 'log-rank');
    expect(trend?.degreesOfFreedom).toBe(1);
    expect(trend!.chiSquare).toBeLessThan(test!.chiSquare + 1e-9);
    expect(trend!.p).toBeLessThan(test!.p);
    expect(
      logRank(
        times,
        events,
        groups.map((g) => Math.min(g, 1)),
        2,
        'log-rank',
      ).trend,
    ).toBeNull();
  });

  it.each(['log-rank', 'peto-peto'] as const)(
    '%s has uniform p values under the null with unequal groups, censoring and ties',
    (variant) => {
      const random = createRandom(21);
      const runs = 2000;
      const tenths = new Float64Array(10);
      for (let run = 0; run < runs; run++) {
        const groups = Int32Array.from({ length: 90 }, (_, i) => (i < 22 ? 0 : 1));
        const events = new Uint8Array(90);
        const times = Float64Array.from(groups, (_, i) => {
          const death = Math.ceil(-12 * Math.log(1 - random()));
          const end = Math.ceil(30 * random());
          events[i] = death <= end ? 1 : 0;
          return Math.min(death, end);
        });
        tenths[Math.min(9, Math.floor(logRank(times, events, groups, 2, variant).test!.p * 10))]! += 1;
      }
      const expected = runs / 10;
      const chiSquare = tenths.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      expect(chiSquare).toBeLessThan(27.9); // 99.9 % of chi-square with 9 degrees of freedom
    },
  );
});

interface SurvdiffReference {
  logrank: { chisq: number; df: number; p: number; obs: number[]; exp: number[] };
  peto: { chisq: number; df: number; p: number; obs: number[]; exp: number[] };
}

describe.skipIf(!hasSharedData)('the log-rank test on LUNG1 against R survdiff', () => {
  it.each([
    ['lung1-by-gender.json', 'gender', ['female', 'male']],
    ['lung1-by-stage.json', 'Overall.Stage', ['I', 'II', 'IIIa', 'IIIb']],
  ] as const)('%s', (file, column, labels) => {
    const r: SurvdiffReference = JSON.parse(readFileSync(sharedData('reference-statistics', file), 'utf8'));
    const { times, events, groups } = lung1(column, labels);
    for (const [variant, expected] of [
      ['log-rank', r.logrank],
      ['peto-peto', r.peto],
    ] as const) {
      const { test, observed, expected: expectation } = logRank(times, events, groups, labels.length, variant);
      expect(test!.chiSquare).toBeCloseTo(expected.chisq, 9);
      expect(test!.degreesOfFreedom).toBe(expected.df);
      expect(test!.p).toBeCloseTo(expected.p, 10);
      observed.forEach((value, i) => expect(value).toBeCloseTo(expected.obs[i]!, 9));
      expectation.forEach((value, i) => expect(value).toBeCloseTo(expected.exp[i]!, 9));
    }
  });
});
