import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { competingRisks } from '#shared/statistics/competing-risks/competing-risks.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { reference } from '../kaplan-meier/reference.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const names = ['none', 'relapse', 'death'];
const table = tableFromRecords(
  reference.data.map(({ time, cause, group, stratum }) => ({ time, status: names[cause]!, group, stratum })),
);
const base = { time: 'time', event: 'status', eventValue: 'relapse', censoredValue: 'none', axisUnit: 'days' };
const quantity = (figure: ReturnType<typeof competingRisks.compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;

describe('the statistic of competing risks', () => {
  it('reports incidences at a time, equal to R, with the larger naive value beside', () => {
    const figure = competingRisks.compute(
      table,
      { ...base, grouping: 'column', group: 'group', landmark: 10 },
      context,
    );
    const r = reference.incidence[1]![0]!;
    const at = r.time.findLastIndex((time) => time <= 10);
    const found = quantity(figure, 'group-2-cause-1-incidence');
    expect(found).toMatchObject({
      estimate: expect.closeTo(r.incidence[at]!, 9),
      low: expect.closeTo(r.low[at]!, 9),
      high: expect.closeTo(r.high[at]!, 9),
    });
    const naive = quantity(figure, 'group-2-naive');
    if (!naive || !found || 'unavailable' in naive || 'unavailable' in found) throw new Error('expected numbers');
    expect(naive.estimate).toBeGreaterThan(found.estimate);
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('draws a panel per cause with a curve per group, or one panel with a curve per cause', () => {
    const grouped = competingRisks.compute(table, { ...base, grouping: 'column', group: 'group' }, context);
    expect(grouped.panels.map(({ title }) => title)).toEqual(['relapse', 'death']);
    expect(grouped.panels[0]!.series.map(({ mark }) => mark)).toEqual(['step', 'step', 'step', 'line', 'line', 'line']);
    expect(grouped.panels[1]!.notes?.lines[0]).toMatch(/^Gray's test: p = /);
    expect(grouped.sizeMm.width).toBe(183);
    const whole = competingRisks.compute(table, { ...base, naive: false }, context);
    expect(whole.panels[0]!.series.map(({ label }) => label)).toEqual(['relapse', 'death']);
    expect(whole.panels[0]!.riskTable?.rows[0]?.counts[0]).toBe(150);
    expect(quantity(whole, 'cause-1-p')).toBeUndefined();
  });

  it('stratifies the test, and says so', () => {
    const params = { ...base, grouping: 'column', group: 'group' };
    const plain = competingRisks.compute(table, params, context);
    const stratified = competingRisks.compute(table, { ...params, stratum: 'stratum' }, context);
    expect(quantity(stratified, 'cause-1-p')).not.toEqual(quantity(plain, 'cause-1-p'));
    expect(stratified.methods).toContain('stratified by stratum');
  });

  it('says when there is no competing event, no event of interest, or too many causes', () => {
    const binary = tableFromRecords(reference.data.map(({ time, event }) => ({ time, event })));
    const figure = competingRisks.compute(binary, { time: 'time', event: 'event', axisUnit: 'days' }, context);
    expect(figure.warnings[0]).toMatch(/no competing event/);
    const none = competingRisks.compute(table, { ...base, eventValue: 'toxicity' }, context);
    expect(none.warnings).toContain('No patient has status = "toxicity", the event of interest.');
    expect(quantity(none, 'group-1-cause-1-incidence')).toMatchObject({ estimate: 0 });
    const many = tableFromRecords(reference.data.map(({ time }, i) => ({ time, status: i % 9 })));
    expect(() => competingRisks.compute(many, { time: 'time', event: 'status' }, context)).toThrow(
      /at most 5 competing/,
    );
    expect(() => competingRisks.compute(table, { ...base, eventValue: 'none' }, context)).toThrow(/cannot be both/);
  });

  it('suggests a column with several kinds of events', () => {
    expect(competingRisks.suggest(table)).toMatchObject({
      time: 'time',
      event: 'status',
      censoredValue: 'none',
      eventValue: 'death',
    });
  });
});
