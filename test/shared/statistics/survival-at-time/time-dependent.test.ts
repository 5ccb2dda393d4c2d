import { describe, expect, it } from 'vitest';
import type { Cell } from '#shared/domain/entities.ts';
import { figureSchema } from '#shared/figure.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { timeDependent } from '#shared/statistics/survival-at-time/time-dependent.ts';
import python from '#test/reference/survival/accuracy-over-time.json' with { type: 'json' };

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const { smooth } = python;
const records: Record<string, Cell>[] = smooth.time.map((time, i) => ({
  time,
  event: smooth.event[i]!,
  score: smooth.score[i]!,
  'survival at 365': smooth.predicted[i]![1]!,
  'survival at 730': smooth.predicted[i]![2]!,
}));
const table = tableFromRecords(records);
const base = { time: 'time', event: 'event', score: 'score', axisUnit: 'days', at: '365, 730', resamples: 99 };
const compute = (data: DataTable, params: object) => timeDependent.compute(data, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;

describe('the statistic of accuracy over time', () => {
  it('gives the AUC and the Brier score of scikit-survival at the times asked for, with intervals around them', () => {
    const figure = compute(table, base);
    expect(figureSchema.parse(figure)).toEqual(figure);
    const at = quantity(figure, 'auc-1');
    expect(at).toMatchObject({ estimate: expect.closeTo(smooth.auc[1]!, 9), level: 0.95 });
    if (!at || 'unavailable' in at) throw new Error('expected a number');
    expect(at.low! < at.estimate && at.estimate < at.high!).toBe(true);
    expect(quantity(figure, 'brier-2')).toMatchObject({ estimate: expect.closeTo(smooth.brier[2]!, 6) });
    expect(quantity(figure, 'reference-brier-2')).toMatchObject({
      estimate: expect.closeTo(smooth.referenceBrier[2]!, 9),
    });
    expect(figure.panels.map(({ id }) => id)).toEqual(['auc', 'brier']);
    expect(figure.warnings).toContain(
      'The Cox model behind the Brier score was fitted on the patients shown: the score is optimistic.',
    );
  });

  it('turns a score round whose higher values mean a lower risk', () => {
    const figure = compute(table, { ...base, direction: 'lower-risk', brier: 'none' });
    expect(quantity(figure, 'auc-1')).toMatchObject({ estimate: expect.closeTo(1 - smooth.auc[1]!, 9) });
    expect(figure.panels).toHaveLength(1);
    expect(quantity(figure, 'integrated-brier')).toBeUndefined();
  });

  it('judges predicted probabilities at their own times, and says when there is one time only', () => {
    const columns = { ...base, brier: 'columns', probabilities: ['survival at 730', 'survival at 365'] };
    const figure = compute(table, { ...columns, probabilityTimes: '730 365' });
    expect(quantity(figure, 'brier-1')).toMatchObject({ estimate: expect.closeTo(smooth.brier[1]!, 9) });
    expect(quantity(figure, 'brier-2')).toMatchObject({ estimate: expect.closeTo(smooth.brier[2]!, 9) });
    expect(quantity(figure, 'integrated-brier')).toMatchObject({
      estimate: expect.closeTo((smooth.brier[1]! + smooth.brier[2]!) / 2, 9),
    });
    const one = compute(table, { ...columns, probabilities: ['survival at 730'], probabilityTimes: '730' });
    expect(quantity(one, 'integrated-brier')).toEqual({ unavailable: 'fewer than two times with a prediction' });
    expect(quantity(one, 'brier-1')).toEqual({ unavailable: 'no probability was predicted for this time' });
    expect(() => compute(table, { ...columns, probabilityTimes: '730' })).toThrow(/2 columns and 1 times/);
    expect(() => compute(table, { ...columns, probabilities: ['time'], probabilityTimes: '730' })).toThrow(/0 to 1/);
    expect(() => compute(table, { ...base, at: 'soon' })).toThrow();
  });

  it('fits the Cox model on other patients where it is told to', () => {
    const random = createRandom(3);
    const parts = tableFromRecords(records.map((record) => ({ ...record, part: random() < 0.4 ? 'tune' : 'test' })));
    const params = { ...base, subsetColumn: 'part', subsetValue: 'test', fitColumn: 'part', fitValue: 'tune' };
    const figure = compute(parts, params);
    expect(figure.methods).toMatch(/fitted on \d+ patients with part = tune/);
    expect(quantity(figure, 'brier-1')).not.toEqual(quantity(compute(parts, { ...params, fitColumn: '' }), 'brier-1'));
    expect(figure.warnings.join()).not.toContain('optimistic');
  });

  it('gives the same intervals for the same seed, and others for another', () => {
    expect(compute(table, base)).toEqual(compute(table, base));
    expect(quantity(compute(table, { ...base, seed: 1 }), 'auc-1')).not.toEqual(
      quantity(compute(table, base), 'auc-1'),
    );
  });

  it('says why there is no number: before the first event, after all follow-up, without events, with a constant score', () => {
    const figure = compute(table, { ...base, at: '0.5, 99999' });
    expect(quantity(figure, 'auc-1')).toEqual({ unavailable: 'no event has come by this time' });
    expect(quantity(figure, 'auc-2')).toEqual({ unavailable: 'nobody is followed beyond this time' });
    const alive = compute(tableFromRecords(records.map((record) => ({ ...record, event: 0 }))), base);
    expect(quantity(alive, 'auc-1')).toEqual({ unavailable: 'no event has come by this time' });
    expect(quantity(alive, 'brier-1')).toHaveProperty('unavailable');
    const constant = compute(tableFromRecords(records.map((record) => ({ ...record, score: 1 }))), base);
    expect(quantity(constant, 'auc-1')).toMatchObject({ estimate: 0.5 });
    expect(quantity(constant, 'brier-1')).toHaveProperty('unavailable');
    expect(JSON.stringify([figure, alive, constant])).not.toMatch(/NaN|null,"(low|high)"/);
    expect(compute(tableFromRecords(records.slice(0, 4)), base).warnings.join()).toContain('single patients');
  });

  it('refuses more resamples than would end today, and says how many would', () => {
    const random = createRandom(8);
    const many = tableFromRecords(
      Array.from({ length: 5000 }, (_, i) => ({ time: 1 + Math.ceil(900 * random()), event: i % 2, score: random() })),
    );
    expect(() => compute(many, { ...base, brier: 'none', resamples: 100_000 })).toThrow(
      /Take \d+00 resamples or fewer/,
    );
  });

  it('covers the true AUC about as often as it says', () => {
    const random = createRandom(40);
    const runs = 120;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const rows = Array.from({ length: 120 }, () => {
        const death = -1000 * Math.log(1 - random());
        const end = 300 + 1500 * random();
        return { time: Math.min(death, end), event: death <= end ? 1 : 0, score: random() };
      });
      const found = quantity(
        compute(tableFromRecords(rows), { ...base, at: '500', brier: 'none', resamples: 199 }),
        'auc-1',
      );
      if (found && 'estimate' in found && found.low! <= 0.5 && 0.5 <= found.high!) covered++;
    }
    expect(covered).toBeGreaterThan(0.95 * runs - 3 * Math.sqrt(0.05 * 0.95 * runs));
  });

  it('suggests for a run with the class alive a probability of survival at two years', () => {
    const run = tableFromRecords(
      [100, 900, 800, 50].map((days, i) => ({
        days,
        dead: i % 3 === 0 ? 1 : 0,
        target: days > 730 ? 'alive' : 'dead',
        part: 'test',
        'probability of dead': 0.1 * i,
        'probability of alive': 1 - 0.1 * i,
      })),
    );
    expect(timeDependent.suggest(run)).toMatchObject({
      score: 'probability of alive',
      direction: 'lower-risk',
      at: '730',
      brier: 'columns',
      probabilities: ['probability of alive'],
      probabilityTimes: '730',
      subsetValue: 'test',
    });
    expect(() => compute(run, { ...timeDependent.suggest(run), resamples: 0 })).not.toThrow();
  });
});
