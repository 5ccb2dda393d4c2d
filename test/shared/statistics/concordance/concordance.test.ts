import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { concordance } from '#shared/statistics/concordance/concordance.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { cases } from '../cox/cases.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const compute = (table: DataTable, params: object) => concordance.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;

const reference = cases['ties']!;
const table = tableFromRecords(
  reference.data.time.map((time, i) => ({
    time,
    event: reference.data.event[i]!,
    age: reference.data.age[i]!,
    volume: reference.data.volume[i]!,
    alive: -reference.data.age[i]!,
  })),
);
const base = { time: 'time', event: 'event', axisUnit: 'days' };

describe('the concordance statistic', () => {
  it('gives R’s estimates and limits, and the paired difference with its variance', () => {
    const figure = compute(table, { ...base, scores: ['age', 'volume'] });
    expect(figureSchema.parse(figure)).toEqual(figure);
    const { estimates, covariance } = reference.pair;
    const reach = 1.959963985 * Math.sqrt(covariance[0][0]);
    expect(quantity(figure, 'c-age')).toEqual({
      estimate: expect.closeTo(estimates[0], 10),
      low: expect.closeTo(estimates[0] - reach, 8),
      high: expect.closeTo(estimates[0] + reach, 8),
      level: 0.95,
    });
    const error = Math.sqrt(covariance[0][0] + covariance[1][1] - 2 * covariance[0][1]);
    const difference = quantity(figure, 'difference-age-volume') as { estimate: number; high: number };
    expect(difference.estimate).toBeCloseTo(estimates[0] - estimates[1], 10);
    expect(difference.high - difference.estimate).toBeCloseTo(1.959963985 * error, 8);
    expect(figure.sizeMm.width).toBe(183);
  });

  it('turns a score that speaks for longer survival round', () => {
    const longer = compute(table, { ...base, scores: ['alive'], direction: 'longer' });
    expect(quantity(longer, 'c-alive')).toEqual(quantity(compute(table, { ...base, scores: ['age'] }), 'c-age'));
  });

  it('bootstraps patients: percentile and BCa limits near those of the jackknife, the same for the same seed', () => {
    const params = { ...base, scores: ['age', 'volume'], interval: 'bca', resamples: 999 };
    const figure = compute(table, params);
    const [normal, resampled] = [compute(table, { ...base, scores: ['age', 'volume'] }), figure].map(
      (one) => quantity(one, 'c-age') as { estimate: number; low: number; high: number },
    );
    expect(resampled!.estimate).toBe(normal!.estimate);
    expect(resampled!.low).toBeCloseTo(normal!.low, 1);
    expect(resampled!.high).toBeCloseTo(normal!.high, 1);
    expect(compute(table, params)).toEqual(figure);
    const uno = compute(table, { ...params, pairs: 'uno', truncation: 12, interval: 'percentile' });
    expect(quantity(uno, 'c-age')).toHaveProperty('low');
    expect(uno.caption).toContain('Events up to 12 days.');
  });

  it('has reasons for constant scores, identical scores and no events', () => {
    const odd = tableFromRecords(
      reference.data.time.map((time, i) => ({ time, event: reference.data.event[i]!, same: 1, a: i, b: 2 * i })),
    );
    const figure = compute(odd, { ...base, scores: ['same', 'a', 'b'] });
    expect(quantity(figure, 'c-same')).toEqual({ estimate: 0.5 });
    expect(quantity(figure, 'p-a-b')).toEqual({ unavailable: 'the scores rank the patients alike' });
    expect(quantity(figure, 'difference-a-b')).toEqual({ estimate: 0 });
    const none = compute(odd, { ...base, scores: ['a'], eventValue: 'x' });
    expect(quantity(none, 'c-a')).toEqual({ unavailable: 'no two patients can be compared' });
    expect(JSON.stringify([figure, none])).not.toContain('NaN');
    expect(() => compute(odd, { ...base, scores: [] })).toThrow();
    expect(() => compute(odd, { ...base, scores: ['a', 'a'] })).toThrow(/twice/);
  });

  it('merges lesions of a patient and leaves out those without a score', () => {
    const lesions = tableFromRecords(
      [
        { time: 3, event: 1, score: 0.2 },
        { time: 3, event: 1, score: 0.9 },
        { time: 8, event: 0, score: 0.1 },
        { time: 9, event: 0, score: null },
      ],
      { patients: Int32Array.of(4, 4, 9, 11) },
    );
    const figure = compute(lesions, { ...base, scores: ['score'] });
    expect(quantity(figure, 'patients')).toEqual({ estimate: 2 });
    expect(quantity(figure, 'c-score')).toMatchObject({ estimate: 1 });
    expect(figure.warnings).toContain('1 patient left out: no value of score.');
  });

  it('holds the level of the paired test for two scores of equal worth, with ties and censoring', () => {
    const random = createRandom(77);
    const runs = 600;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const records = Array.from({ length: 60 }, () => {
        const truth = randomNormal(random);
        const time = Math.ceil(-Math.log(1 - random()) * 12 * Math.exp(-0.7 * truth));
        const end = Math.ceil(random() * 25);
        const noisy = () => Math.round(2 * (truth + randomNormal(random)));
        return { time: Math.min(time, end), event: time <= end ? 1 : 0, a: noisy(), b: noisy() };
      });
      const p = quantity(compute(tableFromRecords(records), { ...base, scores: ['a', 'b'] }), 'p-a-b');
      if (p && 'estimate' in p && p.estimate < 0.05) rejected++;
    }
    // 0.05 with three standard errors of 600 runs.
    expect(rejected / runs).toBeGreaterThan(0.023);
    expect(rejected / runs).toBeLessThan(0.077);
  });
});
