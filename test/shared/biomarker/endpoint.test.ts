import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointTargets, endpointWeights } from '#shared/biomarker/endpoint.ts';
import { endpointCounts, endpointMethodsSentence } from '#shared/biomarker/endpoint-wording.ts';
import { type EndpointDefinition, endpointDefinitionSchema } from '#shared/domain/entities.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { weightedAuc } from '#shared/statistics/measures/auc.ts';
import { rankRows } from '#shared/statistics/measures/ranking.ts';
import python from '#test/reference/survival/accuracy-over-time.json' with { type: 'json' };

const alive: EndpointDefinition = {
  kind: 'alive-at',
  timeColumn: 'days',
  eventColumn: 'dead',
  eventValue: '1',
  timeUnit: 'days',
  horizonDays: 730,
  censoring: 'exclude',
};

describe('endpointTargets', () => {
  it('takes a patient censored at day 20 as neither alive nor dead at two years', () => {
    const { targets, reasons, classes } = endpointTargets(alive, [{ days: 20, dead: 0 }]);
    expect(classes).toEqual(['dead', 'alive']);
    expect([...targets]).toEqual([-1]);
    expect(reasons).toEqual(['censored before day 730']);
  });

  it('takes alive-at exactly: death at the horizon is dead, censoring at it is alive', () => {
    const rows = [
      { days: 729, dead: 1 },
      { days: 730, dead: 1 },
      { days: 731, dead: 1 },
      { days: 729, dead: 0 },
      { days: 730, dead: 0 },
      { days: 5000, dead: 0 },
    ];
    expect([...endpointTargets(alive, rows).targets]).toEqual([0, 0, 1, -1, 1, 1]);
  });

  it('converts units, understands booleans and numbers as text, and leaves out what is missing', () => {
    const years = { ...alive, timeUnit: 'years' as const, horizonDays: 730.5 };
    const { targets, reasons } = endpointTargets(years, [
      { days: 2, dead: false },
      { days: '1.5', dead: true },
      { days: null, dead: 1 },
      { days: 3 },
      { days: -1, dead: 1 },
      { days: 'soon', dead: 1 },
    ]);
    expect([...targets]).toEqual([1, 0, -1, -1, -1, -1]);
    expect(reasons.slice(2)).toEqual([
      'no value of days',
      'no value of dead',
      'days is not a time of 0 or more',
      'days is not a time of 0 or more',
    ]);
  });

  it('never labels a patient without an event and with follow-up below the horizon', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 729.99, noNaN: true }), (days) => {
        expect(endpointTargets(alive, [{ days, dead: 0 }]).targets[0]).toBe(-1);
      }),
    );
  });

  it('groups values of a column into a positive class; a missing value is not negative', () => {
    const definition: EndpointDefinition = { kind: 'binary', column: 'malignancy', positive: ['4', '5'] };
    const { targets, classes } = endpointTargets(definition, [
      { malignancy: 5 },
      { malignancy: '4.0' },
      { malignancy: 2 },
      { malignancy: null },
      {},
    ]);
    expect(classes).toEqual(['not 4 or 5', '4 or 5']);
    expect([...targets]).toEqual([1, 1, 0, -1, -1]);
  });

  it('keeps the classes of a categorical endpoint in the order given, and no others', () => {
    const definition: EndpointDefinition = { kind: 'categorical', column: 'type', classes: ['lung', 'bone', 'liver'] };
    const { targets, reasons } = endpointTargets(definition, [{ type: 'liver' }, { type: ' lung ' }, { type: 'skin' }]);
    expect([...targets]).toEqual([2, 0, -1]);
    expect(reasons[2]).toBe('a value of type that is none of the classes');
  });
});

