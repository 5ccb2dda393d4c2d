import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { harrell } from '#shared/statistics/concordance/harrell.ts';
import { uno } from '#shared/statistics/concordance/uno.ts';
import { cases } from '../cox/cases.ts';
import { goldenGroups } from '../kaplan-meier/golden.ts';

const score = Float64Array.of(
  0.31,
  0.42,
  0.42,
  0.1,
  0.55,
  0.2,
  0.35,
  0.15,
  0.12,
  0.05,
  0.9,
  0.8,
  0.7,
  0.72,
  0.66,
  0.6,
  0.58,
  0.42,
  0.5,
  0.4,
);

/** By its definition, over all pairs. */
function byPairs(times: Float64Array, events: Uint8Array, risk: Float64Array, weights: Float64Array) {
  const counts = [0, 0, 0];
  for (let i = 0; i < times.length; i++) {
    for (let j = 0; j < times.length; j++) {
      const isPair = events[i] === 1 && (times[i]! < times[j]! || (times[i] === times[j] && events[j] === 0));
      if (!isPair) continue;
      const kind = risk[i]! > risk[j]! ? 0 : risk[i]! < risk[j]! ? 1 : 2;
      counts[kind]! += weights[i]! * weights[j]!;
    }
  }
  return counts;
}

describe('concordance', () => {
  it('gives the golden counts and C', () => {
    const { times, events } = goldenGroups();
    expect(harrell(times, events, score)).toMatchObject({
      concordant: 152,
      discordant: 10,
      tied: 2,
      estimate: expect.closeTo(0.932927, 6),
    });
  });

  it('is one half for constant scores and undefined without a pair', () => {
    const { times, events } = goldenGroups();
    expect(harrell(times, events, new Float64Array(20)).estimate).toBe(0.5);
    expect(harrell(times, new Uint8Array(20), score).estimate).toBeNaN();
    expect(harrell(new Float64Array(3).fill(2), Uint8Array.of(1, 1, 1), Float64Array.of(1, 2, 3)).estimate).toBeNaN();
  });

  it.each(Object.entries(cases))(
    'is R’s on follow-up with %s, with its variance, Uno’s weights and a limit',
    (_, of) => {
      const times = Float64Array.from(of.data.time);
      const events = Uint8Array.from(of.data.event);
      const risk = Float64Array.from(of.data.risk);
      const plain = harrell(times, events, risk);
      expect([plain.concordant, plain.discordant, plain.tied]).toEqual(of.concordance.n.count.slice(0, 3));
      expect(plain.estimate).toBeCloseTo(of.concordance.n.estimate, 11);
      expect(plain.variance / of.concordance.n.variance).toBeCloseTo(1, 9);
      for (const [tau, part] of [
        [Infinity, of.concordance.uno],
        [12, of.concordance.uno.cut],
      ] as const) {
        const weighted = uno(times, events, risk, { tau });
        expect(weighted.estimate).toBeCloseTo(part.estimate, 10);
        expect(weighted.variance / part.variance).toBeCloseTo(1, 7);
      }
      const [age, volume] = [of.data.age, of.data.volume].map((x) => harrell(times, events, Float64Array.from(x)));
      expect([age!.estimate, volume!.estimate]).toEqual(of.pair.estimates.map((value) => expect.closeTo(value, 11)));
      const covariance = age!.influence.reduce((sum, value, i) => sum + value * volume!.influence[i]!, 0);
      expect(covariance).toBeCloseTo(of.pair.covariance[0][1], 12);
      const byPatient = new Map<number, number>();
      plain.influence.forEach((value, i) => {
        const patient = of.data.patient[i]!;
        byPatient.set(patient, (byPatient.get(patient) ?? 0) + value);
      });
      expect([...byPatient.values()].reduce((sum, value) => sum + value ** 2, 0) / of.clustered.variance).toBeCloseTo(
        1,
        9,
      );
    },
  );

  it('counts by weights and within strata as a walk over all pairs does', () => {
    const random = createRandom(3);
    const draw = (levels: number) => Float64Array.from({ length: 60 }, () => Math.floor(random() * levels));
    const [times, risk, weights, strata] = [draw(15), draw(6), draw(3), Int32Array.from(draw(3))] as const;
    const events = Uint8Array.from(draw(2));
    const weighted = harrell(times, events, risk, { weights });
    expect([weighted.concordant, weighted.discordant, weighted.tied]).toEqual(byPairs(times, events, risk, weights));
    const parts = [0, 1, 2].map((stratum) => weights.map((_, i) => (strata[i] === stratum ? 1 : 0)));
    const sums = parts
      .map((part) => byPairs(times, events, risk, Float64Array.from(part)))
      .reduce((a, b) => a.map((value, i) => value + b[i]!));
    const within = harrell(times, events, risk, { strata });
    expect([within.concordant, within.discordant, within.tied]).toEqual(sums);
  });
});
