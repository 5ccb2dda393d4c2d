import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { survivalCurve } from '#shared/statistics/kaplan-meier/survival-curve.ts';
import { compareMeans } from '#shared/statistics/restricted-mean/comparison.ts';
import { commonFollowUp, meanToHorizon } from '#shared/statistics/restricted-mean/mean-to-horizon.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { golden } from '../kaplan-meier/golden.ts';
import { lung1 } from '../kaplan-meier/lung1.ts';
import { membersOf, reference, referenceData, rejectionBounds } from '../kaplan-meier/reference.ts';

const options = { band: 'log-log', level: 0.95 } as const;
const goldenCurve = (group: 0 | 1) =>
  survivalCurve(Float64Array.from(golden[group].times), Uint8Array.from(golden[group].events), options);

describe('the restricted mean survival time', () => {
  it('has the golden values at 10', () => {
    expect(meanToHorizon(goldenCurve(0), 10)).toEqual({
      mean: expect.closeTo(8.35, 12),
      standardError: expect.closeTo(0.646, 4),
    });
    expect(meanToHorizon(goldenCurve(1), 10)).toEqual({
      mean: expect.closeTo(3.7, 12),
      standardError: expect.closeTo(0.7264, 4),
    });
  });

  it('equals R in three groups with ties', () => {
    const { tau, mean, error } = reference.restrictedMean;
    for (let group = 0; group < 3; group++) {
      const { times, codes } = membersOf(group, referenceData.events);
      const found = meanToHorizon(survivalCurve(times, codes, options), tau);
      expect(found!.mean).toBeCloseTo(mean[group]!, 10);
      expect(found!.standardError).toBeCloseTo(error[group]!, 10);
    }
  });

  it('is unknown beyond the last follow-up unless all have died, and tau itself before the first event', () => {
    expect(meanToHorizon(goldenCurve(0), 24)).toBeNull();
    expect(meanToHorizon(goldenCurve(1), 24)).not.toBeNull();
    expect(meanToHorizon(goldenCurve(0), 4)).toEqual({ mean: 4, standardError: 0 });
    expect(meanToHorizon(survivalCurve(new Float64Array(), new Uint8Array(), options), 1)).toBeNull();
    expect(commonFollowUp([goldenCurve(0), goldenCurve(1)])).toBe(8);
  });

  it('is the mean of the times cut at tau when nobody is censored, with its standard error', () => {
    const random = createRandom(5);
    const times = Float64Array.from({ length: 80 }, () => Math.ceil(30 * random()));
    const cut = times.map((time) => Math.min(time, 20));
    const mean = cut.reduce((sum, time) => sum + time, 0) / 80;
    const variance = cut.reduce((sum, time) => sum + (time - mean) ** 2, 0) / 80 ** 2;
    const found = meanToHorizon(survivalCurve(times, new Uint8Array(80).fill(1), options), 20);
    expect(found!.mean).toBeCloseTo(mean, 10);
    expect(found!.standardError).toBeCloseTo(Math.sqrt(variance), 10);
  });
});

describe('comparisons of restricted means', () => {
  const unit = 'days';

  it('say why there is none, and adjust for those that there are', () => {
    const means = [null, { mean: 5, standardError: 1 }, { mean: 7, standardError: 1 }];
    expect(compareMeans(means, 0, { level: 0.95, unit })[0]).toMatchObject({
      difference: { unavailable: expect.stringContaining('cannot be estimated') },
    });
    const [first, second] = compareMeans(means, 1, { level: 0.95, unit });
    expect(first).toMatchObject({ group: 0, adjustedP: { unavailable: expect.any(String) } });
    const p = 2 * 0.0786496;
    expect(second).toMatchObject({
      group: 2,
      difference: { estimate: 2, low: expect.closeTo(2 - 1.959964 * Math.SQRT2, 5), unit },
      differenceP: { estimate: expect.closeTo(p, 5) },
      adjustedP: { estimate: expect.closeTo(p, 5) },
      ratio: { estimate: 1.4 },
    });
  });

  it('hold their level under the null with unequal groups, censoring and ties', () => {
    const random = createRandom(12);
    const runs = 1500;
    const draw = (size: number) => {
      const events = new Uint8Array(size);
      const times = Float64Array.from({ length: size }, (_, i) => {
        const death = Math.ceil(-12 * Math.log(1 - random()));
        const end = 8 + Math.ceil(22 * random());
        events[i] = death <= end ? 1 : 0;
        return Math.min(death, end);
      });
      return survivalCurve(times, events, options);
    };
    let [difference, ratio, tested] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const means = [draw(50), draw(120)].map((curve) => meanToHorizon(curve, 15));
      const [found] = compareMeans(means, 0, { level: 0.95, unit });
      if (!found || !('estimate' in found.differenceP) || !('estimate' in found.ratioP)) continue;
      tested++;
      if (found.differenceP.estimate < 0.05) difference++;
      if (found.ratioP.estimate < 0.05) ratio++;
    }
    const [least, most] = rejectionBounds(tested);
    expect(tested).toBeGreaterThan(0.99 * runs);
    for (const rejected of [difference, ratio]) {
      expect(rejected).toBeGreaterThan(least);
      expect(rejected).toBeLessThan(most);
    }
  });
});

describe.skipIf(!hasSharedData)('the restricted mean on LUNG1 against R', () => {
  it.each([
    ['lung1-by-gender.json', 'gender', ['female', 'male']],
    ['lung1-by-stage.json', 'Overall.Stage', ['I', 'II', 'IIIa', 'IIIb']],
  ] as const)('%s at 730 days', (file, column, labels) => {
    const r = JSON.parse(readFileSync(sharedData('reference-statistics', file), 'utf8')) as {
      rmst: Record<string, Record<string, number>>;
    };
    const { times, events, groups } = lung1(column, labels);
    labels.forEach((label, group) => {
      const isMember = (_: number, i: number): boolean => groups[i] === group;
      const found = meanToHorizon(survivalCurve(times.filter(isMember), events.filter(isMember), options), 730);
      expect(found!.mean).toBeCloseTo(r.rmst[label]!['rmean']!, 8);
      expect(found!.standardError).toBeCloseTo(r.rmst[label]!['se']!, 8);
    });
  });
});
