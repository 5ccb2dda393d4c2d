import { describe, expect, it } from 'vitest';
import { cumulativeIncidence } from '#shared/statistics/competing-risks/cumulative-incidence.ts';
import { survivalCurve } from '#shared/statistics/kaplan-meier/survival-curve.ts';
import { membersOf, reference, referenceData } from '../kaplan-meier/reference.ts';

describe('the cumulative incidence', () => {
  it('equals R survfit of several states: incidence, standard error and log-log limits at every time', () => {
    reference.incidence.forEach((causes, group) => {
      const { times, codes } = membersOf(group, referenceData.causes);
      causes.forEach((r, k) => {
        const curve = cumulativeIncidence(times, codes, k + 1, 0.95);
        expect([...curve.times]).toEqual(r.time);
        r.time.forEach((_, i) => {
          expect(curve.incidence[i]).toBeCloseTo(r.incidence[i]!, 10);
          expect(curve.standardErrors[i]).toBeCloseTo(r.error[i]!, 10);
          if (r.incidence[i] === 0) return;
          expect(curve.low[i]).toBeCloseTo(r.low[i]!, 9);
          expect(curve.high[i]).toBeCloseTo(r.high[i]!, 9);
        });
      });
    });
  });

  it('of all causes add up to 1 - survival from all causes', () => {
    const { times, codes } = membersOf(1, referenceData.causes);
    const any = survivalCurve(
      times,
      codes.map((cause) => (cause > 0 ? 1 : 0)),
      { band: 'log', level: 0.95 },
    );
    const [first, second] = [1, 2].map((cause) => cumulativeIncidence(times, codes, cause, 0.95));
    any.survival.forEach((survival, i) =>
      expect(first!.incidence[i]! + second!.incidence[i]!).toBeCloseTo(1 - survival, 12),
    );
  });

  it('is 1 - Kaplan-Meier with its standard error when there is no competing event', () => {
    const { times, codes } = membersOf(2, referenceData.events);
    const plain = survivalCurve(times, codes, { band: 'log-log', level: 0.9 });
    const curve = cumulativeIncidence(times, codes, 1, 0.9);
    plain.survival.forEach((survival, i) => {
      expect(curve.incidence[i]).toBeCloseTo(1 - survival, 12);
      if (survival > 0) expect(curve.standardErrors[i]).toBeCloseTo(plain.standardErrors[i]!, 12);
    });
  });

  it('is the share of patients with the event when nobody is censored, with a binomial standard error', () => {
    const times = Float64Array.of(1, 2, 2, 3, 4, 5, 6, 7, 7, 7);
    const causes = Uint8Array.of(1, 1, 2, 2, 1, 1, 2, 2, 1, 2);
    const curve = cumulativeIncidence(times, causes, 1, 0.95);
    expect(curve.incidence.at(-1)).toBeCloseTo(0.5, 14);
    const at = curve.times.indexOf(5);
    expect(curve.standardErrors[at]).toBeCloseTo(Math.sqrt((0.4 * 0.6) / 10), 12);
  });
});
