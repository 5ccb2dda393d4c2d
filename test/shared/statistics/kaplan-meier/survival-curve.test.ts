import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import {
  type BandType,
  countsAt,
  medianSurvival,
  snapTimes,
  survivalAt,
  survivalCurve,
} from '#shared/statistics/kaplan-meier/survival-curve.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { golden, stepsOf } from './golden.ts';
import { lung1 } from './lung1.ts';

const curveOf = (group: 0 | 1, band: BandType) =>
  survivalCurve(Float64Array.from(golden[group].times), Uint8Array.from(golden[group].events), { band, level: 0.95 });

describe('the Kaplan-Meier curve', () => {
  it.each([
    ['plain', [0.141753, 0.79158], [0, 0.369495]],
    ['log', [0.232612, 0.936228], [0.022684, 0.78373]],
    ['log-log', [0.149552, 0.73661], [0.007804, 0.433208]],
  ] as const)('has the golden %s limits', (band, first, second) => {
    const early = stepsOf(curveOf(0, band)).find((step) => step.time === 10);
    expect(early).toMatchObject({ survival: expect.closeTo(0.466667, 6), standardError: expect.closeTo(0.165775, 6) });
    expect([early!.low, early!.high]).toEqual(first.map((value) => expect.closeTo(value, 6)));
    const late = stepsOf(curveOf(1, band)).find((step) => step.time === 5);
    expect(late!.survival).toBeCloseTo(0.133333, 6);
    expect([late!.low, late!.high]).toEqual(second.map((value) => expect.closeTo(value, 6)));
  });

  it('puts deaths before censorings at the same time', () => {
    expect(stepsOf(curveOf(0, 'log'))[1]).toMatchObject({
      time: 6,
      atRisk: 9,
      events: 2,
      censored: 1,
      survival: expect.closeTo(0.7, 14),
    });
  });

  it('has limits of 1 before the first event and none where survival is 0', () => {
    const steps = stepsOf(
      survivalCurve(Float64Array.of(1, 2, 3), Uint8Array.of(0, 1, 1), { band: 'log-log', level: 0.95 }),
    );
    expect(steps[0]).toMatchObject({ survival: 1, low: 1, high: 1 });
    expect(steps[2]).toMatchObject({ survival: 0, standardError: null, low: null, high: null });
  });

  it('falls from 1, never rises, and holds its limits around itself, whatever the data', () => {
    const patients = fc.array(fc.record({ time: fc.integer({ min: 0, max: 12 }), event: fc.boolean() }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(patients, fc.constantFrom<BandType>('log-log', 'log', 'plain'), (list, band) => {
        const times = Float64Array.from(list, ({ time }) => time);
        const events = Uint8Array.from(list, ({ event }) => (event ? 1 : 0));
        const steps = stepsOf(survivalCurve(times, events, { band, level: 0.95 }));
        let before = 1;
        for (const { survival, low, high } of steps) {
          expect(survival).toBeLessThanOrEqual(before);
          before = survival;
          if (low === null || high === null) expect(survival).toBe(0);
          else expect(0 <= low && low <= survival + 1e-12 && survival <= high + 1e-12 && high <= 1).toBe(true);
        }
        expect(steps.reduce((sum, step) => sum + step.events + step.censored, 0)).toBe(list.length);
      }),
    );
  });

  it('does not depend on the order of the patients and changes nothing it is given', () => {
    const [times, events] = [Float64Array.from(golden[0].times), Uint8Array.from(golden[0].events)];
    const before = [times.slice(), events.slice()];
    const options = Object.freeze({ band: 'log' as const, level: 0.9 });
    const steps = survivalCurve(times, events, options);
    expect([times, events]).toEqual(before);
    expect(survivalCurve(times.toReversed(), events.toReversed(), options)).toEqual(steps);
  });

  it('is the share of survivors when nobody is censored', () => {
    const random = createRandom(2);
    const times = Float64Array.from({ length: 50 }, () => Math.ceil(20 * random()));
    const curve = survivalCurve(times, new Uint8Array(50).fill(1), { band: 'log', level: 0.95 });
    for (const { time, survival } of stepsOf(curve)) {
      expect(survival).toBeCloseTo(times.filter((value) => value > time).length / 50, 12);
    }
  });
});

describe('median survival', () => {
  it('follows R: the middle of an interval on which survival is exactly one half', () => {
    expect(medianSurvival(curveOf(1, 'log-log'), 'midpoint').median).toBe(3.5);
    expect(medianSurvival(curveOf(1, 'log-log'), 'first').median).toBe(3);
  });

  it.each([
    ['plain', 6, 22],
    ['log', 6, null],
    ['log-log', 5, 22],
  ] as const)('has the golden limits on the %s scale', (band, low, high) => {
    expect(medianSurvival(curveOf(0, band), 'midpoint')).toEqual({ median: 10, low, high });
  });

  it('sees one half through rounding: after 12 of 24 deaths the product misses 0.5 in its last digit', () => {
    const times = Float64Array.from({ length: 24 }, (_, i) => i + 1);
    const steps = survivalCurve(times, new Uint8Array(24).fill(1), { band: 'log', level: 0.95 });
    expect(steps.survival[11]).not.toBe(0.5);
    expect(medianSurvival(steps, 'midpoint').median).toBe(12.5);
    expect(medianSurvival(steps, 'first').median).toBe(12);
  });

  it('is not reached while more than half survive, and lies between the last event and the end when flat at one half', () => {
    const options = { band: 'log' as const, level: 0.95 };
    expect(
      medianSurvival(survivalCurve(Float64Array.of(1, 2, 3), Uint8Array.of(1, 0, 0), options), 'midpoint'),
    ).toEqual({ median: null, low: 1, high: null });
    const flat = survivalCurve(Float64Array.of(1, 2, 5, 9), Uint8Array.of(1, 1, 0, 0), options);
    expect(medianSurvival(flat, 'midpoint').median).toBe(5.5);
  });
});

describe('times', () => {
  it('that differ by rounding alone become one', () => {
    const snapped = snapTimes(Float64Array.of(0.3, 0.1 + 0.2, 0.30001, 0));
    expect(new Set(snapped).size).toBe(3);
    expect(snapped[0]).toBe(snapped[1]);
  });

  it('count a patient as at risk up to and at the own time', () => {
    const curve = survivalCurve(Float64Array.of(1, 2, 2, 3), Uint8Array.of(1, 1, 0, 0), { band: 'log', level: 0.9 });
    expect(countsAt(curve, [0, 1, 2, 2.5, 3, 4])).toEqual({
      atRisk: [4, 4, 3, 1, 1, 0],
      events: [0, 1, 2, 2, 2, 2],
      censored: [0, 0, 1, 1, 2, 2],
    });
  });

  it('past the last follow-up have no survival', () => {
    const steps = curveOf(0, 'log');
    expect(survivalAt(steps, 3)).toEqual({ survival: 1, low: 1, high: 1 });
    expect(survivalAt(steps, 12)?.survival).toBeCloseTo(0.466667, 6);
    expect(survivalAt(steps, 24)).toBeNull();
  });
});

interface SurvfitReference {
  time: number[];
  'n.risk': number[];
  'n.event': number[];
  surv: number[];
  se: (number | null)[];
  lower: (number | null)[];
  upper: (number | null)[];
  strata: string[];
}

describe.skipIf(!hasSharedData)('the Kaplan-Meier curve on LUNG1 against R survfit', () => {
  it.each([
    ['lung1-by-gender.json', 'gender', ['female', 'male']],
    ['lung1-by-stage.json', 'Overall.Stage', ['I', 'II', 'IIIa', 'IIIb']],
  ] as const)('%s: every step with the three bands, and the medians', (file, column, labels) => {
    const r = JSON.parse(readFileSync(sharedData('reference-statistics', file), 'utf8')) as Record<
      string,
      SurvfitReference
    > & {
      median: Record<string, number | null>[];
    };
    const { times, events, groups } = lung1(column, labels);
    labels.forEach((label, group) => {
      const members = [...groups.keys()].filter((i) => groups[i] === group);
      for (const [band, key] of [
        ['log-log', 'km_loglog'],
        ['log', 'km_log'],
        ['plain', 'km_plain'],
      ] as const) {
        const expected = r[key]!;
        const rows = expected.strata.flatMap((name, i) => (name === `g=${label}` ? [i] : []));
        const curve = survivalCurve(
          Float64Array.from(members, (i) => times[i]!),
          Uint8Array.from(members, (i) => events[i]!),
          { band, level: 0.95 },
        );
        const steps = stepsOf(curve);
        expect(steps).toHaveLength(rows.length);
        steps.forEach((step, k) => {
          const i = rows[k]!;
          expect([step.time, step.atRisk, step.events]).toEqual([
            expected.time[i],
            expected['n.risk'][i],
            expected['n.event'][i],
          ]);
          expect(step.survival).toBeCloseTo(expected.surv[i]!, 10);
          if (step.low === null) return;
          expect(step.standardError).toBeCloseTo(expected.se[i]!, 10);
          expect(step.low).toBeCloseTo(expected.lower[i]!, 9);
          expect(step.high).toBeCloseTo(expected.upper[i]!, 9);
        });
        if (band !== 'log-log') continue;
        const summary = r.median[group]!;
        expect(medianSurvival(curve, 'midpoint')).toEqual({
          median: summary['median'],
          low: summary['0.95LCL'],
          high: summary['0.95UCL'],
        });
      }
    });
  });
});