describe('weights for censoring', () => {
  const ipcw: EndpointDefinition = { ...alive, censoring: 'ipcw', horizonDays: 6 };
  const rows = python.tied.time.map((days, i) => ({ days, dead: python.tied.event[i]! }));
  const own = Int32Array.from(rows.keys());
  const parts = rows.map(() => 'train');

  it('are none unless the endpoint asks for them, and definitions kept before the choice existed do not', () => {
    expect(endpointWeights(alive, rows, own, parts)).toBeNull();
    expect(endpointWeights({ kind: 'binary', column: 'dead', positive: ['1'] }, rows, own, parts)).toBeNull();
    const { censoring: _, ...old } = alive as EndpointDefinition & { kind: 'alive-at' };
    expect(endpointDefinitionSchema.parse(old)).toEqual(alive);
  });

  it('are 1 over the probability of being seen until the event or the horizon, 0 for those censored before', () => {
    const small = [
      { days: 1, dead: 1 },
      { days: 2, dead: 0 },
      { days: 3, dead: 1 },
      { days: 3, dead: 0 },
      { days: 6, dead: 0 },
      { days: 9, dead: 1 },
    ];
    const weights = endpointWeights(
      ipcw,
      small,
      Int32Array.from(small.keys()),
      small.map(() => 'train'),
    )!;
    // G falls to 4/5 at 2, and to 4/5 x 2/3 at 3, where the death comes first.
    expect([...weights].map((weight) => Number(weight.toFixed(10)))).toEqual([1, 0, 1.25, 0, 1.875, 1.875]);
    expect([...endpointTargets(ipcw, small).targets]).toEqual([0, -1, 0, -1, 1, 1]);
  });

  it('add up to about the number of patients, and make the share alive that of Kaplan-Meier', () => {
    const random = createRandom(9);
    const many = Array.from({ length: 400 }, () => {
      const death = -8 * Math.log(1 - random());
      const end = 10 * random();
      return { days: Math.min(death, end), dead: death <= end ? 1 : 0 };
    });
    const ids = Int32Array.from(many.keys());
    const weights = endpointWeights(
      ipcw,
      many,
      ids,
      many.map(() => 'test'),
    )!;
    const { targets } = endpointTargets(ipcw, many);
    const sum = (value: number) => weights.reduce((total, weight, i) => total + (targets[i] === value ? weight : 0), 0);
    const order = many.toSorted((a, b) => a.days - b.days);
    let survival = 1;
    order.forEach(({ days, dead }, i) => {
      if (days <= 6 && dead) survival *= 1 - 1 / (400 - i);
    });
    expect((sum(0) + sum(1)) / 400).toBeCloseTo(1, 10);
    expect(sum(1) / 400).toBeCloseTo(survival, 10);
  });

  it('make the AUC of the endpoint the time-dependent AUC at its horizon (scikit-survival)', () => {
    const { smooth } = python;
    const twoYears: EndpointDefinition = { ...alive, censoring: 'ipcw', horizonDays: 730 };
    const followUp = smooth.time.map((days, i) => ({ days, dead: smooth.event[i]! }));
    const weights = endpointWeights(
      twoYears,
      followUp,
      Int32Array.from(followUp.keys()),
      followUp.map(() => 'test'),
    )!;
    const { targets } = endpointTargets(twoYears, followUp);
    const isDead = Uint8Array.from(targets, (target) => (target === 0 ? 1 : 0));
    expect(weightedAuc(rankRows(smooth.score, isDead), weights)).toBeCloseTo(smooth.auc[2]!, 12);
  });

  it('count a patient with several lesions once, and take each part of the split by itself', () => {
    const single = endpointWeights(ipcw, rows, own, parts)!;
    const doubled = [...rows, ...rows.slice(0, 20)];
    const patients = Int32Array.from([...own, ...own.slice(0, 20)]);
    const twice = endpointWeights(
      ipcw,
      doubled,
      patients,
      doubled.map(() => 'train'),
    )!;
    expect(twice.slice(0, rows.length)).toEqual(single);
    expect(twice.slice(rows.length)).toEqual(single.slice(0, 20));
    const other = rows.map(() => ({ days: 1, dead: 0 }));
    const split = endpointWeights(
      ipcw,
      [...rows, ...other],
      Int32Array.from({ length: 2 * rows.length }, (_, i) => i),
      [...parts, ...parts.map(() => 'test')],
    )!;
    expect(split.slice(0, rows.length)).toEqual(single);
    expect(Math.max(...split.slice(rows.length))).toBe(0);
  });
});

describe('the sentence for Methods', () => {
  const rows = [
    { days: 100, dead: 1 },
    { days: 200, dead: 0 },
    { days: 800, dead: 0 },
    { days: null, dead: 0 },
  ];

  it('says the horizon, both sides of it, the counts, and why patients have no value', () => {
    const counts = endpointCounts(alive, rows);
    expect(counts).toEqual({
      counts: { dead: 1, alive: 1 },
      undefinedCount: 2,
      reasons: { 'censored before day 730': 1, 'no value of days': 1 },
    });
    expect(endpointMethodsSentence(alive, counts)).toBe(
      'The endpoint was being alive 730 days after time zero: patients followed for more than 730 days (> 730; days, in days), or censored exactly at 730, count as alive, and those with the event (dead = 1) at or before 730 days (<= 730) as dead; those censored earlier are neither. Of 4 patients, 1 dead, 1 alive; 2 had no value (1 censored before day 730, 1 no value of days) and took no part in training, tuning or testing.',
    );
  });

  it('says what stands in for the censored, and the unit', () => {
    const weighted = { ...alive, censoring: 'ipcw' as const, timeUnit: 'years' as const } as EndpointDefinition;
    const sentence = endpointMethodsSentence(weighted, endpointCounts(weighted, rows));
    expect(sentence).toContain('1 / G(min(T, 730)−)');
    expect(sentence).toContain('in years, of 365.25 days each');
  });

  it('of other endpoints names the classes', () => {
    const binary: EndpointDefinition = { kind: 'binary', column: 'dead', positive: ['1'] };
    expect(endpointMethodsSentence(binary, endpointCounts(binary, rows))).toBe(
      'The endpoint was dead = 1 against all other values. Of 4 patients, 3 "not 1", 1 "1"; all had a value.',
    );
  });
});
